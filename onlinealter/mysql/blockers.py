"""Who holds the lock that a statement of ours needs."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.model.errors import ServerError
from onlinealter.model.events import Blocker
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.instruments import is_blind
from onlinealter.mysql.server import Server
from onlinealter.mysql.transactions import read_list
from onlinealter.mysql.values import text_of


@dataclass(frozen=True)
class Blockers:
    """Sessions, oldest first; ``certain`` where the server says that they hold the very lock."""

    certain: bool
    sessions: tuple[Blocker, ...]


def find_blockers(
    connection: Connection, server: Server, schema: str, tables: tuple[str, ...], age: float = statements.OLD
) -> Blockers:
    """Who has held a metadata lock on one of the tables for so many seconds or more.

    MariaDB without its lock plugin can only name the open transactions that may, as MySQL with a performance
    schema that is switched off. Empty when the account may not look.

    Asked at once, also where InnoDB's list of transactions may be a tenth of a second old (read_list): between two attempts
    of a swap each moment counts. Who asks again and again must wait that long in between.
    """
    for certain, sql in statements.lock_holders(schema, tables, mariadb=server.is_mariadb, age=age):
        try:
            if certain and is_blind(connection, server):
                continue
            return Blockers(certain, _sessions(connection.rows(sql)))
        except ServerError:
            continue  # the account may not look there, or the plugin isn't loaded: the next question asks elsewhere
    return Blockers(certain=False, sessions=())


def old_transactions(connection: Connection, server: Server, older_than: float) -> tuple[Blocker, ...]:
    """Transactions that began more than so many seconds ago. Needs PROCESS, else raises ServerError 1227."""
    try:
        return _sessions(_by_innodb(connection, server, older_than))
    except ServerError as error:
        if error.number != error_numbers.TRANSACTIONS_UNREADABLE:
            raise
    return _sessions(connection.rows(statements.old_transactions_by_events(older_than)))


def _by_innodb(connection: Connection, server: Server, older_than: float) -> list[Row]:
    if not server.is_mariadb:
        try:
            return read_list(connection, statements.old_transactions(older_than, mariadb=False, timed=True))
        except ServerError as error:
            if error.number != error_numbers.TABLE_ACCESS_DENIED:
                raise
    return read_list(connection, statements.old_transactions(older_than, mariadb=server.is_mariadb))


def _sessions(rows: list[Row]) -> tuple[Blocker, ...]:
    return tuple(map(_session, rows))


def _session(row: Row) -> Blocker:
    connection, user, host, age, command, seconds = row
    state = ("idle" if text_of(command) == "Sleep" else "at work") if command else ""
    return Blocker(int(connection), str(user or ""), str(host or ""), float(age or 0), state, float(seconds or 0))
