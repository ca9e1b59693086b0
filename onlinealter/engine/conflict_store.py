"""The journal's conflicts, read and written so that the application's triggers find that table as they need it.

On MariaDB a plain statement would fail the next write under LOCK TABLES (see copying/opened_tables.py). What is read by
HANDLER stays as it was.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from onlinealter.copying.opened_tables import handing_on
from onlinealter.engine import statements
from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Connection, Row
from onlinealter.sql import quoting
from onlinealter.tables.copy_key import Key


@dataclass(frozen=True)
class Conflict:
    """A row that the other definition can't hold, and how often it was met; ``digest`` is its place in the journal."""

    key: Key
    error: int
    seen: int
    digest: bytes = b""


_MOST = 100_000  # that are read on MariaDB


def read_conflicts(connection: Connection, schema: str, run: str, *, back: bool, most: int, after: bytes = b"") -> list[Row]:
    """Digest, key, error and how often it was seen, of open conflicts of one direction, in the order of their digests and
    behind the one with that of ``after``.
    """
    if not connection.mariadb:
        return connection.rows(statements.select_conflicts(schema), [run, int(back), after.hex(), most])
    with suppress(ServerError):  # nobody can have opened it but an earlier try of ours that was ended
        connection.execute(statements.close_conflicts())
    connection.execute(statements.open_conflicts(schema))
    try:
        sql = statements.read_more_conflicts(after) if after else statements.read_opened_conflicts()
        rows = connection.rows(sql, [run, int(back), run, int(back), most])
    finally:
        connection.execute(statements.close_conflicts())
    return [(digest, key, error, seen) for _, _, digest, key, error, seen in rows]


def count_conflicts(connection: Connection, schema: str, run: str, *, back: bool) -> int:
    """How many are open in one direction."""
    if connection.mariadb:
        return len(read_conflicts(connection, schema, run, back=back, most=_MOST))
    return int(connection.value(statements.count_conflicts(schema), [run, int(back)]))


def settle_conflict(connection: Connection, schema: str, table: str, values: list[object]) -> None:
    """``values``: run, direction, digest in hexadecimal digits and how often it was seen. The triggers of ``table`` write
    conflicts.
    """
    _delete(connection, schema, table, statements.settle_conflict(schema), values)


def forget_conflicts(connection: Connection, schema: str, table: str, run: str, *, back: bool) -> None:
    if not connection.mariadb or read_conflicts(connection, schema, run, back=back, most=1):
        _delete(connection, schema, table, statements.forget_conflicts(schema), [run, int(back)])


def _delete(connection: Connection, schema: str, table: str, sql: str, values: list[object]) -> None:
    with handing_on(connection, quoting.table_name(schema, table)):
        connection.execute(sql, values)
