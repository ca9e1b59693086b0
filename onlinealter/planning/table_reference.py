"""A table as people write it: NAME or SCHEMA.NAME."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = r"(?:`((?:[^`]|``)+)`|([^`.]+))"
_REFERENCE = re.compile(rf"(?:{_PART}\.)?{_PART}")


@dataclass(frozen=True)
class TableReference:
    """A table's name, and its schema's where that was written."""

    table: str
    schema: str = ""


def parse_table(text: str) -> TableReference | None:
    """Read ``orders``, ``shop.orders`` or the same in backquotes; None where it is neither."""
    found = _REFERENCE.fullmatch(text.strip())
    if found is None:
        return None
    quoted_schema, schema, quoted_table, table = found.groups(default="")
    return TableReference(quoted_table.replace("``", "`") or table, quoted_schema.replace("``", "`") or schema)


def written_table(table: str) -> str:
    """A table's name as :func:`parse_table` reads it, in backquotes where it needs them."""
    return table if parse_table(table) == TableReference(table) else "`" + table.replace("`", "``") + "`"
