"""How far a walk over the table has come, and how long the rest takes; never past 100 %."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

_WINDOW = 10.0  # seconds that the shown rate looks back
_NEARLY = 0.999
_BETWEEN_REPORTS = 0.25


@dataclass(frozen=True)
class Standing:
    """Rows done, the estimate, and what follows from them."""

    rows: int
    estimated_rows: int
    fraction: float
    rows_per_second: float
    remaining_seconds: float | None


class Progress:
    """Counts rows from several threads."""

    def __init__(self, estimated_rows: int, rows: int = 0) -> None:
        self._lock = threading.Lock()
        self._estimated = estimated_rows
        self._rows = rows
        self._recent: deque[tuple[float, int]] = deque([(time.monotonic(), rows)])
        self._reported = 0.0

    @property
    def rows(self) -> int:
        return self._rows

    def add(self, rows: int) -> Standing | None:
        """Count rows; gives a standing occasionally, when it is worth showing."""
        now = time.monotonic()
        with self._lock:
            self._rows += rows
            self._recent.append((now, self._rows))
            while len(self._recent) > 2 and now - self._recent[0][0] > _WINDOW:
                self._recent.popleft()
            if now - self._reported < _BETWEEN_REPORTS:
                return None
            self._reported = now
            return self._standing(now)

    def standing(self, *, complete: bool = False) -> Standing:
        """Where it stands; ``complete`` when the last row is done."""
        with self._lock:
            found = self._standing(time.monotonic())
        return Standing(found.rows, found.rows, 1.0, found.rows_per_second, 0.0) if complete else found

    def _standing(self, now: float) -> Standing:
        began, first = self._recent[0]
        rate = (self._rows - first) / max(now - began, 0.001)
        estimated = max(self._estimated, self._rows)
        fraction = min(_NEARLY, self._rows / estimated) if estimated else 0.0
        # An estimate that the rows have passed says nothing about the rest.
        known = self._rows < self._estimated and rate > 0
        return Standing(self._rows, estimated, fraction, rate, (estimated - self._rows) / rate if known else None)
