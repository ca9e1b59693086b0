"""A connection that is replaced when it is lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.connection import Connection

_T = TypeVar("_T")
_LAST_STATEMENT = 30.0  # seconds to wait for what a lost connection left running
_GLANCE = 0.05
_PASSING = frozenset({error_numbers.QUERY_INTERRUPTED, error_numbers.LOCK_WAIT_TIMEOUT, error_numbers.DEADLOCK})
_TRIES = 20


class SteadyConnection:
    """One thread's connection. ``open_connection`` sets it up and refuses a server that isn't the one it was."""

    def __init__(self, open_connection: Callable[[], Connection]) -> None:
        self._open_connection = open_connection
        self._connection: Connection | None = None
        self._lost: list[str] = []

    def connection(self) -> Connection:
        """The connection, opened anew if it was lost; nothing of the old one runs any more."""
        if self._connection is None:
            self._connection = self._open_connection()
            hold_name(self._connection)
            while self._lost:
                end_connection(self._connection, self._lost[0])
                self._lost.pop(0)
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
            self._lost.append(self._connection.name)
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def hold_name(connection: Connection) -> None:
    """Let :func:`end_connection` find it when its client is gone."""
    connection.execute(statements.hold_name(), [connection.name])


def await_end(connection: Connection, name: str) -> None:
    """Wait until nothing of another connection of ours runs, for some time; what it runs must not be ended."""
    deadline = time.monotonic() + _LAST_STATEMENT
    while time.monotonic() < deadline and connection.value(statements.holder_of_name(), [name]) is not None:
        time.sleep(_GLANCE)


def end_connection(connection: Connection, name: str) -> None:
    """End another connection of ours and wait until nothing of it runs: the server finishes statements whose client is
    gone (FACTS 77). By its name: after a restart of the server its id may be an application's.
    """
    other = connection.value(statements.holder_of_name(), [name])
    if other is None:
        return
    try:
        connection.execute(statements.kill_connection(other))
    except ServerError as error:
        if error.number == error_numbers.NO_SUCH_THREAD:
            return
        raise
    deadline = time.monotonic() + _LAST_STATEMENT
    while time.monotonic() < deadline:
        if connection.value(statements.find_connection(other, mariadb=connection.mariadb)) is None:
            return
        time.sleep(_GLANCE)
