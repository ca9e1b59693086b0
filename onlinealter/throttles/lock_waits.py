"""Pause, and make the chunks smaller, while the application waits for rows that we have locked."""

from __future__ import annotations

from collections.abc import Callable

from onlinealter.mysql.server import Server
from onlinealter.throttles import statements
from onlinealter.throttles.signal import Ask, Limit, Reading


class LockWaits:
    """Sessions that wait for a row lock of ours; who waits for others, and we ourselves, don't count."""

    name, optional = "row lock waits on the copy", True

    def __init__(self, ask: Ask, server: Server, limit: Limit, relieve: Callable[[], None]) -> None:
        """``relieve`` is called for each sample in which somebody waits."""
        self._ask = ask
        self._question = statements.lock_waits_on_us(server)
        self._limit = limit
        self._relieve = relieve
        self.reading: Reading | None = None

    def reason(self) -> str | None:
        """``row lock waits on the copy 7 > 5``, or None."""
        waiting, limit = int(self._ask(lambda c: c.value(self._question))), self._limit()
        self.reading = Reading(waiting, limit)
        if waiting:
            self._relieve()
        return f"{self.name} {waiting} > {limit:.0f}" if waiting > limit else None
