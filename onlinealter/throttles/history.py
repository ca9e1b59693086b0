"""Pause while the server is behind with purging old row versions."""

from __future__ import annotations

from onlinealter.mysql.server import Server
from onlinealter.throttles import statements
from onlinealter.throttles.signal import Ask, Limit, Reading


class HistoryLength:
    """The history list length: long transactions, or more writes than purge keeps up with."""

    name, optional = "history list length", True

    def __init__(self, ask: Ask, server: Server, limit: Limit) -> None:
        self._ask = ask
        self._question = statements.history_length(server)
        self._limit = limit
        self.reading: Reading | None = None

    def reason(self) -> str | None:
        """``history list length 1,200,000 > 1,000,000``, or None."""
        length, limit = int(self._ask(lambda c: c.value(self._question))), self._limit()
        self.reading = Reading(length, limit)
        return f"{self.name} {length:,} > {limit:,.0f}" if length > limit else None
