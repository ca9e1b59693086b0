"""Beside a run from its beginning to its end: tells the journal what is waited for, hears of ``online-alter stop``, and
notices a server that answers no more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from onlinealter.engine import statements
from onlinealter.engine.shard import Shard, connection_to
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import ConnectionLost, OnlineAlterError, ServerError, Unreachable, internal_fault
from onlinealter.model.events import Notice, Waiting
from onlinealter.mysql import error_numbers
from onlinealter.mysql.backup_locks.holders import backup_lock
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.reachability import is_gone

_BETWEEN_LOOKS = 0.5
_LONGEST_SILENCE = 120.0  # seconds, after which who waits for an answer finds the connection lost
_SAID_AGAIN = 10.0


@contextmanager
def attended(shard: Shard, run: str, stop: StopFlag) -> Iterator[None]:
    """Meanwhile somebody looks."""
    attendant, over = _Attendant(shard, run, stop), threading.Event()
    thread = threading.Thread(target=attendant.until, args=(over,), name="attendant", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


class _Attendant:
    """For one thread of its own."""

    def __init__(self, shard: Shard, run: str, stop: StopFlag) -> None:
        self._shard = shard
        self._run = run
        self._stop = stop
        self._waits = shard.waits
        self._connection: Connection | None = None
        self._written = ""
        self._heard = time.monotonic()
        self._said = -_SAID_AGAIN
        self._asked = False

    def until(self, over: threading.Event) -> None:
        """Look again and again until it is over."""
        try:
            while not over.wait(_BETWEEN_LOOKS):
                self._look()
        except Exception as error:  # noqa: BLE001 - nobody would hear of an order to stop any more
            self._stop.fail(internal_fault("attendant", error))
        finally:
            self._let_go()

    def _look(self) -> None:
        try:
            if self._connection is None:
                self._connection = self._shard.attend_primary()
            self._hear_orders(self._connection)
            self._note(self._connection)
            self._heard = time.monotonic()
        except (ConnectionLost, Unreachable) as error:
            self._let_go()
            self._miss_answer(error)
        except ServerError as error:
            self._heard = time.monotonic()
            if error.number == error_numbers.LOCK_WAIT_TIMEOUT and self._connection is not None:
                self._name_backup(self._connection)
        except OnlineAlterError:
            return  # the work meets it, too, and says so

    def _hear_orders(self, connection: Connection) -> None:
        orders = int(connection.value(statements.read_orders(self._shard.schema), [self._run]) or 0)
        if orders & statements.STOP and not self._asked:
            self._asked = True
            self._waits.report(Notice("'online-alter stop' asks for it: stopping at the next chunk"))
            self._stop.request()

    def _note(self, connection: Connection) -> None:
        now = self._waits.now
        if now != self._written:
            connection.execute(statements.note_waiting(self._shard.schema), [now, self._run])
            self._written = now

    def _name_backup(self, connection: Connection) -> None:
        """The journal can't be written: who keeps all from writing?"""
        try:
            held = backup_lock(connection)
        except OnlineAlterError:
            return
        if held:
            self._say("the end of a backup's lock", held, 0.0, self._shard.lock_patience)

    def _miss_answer(self, error: OnlineAlterError) -> None:
        """Where connections are only scarce, the others are as they should be."""
        if not is_gone(self._shard.primary.address) and isinstance(error, Unreachable):
            return
        what = connection_to(self._shard.primary)
        silent = time.monotonic() - self._waits.begin(what, self._heard)
        self._say(what, error.message, silent, _LONGEST_SILENCE)
        if silent > _LONGEST_SILENCE:
            self._shard.cut_sessions()

    def _say(self, what: str, why: str, seconds: float, longest: float) -> None:
        now = time.monotonic()
        if now - self._said >= _SAID_AGAIN:
            self._said = now
            self._waits.report(Waiting(what, why, seconds, longest))

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
