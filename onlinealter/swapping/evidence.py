"""Which table is which: asked of the server, never remembered."""

from __future__ import annotations

from enum import StrEnum

from onlinealter.model.errors import Changed
from onlinealter.mysql.connection import Connection
from onlinealter.tables.facts import table_exists
from onlinealter.tables.names import Names


class Side(StrEnum):
    """Which definition the original's name leads to."""

    ORIGINAL = "original"
    NEW = "new"


def which_side(connection: Connection, schema: str, names: Names) -> Side:
    """Look which of the run's three tables exist. Raises Changed when they are not as a swap leaves them."""
    live, shadow, retired = (
        table_exists(connection, schema, table) for table in (names.original, names.shadow, names.retired)
    )
    if live and shadow and not retired:
        return Side.ORIGINAL
    if live and retired and not shadow:
        return Side.NEW
    there = [table for table, exists in ((names.original, live), (names.shadow, shadow), (names.retired, retired)) if exists]
    raise Changed(
        f"of the tables of run {names.run} only these exist in {schema}: {', '.join(there) or 'none'}",
        remedy="Somebody dropped or renamed one. Nothing more is done until that is mended by hand.",
    )
