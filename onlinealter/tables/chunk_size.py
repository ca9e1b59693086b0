"""How many rows the next chunk has: as many as fit the time, growing slowly, shrinking at once."""

from __future__ import annotations

import threading

_GROWTH = 1.5
_GROWTH_AFTER_A_WAIT = 1.1  # until the size at which somebody waited is reached again
_WEIGHT = 0.5  # of the newest chunk in the running rate


class ChunkSize:
    """Shared by the workers of one walk."""

    def __init__(self, rows: int, most: int, seconds: float) -> None:
        self._lock = threading.Lock()
        self._rows = min(rows, most)
        self._most = most
        self._seconds = seconds
        self._rate: float | None = None
        self._crowded = 0

    @property
    def rows(self) -> int:
        """Rows of the next chunk."""
        return self._rows

    def bound(self, most: int, seconds: float) -> None:
        """Go by other bounds from now on."""
        with self._lock:
            self._most, self._seconds = most, seconds
            self._rows = min(self._rows, most)

    def took(self, rows: int, seconds: float) -> None:
        """Learn from a finished chunk."""
        if rows <= 0:
            return
        with self._lock:
            rate = rows / max(seconds, 0.0005)
            self._rate = rate if self._rate is None else self._rate * (1 - _WEIGHT) + rate * _WEIGHT
            wanted = self._rate * self._seconds
            growth = _GROWTH if self._rows >= self._crowded else _GROWTH_AFTER_A_WAIT
            self._rows = int(max(1, min(wanted, max(self._rows * growth, self._rows + 1), self._most)))
            if self._rows >= self._crowded:
                self._crowded = 0

    def shrink(self) -> int:
        """Halve because somebody waited, we or the application; gives the rows of the next try."""
        with self._lock:
            self._crowded = max(self._crowded, self._rows)
            self._rows = max(1, self._rows // 2)
            return self._rows
