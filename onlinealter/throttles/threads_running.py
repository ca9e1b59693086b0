"""Pause while the server has too much to do."""

from __future__ import annotations

from collections.abc import Callable

from onlinealter.mysql.server import Server
from onlinealter.throttles import statements
from onlinealter.throttles.signal import Ask, Limit, Reading


class ThreadsRunning:
    """Threads at work on the primary, ours left out."""

    name, optional = "threads running", True

    def __init__(self, ask: Ask, server: Server, limit: Limit, see: Callable[[int], None]) -> None:
        """``see`` is told each sample."""
        self._ask = ask
        self._see = see
        self._question = statements.threads_at_work(server)
        self._limit = limit
        self.reading: Reading | None = None

    def reason(self) -> str | None:
        """``threads running 140 > 100``, or None."""
        running, limit = int(self._ask(lambda c: c.value(self._question))), self._limit()
        self.reading = Reading(running, limit)
        self._see(running)
        return f"{self.name} {running} > {limit:.0f}" if running > limit else None
