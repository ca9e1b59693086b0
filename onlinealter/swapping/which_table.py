"""Which table is which: asked of the server, never remembered."""

from __future__ import annotations

from enum import StrEnum

from onlinealter.model.errors import Changed
from onlinealter.mysql.connection import Connection
from onlinealter.tables.facts import existing_tables
from onlinealter.tables.names import Names


class Side(StrEnum):
    """Which definition the original's name leads to; unclear where the run's tables are not as a swap leaves them.

    Alone: the other table is gone or has another name; the one in front is known by its number or its definition.
    """

    ORIGINAL = "original"
    NEW = "new"
    ORIGINAL_ALONE = "original alone"
    NEW_ALONE = "new alone"
    UNCLEAR = "unclear"


def find_side(connection: Connection, schema: str, names: Names) -> Side:
    """Look which of the run's three tables exist."""
    tables = (names.original, names.shadow, names.retired)
    found = existing_tables(connection, schema, tables)
    live, shadow, retired = (table in found for table in tables)
    if live and shadow and not retired:
        return Side.ORIGINAL
    if live and retired and not shadow:
        return Side.NEW
    return Side.UNCLEAR


def which_side(connection: Connection, schema: str, names: Names) -> Side:
    """The same where it has to be clear. Raises Changed when it isn't."""
    side = find_side(connection, schema, names)
    if side is not Side.UNCLEAR:
        return side
    tables = (names.original, names.shadow, names.retired)
    found = existing_tables(connection, schema, tables)
    there = ", ".join(table for table in tables if table in found) or "none"
    raise Changed(
        f"of the tables of run {names.run} only these exist in {schema}: {there}",
        remedy=f"Somebody dropped or renamed one. Undo that, or end the run: 'online-alter abort --table {names.original}' "
        f"(after the cutover 'online-alter cleanup --table {names.original}').",
    )
