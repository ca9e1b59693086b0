"""Two tables compared without any of the tool's own code: their definitions as text, their rows byte for byte."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onlinealter.mysql.connection import Connection
from onlinealter.sql import quoting

_SHOWN = 5
_COUNTER = re.compile(r"^(\).*?) AUTO_INCREMENT=\d+", re.MULTILINE)
_BYTES = {"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "binary", "varbinary", "tinyblob", "blob",
          "mediumblob", "longblob", "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring",
          "multipolygon", "geometrycollection", "geomcollection", "vector"}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column as information_schema has it."""

    name: str
    kind: str


def definition(connection: Connection, table: str, *, with_counter: bool, of: str = "") -> str:
    """SHOW CREATE TABLE without the table's name, which also stands in front of the names of its constraints.

    A table that belongs to another is compared without the name of that one, which ``of`` gives.
    """
    row = connection.row(f"SHOW CREATE TABLE {quoting.name(table)}")
    assert row is not None
    text = str(row[1])
    beginning = f"CREATE TABLE {quoting.name(table)} "
    assert text.startswith(beginning), text
    body = text[len(beginning) :].replace(f"`{of or table}_", "`_")
    body = body.replace(f"REFERENCES {quoting.name(of or table)} (", "REFERENCES (")
    return body if with_counter else _COUNTER.sub(r"\1", body, count=1)


def differing_rows(connection: Connection, table: str, twin: str) -> list[str]:
    """Rows that one table has more often than the other, from one read view; empty where both hold the same rows."""
    columns = read_columns(connection, table)
    if [column.name for column in columns] != [column.name for column in read_columns(connection, twin)]:
        return ["the columns differ"]
    row = _written_out(columns)
    both = " UNION ALL ".join(
        f"SELECT {side} AS side, SHA2({row}, 512) AS digest FROM {quoting.name(name)}"
        for side, name in ((1, table), (-1, twin))
    )
    odd = connection.rows(f"SELECT digest FROM ({both}) AS both_tables GROUP BY digest HAVING SUM(side) <> 0")
    if not odd:
        return []
    digests = ", ".join(f"'{_text(digest)}'" for (digest,) in odd[: 2 * _SHOWN])
    listed = [
        f"{name}: {_text(found)[:400]}"
        for name in (table, twin)
        for (found,) in connection.rows(f"SELECT {row} FROM {quoting.name(name)} WHERE SHA2({row}, 512) IN ({digests})")
    ]
    return [f"{len(odd)} rows differ", *sorted(listed, key=lambda each: each.split(": ", 1)[1])]


def count_rows(connection: Connection, table: str) -> int:
    return int(connection.value(f"SELECT COUNT(*) FROM {quoting.name(table)}"))


def read_columns(connection: Connection, table: str) -> tuple[Column, ...]:
    """All columns, generated and invisible ones too, in their order."""
    rows = connection.rows(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = DATABASE() AND table_name = %s ORDER BY ordinal_position",
        (table,),
    )
    return tuple(Column(_text(name), _text(kind).lower()) for name, kind in rows)


def _written_out(columns: tuple[Column, ...]) -> str:
    """SQL: a row as text from which each of its values could be read again: NULL is N, else length and value."""
    values = [
        f"IFNULL(CONCAT({quoting.text(column.name + ' ')}, OCTET_LENGTH({value}), ':', {value}, ' '), 'N ')"
        for column in columns
        for value in [_value(column)]
    ]
    return f"CONCAT({', '.join(values)})"


def _value(column: Column) -> str:
    name = quoting.name(column.name)
    if column.kind in _BYTES:
        return f"HEX({name})"
    if column.kind in ("enum", "set"):
        return f"CONCAT({name} + 0, '=', HEX({name}))"
    if column.kind == "bit":
        return f"CAST({name} + 0 AS CHAR)"
    if column.kind in ("float", "double"):
        return f"CAST(CAST({name} AS DOUBLE) AS CHAR)"  # FLOAT as text has six digits only
    return f"CAST({name} AS CHAR)"


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)
