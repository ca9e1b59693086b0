"""Tables that foreign keys join."""

from __future__ import annotations

from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.related import statements
from onlinealter.mysql.values import text_of

_GENERATIONS = 2  # a parent's other children are locked as well


def relatives_of(connection: Connection, schema: str, tables: tuple[str, ...]) -> tuple[str, ...]:
    """Parents, children, and children of these: those that MySQL locks along with the tables."""
    if not tables:
        return ()
    found = set(tables)
    for _ in range(_GENERATIONS):
        rows = connection.rows(statements.select_relatives(schema, tuple(sorted(found))))
        found |= {text_of(row[0]) for row in rows}
    return tuple(sorted(found - set(tables)))


def keys_to(connection: Connection, schema: str, table: str) -> tuple[tuple[str, str, str], ...]:
    """The foreign keys that lead to a table: schema, table and name of each, in this order.

    MariaDB opens every table of the server to tell them (half a minute for 50,000 tables), so it is asked for single tables.
    """
    children = _children(connection, schema, (table,)) if connection.mariadb else None
    of = [None] if children is None else children
    rows = [row for each in of for row in connection.rows(statements.select_keys_to(schema, table, each))]
    return tuple((text_of(place), text_of(child), text_of(key)) for place, child, key in rows)


def children_of(connection: Connection, schema: str, tables: tuple[str, ...]) -> tuple[str, ...]:
    """MariaDB: the other tables of the schema whose foreign keys lead to these."""
    children = _children(connection, schema, tables)
    if children is None:
        children = [row[:2] for table in tables for row in keys_to(connection, schema, table)]
    return tuple(sorted({child for place, child in children if place == schema} - set(tables)))


def _children(connection: Connection, schema: str, tables: tuple[str, ...]) -> list[tuple[str, str]] | None:
    """None where InnoDB's dictionary doesn't tell: the account may not look there, or one is being altered just now."""
    try:
        rows = connection.rows(statements.select_children(schema, tables))
    except ServerError as error:
        if error.number != error_numbers.SPECIFIC_ACCESS_DENIED:
            raise
        return None
    if any("#" in text_of(file) for _, _, file in rows):
        return None
    return sorted((text_of(place), text_of(child)) for place, child, _ in rows)
