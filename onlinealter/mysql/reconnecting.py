"""A connection that is replaced when it is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from onlinealter.model.errors import Blocked, ConnectionLost, ServerError
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.backup_locks.holders import backup_lock
from onlinealter.mysql.connection import Account, Connection
from onlinealter.mysql.reachability import times_down
from onlinealter.mysql.waits import BackOff, Wait, Waits

_T = TypeVar("_T")
_LAST_STATEMENT = 30.0  # seconds to wait for what a lost connection left running
_LEFT = "the end of what a lost connection of ours left running"
_POLL_SECONDS = 0.05
_TRANSIENT = frozenset({error_numbers.QUERY_INTERRUPTED, error_numbers.LOCK_WAIT_TIMEOUT, error_numbers.DEADLOCK})
_TRIES = 20
_LOCK, _LOCKED = "a lock that a statement of ours needs", BackOff(0.05, 0.5)
_LONGEST_LOSSES = 120.0  # seconds in which the same is lost again and again
_MOST_DOWNS = 2  # times that the server comes back, and is asked the same again


class Losses:
    """How often one and the same thing has lost its connection: what takes the server down isn't repeated for long."""

    def __init__(self, waits: Waits, account: Callable[[], Account | None]) -> None:
        self._account = account
        self._wait = waits.wait_for("a connection that lasts", _LONGEST_LOSSES)
        self._before: int | None = None

    def count(self, error: ConnectionLost) -> None:
        """It was lost once more; waits a moment. Raises ConnectionLost when that is enough."""
        account = self._account()
        downs = times_down(account.address) if account is not None else 0
        self._before = downs if self._before is None else self._before
        if downs - self._before >= _MOST_DOWNS:
            raise ConnectionLost(
                f"the server went away {_MOST_DOWNS + 1} times while it did the same thing for us: {error.message}",
                remedy="Look into its error log why, before the same command is called again: it would do so once more.",
            ) from error
        if not self._wait.again(error.message):
            raise error


class ReconnectingConnection:
    """One thread's connection. ``open_connection`` sets it up and refuses a server that isn't the one it was."""

    def __init__(
        self,
        open_connection: Callable[[], Connection],
        waits: Waits | None = None,
        lock_patience: float = 0.0,
        holders: Callable[[Connection], str] = lambda _: "",
    ) -> None:
        """``lock_patience``: seconds to wait for a lock that a backup or one of the ``holders`` is seen to have."""
        self._open_connection = open_connection
        self._waits = waits or Waits()
        self._lock_patience = lock_patience
        self._holders = holders
        self._connection: Connection | None = None
        self._account: Account | None = None
        self._lost: list[str] = []

    def connection(self) -> Connection:
        """The connection, opened again if it was lost; nothing of the old one runs any more."""
        if self._connection is None:
            self._connection = self._open_connection()
            self._account = self._connection.account
            hold_name(self._connection)
            while self._lost:
                end_connection(self._connection, self._lost[0], self._waits)
                self._lost.pop(0)
        return self._connection

    def retry(self, ask: Callable[[Connection], _T]) -> _T:
        """Do something that may be done twice, again on a new connection when the old one is lost, and again when it was
        ended or had to give way; within bounds.
        """
        losses: Losses | None = None
        lock: Wait | None = None
        tries = 0
        while True:
            try:
                return ask(self.connection())
            except ConnectionLost as error:
                losses = losses or self.losses()
                losses.count(error)
                self.discard()
            except ServerError as error:
                tries += 1
                if error.number not in _TRANSIENT or ((held := self._held(error)) is None and tries >= _TRIES):
                    raise
                lock = lock or self._waits.wait_for(_LOCK, self._lock_patience or _LONGEST_LOSSES, _LOCKED)
                if not lock.again(held or error.text):
                    raise _blocked(held or error.text, self._lock_patience) from error

    def losses(self) -> Losses:
        """For counting how often something loses this connection."""
        return Losses(self._waits, lambda: self._account)

    def _held(self, error: ServerError) -> str | None:
        """Who has the lock that wasn't to be had; None where that isn't seen, or nobody waits for it so long."""
        if error.number != error_numbers.LOCK_WAIT_TIMEOUT or not self._lock_patience:
            return None
        try:
            return backup_lock(self.connection(), of_writes=True) or self._holders(self.connection()) or None
        except (ServerError, ConnectionLost):
            return None

    def roll_back(self) -> None:
        """End the transaction without effect."""
        try:
            self.connection().execute("ROLLBACK")
        except ConnectionLost:
            self.discard()  # the server rolls back what a lost connection left open

    def discard(self) -> None:
        """Give a lost connection up."""
        if self._connection is not None:
            self._lost.append(self._connection.name)
            self._connection.close()
            self._connection = None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _blocked(held: str, seconds: float) -> Blocked:
    return Blocked(
        f"for {seconds:.0f} s a statement of ours could not have its lock: {held}",
        remedy="End what holds it or wait for its end; then run the same command again.",
    )


def hold_name(connection: Connection) -> None:
    """Let :func:`end_connection` find it when its client is gone."""
    connection.execute(statements.hold_name(), [connection.name])


def await_end(connection: Connection, name: str, waits: Waits) -> None:
    """Wait until nothing of another connection of ours runs, for some time; what it runs must not be ended."""
    wait = waits.wait_for(_LEFT, _LAST_STATEMENT)
    while (other := connection.value(statements.holder_of_name(), [name])) is not None:
        if not wait.again(f"connection {other}"):
            break
    wait.over()


def end_connection(connection: Connection, name: str, waits: Waits) -> None:
    """End another connection of ours and wait until nothing of it runs: the server finishes statements whose client is
    gone. By its name: after a restart of the server its id may be an application's.
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
    wait = waits.wait_for(_LEFT, _LAST_STATEMENT)
    while connection.value(statements.find_connection(other, mariadb=connection.mariadb)) is not None:
        if not wait.again(f"connection {other}"):
            break
    wait.over()
