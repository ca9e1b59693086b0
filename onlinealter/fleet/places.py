"""So many shards of one server at a time, whichever processes and fleets work there: each holds a lock on that server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from onlinealter.engine.stop import StopFlag
from onlinealter.fleet.target import FleetShard
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.mysql import statements
from onlinealter.mysql.connection import Connection, connect

_BETWEEN_TRIES = 1.0  # seconds
_BETWEEN_LOOKS = 30.0  # seconds; sooner than any usual wait_timeout ends an idle session


def place_name(number: int) -> str:
    """The lock's name: processes that know each other by nothing else agree on it."""
    return f"online-alter place {number}"


@contextmanager
def place_on(
    shard: FleetShard, per_server: int, stop: StopFlag, reporter: Reporter, between_looks: float = _BETWEEN_LOOKS
) -> Iterator[None]:
    """Work while one of the server's places is held; wait for one first, and tell so. Raises Interrupted when asked to stop.

    A place that is lost with its connection is taken again if it is free: the work beside it isn't ended for that.
    """
    place = _Place(shard, per_server)
    done = threading.Event()

    def keep() -> None:
        while not done.wait(between_looks):
            place.keep()

    keeper = threading.Thread(target=keep, daemon=True)
    try:
        told = False
        while not place.take():
            if not told:
                reporter.report(
                    Notice(f"waits for a place on {shard.server}: {per_server} at a time, by [defaults] per_server")
                )
                told = True
            stop.sleep(_BETWEEN_TRIES)
        keeper.start()
        yield
    finally:
        done.set()
        if keeper.ident is not None:
            keeper.join()
        place.leave()


class _Place:
    def __init__(self, shard: FleetShard, per_server: int) -> None:
        self._shard = shard
        self._names = [place_name(number) for number in range(per_server)]
        self._connection: Connection | None = None
        self._held = ""

    def take(self) -> bool:
        """Try each place once. Raises OnlineAlterError where the server can't be asked."""
        return self._ask(self._try)

    def keep(self) -> None:
        """See that the place is still held, and try to have it again where it isn't."""
        try:
            if not self._held or self._ask(lambda c: c.value(statements.holder_of_name(), [self._held]) != c.id):
                self._held = ""
                self._ask(self._try)
        except OnlineAlterError:
            self._held = ""  # the server is gone for the moment; the next look tries again

    def leave(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _try(self, connection: Connection) -> bool:
        for name in self._names:
            if connection.value(statements.hold_name(), [name]) == 1:
                self._held = name
                return True
        return False

    def _ask(self, question: Callable[[Connection], bool]) -> bool:
        if self._connection is None:
            self._connection = connect(self._shard.target.primary)
        try:
            return question(self._connection)
        except OnlineAlterError:
            self._connection.close()
            self._connection = None
            raise
