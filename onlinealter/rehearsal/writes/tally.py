"""What the writers of the built-in load have done and met."""

from __future__ import annotations

import threading
from collections import Counter

from onlinealter.mysql.error_numbers import DEADLOCK

_FEW_DEADLOCKS, _STATEMENTS_FOR_ANOTHER = 2, 2000
"""How many deadlocks count as expected: MySQL brings one to three in 90,000 transactions at definition changes (decision 8),
and a short rehearsal may be the one that meets it.
"""


class Tally:
    """Counts of all writers together."""

    def __init__(self, writers: int) -> None:
        self._lock = threading.Lock()
        self._statements: Counter[str] = Counter()
        self._errors: Counter[tuple[int, bool]] = Counter()
        self._rows: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._turns = [0] * writers
        self.longest_wait = 0.0
        self.lost = 0

    def made(self, kind: str, rows: int) -> None:
        """A statement of so many rows has been made, and is committed."""
        with self._lock:
            self._statements[kind] += 1
            self._rows[kind] += rows

    def left_out(self, reason: str, times: int = 1) -> None:
        """What the writer was to do, and didn't."""
        with self._lock:
            self._left_out[reason] += times

    def met(self, number: int, *, expected: bool) -> None:
        """An error by the server's number, or the client's."""
        with self._lock:
            self._errors[number, expected] += 1

    def waited(self, seconds: float) -> None:
        """How long a statement took."""
        with self._lock:
            self.longest_wait = max(self.longest_wait, seconds)

    def missed(self, rows: int) -> None:
        """Rows of the load's own that were not there."""
        with self._lock:
            self.lost += rows

    def turn(self, writer: int) -> None:
        """A writer has done, or tried, one thing more."""
        with self._lock:
            self._turns[writer] += 1

    def turns(self) -> tuple[int, ...]:
        """How many things each writer has done or tried."""
        with self._lock:
            return tuple(self._turns)

    def count(self, kind: str) -> int:
        return self._statements[kind]

    def rows(self, kind: str) -> int:
        """How many rows all statements of a kind returned or changed."""
        return self._rows[kind]

    def reasons(self) -> tuple[tuple[str, int], ...]:
        """Why something was left out, and how often."""
        return tuple(sorted(self._left_out.items()))

    def errors(self) -> tuple[tuple[int, int, bool], ...]:
        """Number, how often, and whether it was to be expected."""
        few = max(_FEW_DEADLOCKS, self._statements.total() // _STATEMENTS_FOR_ANOTHER)
        return tuple(
            (number, times, expected or (number == DEADLOCK and times <= few))
            for (number, expected), times in sorted(self._errors.items())
        )
