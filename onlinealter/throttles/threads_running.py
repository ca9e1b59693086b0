"""Pause while the server has too much to do."""

from __future__ import annotations

from collections.abc import Callable

from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.throttles import statements


class ThreadsRunning:
    """Threads at work on the primary, ours left out."""

    def __init__(self, open_primary: Callable[[], Connection], server: Server, tag: str, limit: int) -> None:
        self._steady = SteadyConnection(open_primary)
        self._question = statements.threads_at_work(server, tag)
        self._limit = limit

    def reason(self) -> str | None:
        """``threads running 140 > 100``, or None."""
        running = int(self._steady.insist(lambda c: c.value(self._question)))
        return f"threads running {running} > {self._limit}" if running > self._limit else None

    def close(self) -> None:
        """End the connection."""
        self._steady.close()
