"""A connection that is replaced when it is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.connection import Connection

_T = TypeVar("_T")
_LAST_STATEMENT = 30.0  # seconds to wait for what a lost connection left running
_GLANCE = 0.05
_PASSING = frozenset({error_numbers.QUERY_INTERRUPTED, error_numbers.LOCK_WAIT_TIMEOUT, error_numbers.DEADLOCK})
_TRIES = 20


@dataclass(frozen=True)
class Known:
    """A connection as the server knows it. A server that was started again gives the same numbers to others."""

    id: int
    who: tuple[object, ...] | None


def known(connection: Connection) -> Known:
    """How a connection of ours is found again."""
    sql = statements.find_connection(connection.id, mariadb=connection.mariadb)
    return Known(connection.id, connection.row(sql))


class SteadyConnection:
    """One thread's connection. ``open_connection`` sets it up and refuses a server that isn't the one it was."""

    def __init__(self, open_connection: Callable[[], Connection]) -> None:
        self._open_connection = open_connection
        self._connection: Connection | None = None
        self._known: Known | None = None
        self._lost: list[Known] = []

    def connection(self) -> Connection:
        """The connection, opened anew if it was lost; nothing of the old one runs any more."""
        if self._connection is None:
            self._connection, self._known = self._open_connection(), None
        if self._known is None:
            self._known = known(self._connection)
        while self._lost:
            end_connection(self._connection, self._lost[-1])
            self._lost.pop()
        return self._connection

    def insist(self, ask: Callable[[Connection], _T]) -> _T:
        """Do something that may be done twice, again on a new connection when the old one is lost, and again when it was
        ended or had to give way.
        """
        tries = 0
        while True:
            try:
                return ask(self.connection())
            except ConnectionLost:
                self.drop()
                time.sleep(_GLANCE)
            except ServerError as error:
                tries += 1
                if error.number not in _PASSING or tries >= _TRIES:
                    raise
                time.sleep(_GLANCE)

    def roll_back(self) -> None:
        """End the transaction without effect."""
        try:
            self.connection().execute("ROLLBACK")
        except ConnectionLost:
            self.drop()  # the server rolls back what a lost connection left open

    def drop(self) -> None:
        """Give a lost connection up."""
        if self._connection is not None:
            self._lost += [self._known] if self._known else []
            self._connection.close()
            self._connection = self._known = None

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def end_connection(connection: Connection, other: Known) -> None:
    """End another connection of ours and wait until nothing of it runs: the server finishes statements whose client is
    gone (FACTS 77).
    """
    sql = statements.find_connection(other.id, mariadb=connection.mariadb)
    if connection.row(sql) != other.who:
        return  # it has ended, and its number may be somebody else's by now
    try:
        connection.execute(statements.kill_connection(other.id))
    except ServerError as error:
        if error.number == error_numbers.NO_SUCH_THREAD:
            return
        raise
    deadline = time.monotonic() + _LAST_STATEMENT
    while time.monotonic() < deadline:
        if connection.row(sql) != other.who:
            return
        time.sleep(_GLANCE)
