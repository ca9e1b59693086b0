"""The empty copy of a table, and whether it is one: CREATE TABLE … LIKE leaves DATA DIRECTORY and INDEX DIRECTORY out, of
partitions too, and the new table's files would lie where the old one's were kept away from.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from onlinealter.model.errors import Refused
from onlinealter.planning import statements
from onlinealter.sql.statement import Statement
from onlinealter.tables.directories import lies_elsewhere
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.foreign_keys import without_keys

_CHECK_NAME = re.compile(r"^  CONSTRAINT `(?:[^`]|``)*` CHECK ", re.MULTILINE)


def create_shadow(original: TableFacts, shadow: str, *, mariadb: bool) -> Statement:
    """An empty table like the original, by LIKE or, where that leaves something out, by its definition."""
    if not lies_elsewhere(original):
        return statements.create_shadow(original.schema, original.name, shadow)
    return statements.create_shadow_from(original.schema, original.name, shadow, _definition(original, mariadb=mariadb))


def create_trial_copy(original: TableFacts, copy: str, *, mariadb: bool) -> Statement:
    """The same, to try a change on."""
    return replace(create_shadow(original, copy, mariadb=mariadb), purpose="create a copy to try the change on")


def create_keeper(original: TableFacts, keeper: str, *, mariadb: bool) -> Statement:
    """The same, to keep the old definition."""
    return replace(create_shadow(original, keeper, mariadb=mariadb), purpose="keep the old definition in an empty table")


def _definition(original: TableFacts, *, mariadb: bool) -> str:
    """Without foreign keys, which come later, and on MySQL without the names of checks, which are the schema's."""
    text = re.sub(r"^(\).*?) AUTO_INCREMENT=\d+", r"\1", without_keys(original.body), count=1, flags=re.MULTILINE)
    return text if mariadb else _CHECK_NAME.sub("  CHECK ", text)


def check_alike(original: TableFacts, copy: TableFacts) -> None:
    """Raise Refused naming what the empty copy hasn't: the server's own ALTER would have kept it."""
    missing = Counter(_lines(original)) - Counter(_lines(copy))
    if missing:
        raise Refused(
            f"an empty copy of {original.schema}.{original.name} lacks: {'; '.join(missing)}",
            remedy="This table can't be copied as it is. Take that off it with the server's own ALTER first, or make the "
            "whole change that way.",
        )


def _lines(table: TableFacts) -> list[str]:
    text = _CHECK_NAME.sub("  CHECK ", without_keys(table.definition))
    return [line.strip().rstrip(",") for line in text.splitlines()]
