"""Pause while a query of the user's own gives too much."""

from __future__ import annotations

import math

from onlinealter.model.errors import UsageFault
from onlinealter.mysql.connection import Connection
from onlinealter.throttles import statements
from onlinealter.throttles.signal import Ask, Limit, Reading


class UserQuery:
    """A query that gives a number; in a session that can't write."""

    name, optional = "throttle query", False

    def __init__(self, ask: Ask, sql: str, limit: Limit) -> None:
        self._ask = ask
        self._sql = sql
        self._limit = limit
        self.reading: Reading | None = None

    def reason(self) -> str | None:
        """``throttle query 12 > 5``, or None."""
        found, limit = self._ask(lambda c: number_of(c, self._sql, self.name)), self._limit()
        self.reading = Reading(found, limit)
        return f"{self.name} {found:g} > {limit:g}" if found > limit else None


def number_of(connection: Connection, sql: str, name: str) -> float:
    """The number that a query gives. Raises UsageFault where it gives something else, or fails by its own text."""
    connection.execute(statements.read_only())
    value = connection.value(sql)
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise UsageFault(f"the {name} gives {value!r} instead of a number", remedy=f"It reads: {sql}")
    return number
