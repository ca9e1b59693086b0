"""Which table is which: asked of the server, never remembered."""

from __future__ import annotations

from enum import StrEnum

from onlinealter.model.errors import Changed
from onlinealter.mysql.connection import Connection
from onlinealter.tables.facts import existing_tables
from onlinealter.tables.names import Names


class Side(StrEnum):
    """Which definition the original's name leads to."""

    ORIGINAL = "original"
    NEW = "new"


def which_side(connection: Connection, schema: str, names: Names) -> Side:
    """Look which of the run's three tables exist. Raises Changed when they are not as a swap leaves them."""
    tables = (names.original, names.shadow, names.retired)
    found = existing_tables(connection, schema, tables)
    live, shadow, retired = (table in found for table in tables)
    if live and shadow and not retired:
        return Side.ORIGINAL
    if live and retired and not shadow:
        return Side.NEW
    there = ", ".join(table for table in tables if table in found) or "none"
    raise Changed(
        f"of the tables of run {names.run} only these exist in {schema}: {there}",
        remedy="Somebody dropped or renamed one. Nothing more is done until that is mended by hand.",
    )
