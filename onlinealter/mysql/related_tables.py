"""Tables that foreign keys join."""

from __future__ import annotations

from onlinealter.mysql import statements
from onlinealter.mysql.connection import Connection

_GENERATIONS = 2  # a parent's other children are locked as well


def relatives_of(connection: Connection, schema: str, tables: tuple[str, ...]) -> tuple[str, ...]:
    """Parents, children, and children of these: those that MySQL locks along with the tables."""
    if not tables:
        return ()
    found = set(tables)
    for _ in range(_GENERATIONS):
        rows = connection.rows(statements.select_relatives(schema, tuple(sorted(found))))
        found |= {row[0].decode() if isinstance(row[0], bytes | bytearray) else str(row[0]) for row in rows}
    return tuple(sorted(found - set(tables)))


def children_of(connection: Connection, schema: str, tables: tuple[str, ...]) -> tuple[str, ...]:
    """The tables whose foreign keys lead to these."""
    return tuple(str(row[0]) for row in connection.rows(statements.select_children(schema, tables)))
