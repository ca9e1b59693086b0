"""Who holds the lock of a row that a statement of ours can't have."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.model.errors import ServerError
from onlinealter.model.events import Blocker
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.row_locks import statements
from onlinealter.mysql.server import Server
from onlinealter.mysql.transactions import read_list


@dataclass(frozen=True)
class RowHolders:
    """Sessions and prepared transactions, oldest first; ``certain`` where the server says that they hold this row.

    ``unseen`` says why nobody can be named.
    """

    certain: bool
    sessions: tuple[Blocker, ...] = ()
    prepared: tuple[str, ...] = ()
    unseen: str = ""

    @property
    def names(self) -> str:
        """Who they are, without their age: what tells one holder from the next."""
        return "; ".join([*(f"{each.connection}" for each in self.sessions), *self.prepared, self.unseen])

    def __str__(self) -> str:
        """Who they are, for a person."""
        named = [f"{each.who} for {each.age:.0f} s" for each in self.sessions]
        named += list(self.prepared)
        if not named:
            return f"a transaction that can't be named{self.unseen}"
        if self.certain or len(named) == 1:
            return " and ".join(named)
        return f"one of these transactions: {'; '.join(named)}"


def find_row_holders(
    connection: Connection, server: Server, schema: str, tables: tuple[str, ...], lock_data: str | None
) -> RowHolders:
    """Who has locked the row. ``lock_data`` is how MySQL writes the row's key; None where that isn't known, and then all are
    named that have locked rows of the tables. MariaDB shows which row only while somebody waits for it, which the copy
    never does: all transactions that have locked a row are named there.
    """
    try:
        if server.is_mariadb:
            return _holders(connection, read_list(connection, statements.holders_anywhere()), certain=False)
        if lock_data is not None:
            rows = read_list(connection, statements.holders_in_tables(schema, tables, lock_data))
            if rows:
                return _holders(connection, rows, certain=True)
        return _holders(connection, read_list(connection, statements.holders_in_tables(schema, tables, None)), certain=False)
    except ServerError as error:
        return RowHolders(certain=False, unseen=f" (error {error.number}: {error.text})")


def _holders(connection: Connection, rows: list[Row], *, certain: bool) -> RowHolders:
    sessions = tuple(
        Blocker(int(row[0]), str(row[1] or ""), str(row[2] or ""), float(row[3] or 0)) for row in rows if row[0]
    )
    return RowHolders(certain, sessions, _prepared(connection) if any(not row[0] for row in rows) else ())


def _prepared(connection: Connection) -> tuple[str, ...]:
    """Prepared transactions by the names that XA COMMIT and XA ROLLBACK take."""
    try:
        rows = connection.rows(statements.show_prepared())
    except ServerError:
        rows = []
    if not rows:
        return ("a prepared XA transaction (XA RECOVER lists them)",)
    return tuple(f"the prepared XA transaction {_xid(row)}" for row in rows)


def _xid(row: Row) -> str:
    form, length, _, data = row
    raw = bytes(data) if isinstance(data, bytes | bytearray) else str(data).encode()
    parts = [raw[: int(length)], raw[int(length) :]]
    written = [
        f"'{part.decode()}'" if part.isascii() and part.decode().isprintable() else f"x'{part.hex()}'" for part in parts
    ]
    used = written if parts[1] or int(form) != 1 else written[:1]
    return ",".join([*used, *([str(form)] if int(form) != 1 else [])])
