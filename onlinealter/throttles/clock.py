"""By how much a server's clock differs from this process's own, so that two servers' clocks can be compared."""

from __future__ import annotations

import time

from onlinealter.mysql.connection import Connection
from onlinealter.throttles import statements

_TRIES = 3


def clock_offset(connection: Connection) -> float:
    """Seconds that the server's clock is ahead of ours, which begins somewhere; of several answers the quickest counts."""
    answers = [_answer(connection) for _ in range(_TRIES)]
    return min(answers)[1]


def _answer(connection: Connection) -> tuple[float, float]:
    asked = time.monotonic()
    value = float(connection.value(statements.clock()))
    answered = time.monotonic()
    return answered - asked, value - (asked + answered) / 2
