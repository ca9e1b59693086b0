"""The text of the swap: one atomic RENAME, forward or back."""

from __future__ import annotations

from onlinealter.sql import quoting
from onlinealter.sql.statement import Statement
from onlinealter.tables.names import Names


def swap(schema: str, names: Names) -> Statement:
    """The original becomes the old table and the shadow takes its name, in one step."""
    return _exchange("swap the tables", schema, names, leaving=names.retired, coming=names.shadow)


def swap_back(schema: str, names: Names) -> Statement:
    """The new table becomes the shadow again and the retired one takes its name, in one step."""
    return _exchange("swap the tables back", schema, names, leaving=names.shadow, coming=names.retired)


def _exchange(purpose: str, schema: str, names: Names, *, leaving: str, coming: str) -> Statement:
    live = quoting.table_name(schema, names.original)
    sql = f"RENAME TABLE {live} TO {quoting.table_name(schema, leaving)}, {quoting.table_name(schema, coming)} TO {live}"
    return Statement(purpose, sql, (names.original, coming), exclusive=True, moves_keys=True)
