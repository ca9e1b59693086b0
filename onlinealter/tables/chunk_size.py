"""How many rows the next chunk has: as many as fit the time, growing slowly, shrinking at once."""

from __future__ import annotations

import threading

_GROWTH = 1.5
_GROWTH_AFTER_A_WAIT = 1.1  # until the size at which somebody waited is reached again
_WEIGHT = 0.5  # of the newest chunk in the running rate
_OTHER_SIZE = 1.25  # two chunks of which one has so many times the other's rows tell what a chunk without rows would take


class ChunkSize:
    """Shared by the workers of one walk.

    What a chunk takes whatever its rows (a commit, a busy processor) is no reason for fewer rows, and comes on top of the
    time that they may take: else a slow server would get chunks of single rows, and the copy would never end.
    """

    def __init__(self, rows: int, most: int, seconds: float) -> None:
        self._lock = threading.Lock()
        self._rows = min(rows, most)
        self._most = most
        self._seconds = seconds
        self._rate: float | None = None
        self._crowded = 0
        self._fixed = 0.0
        self._last: tuple[int, float] | None = None

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
            self._learn_fixed(rows, seconds)
            wanted = self._rate * (self._seconds + self._fixed)
            growth = _GROWTH if self._rows >= self._crowded else _GROWTH_AFTER_A_WAIT
            self._rows = int(max(1, min(wanted, max(self._rows * growth, self._rows + 1), self._most)))
            if self._rows >= self._crowded:
                self._crowded = 0

    def _learn_fixed(self, rows: int, seconds: float) -> None:
        """Draw a line through this chunk and the last one of another size; it begins at what no rows take."""
        before = self._last
        if before is None or max(rows, before[0]) < _OTHER_SIZE * min(rows, before[0]):
            self._last = before or (rows, seconds)
            return
        slope = (seconds - before[1]) / (rows - before[0])
        fixed = min(max(0.0, seconds - slope * rows), seconds, before[1])
        self._fixed += (fixed - self._fixed) * _WEIGHT
        self._last = (rows, seconds)

    def shrink(self) -> int:
        """Halve because somebody waited, we or the application; gives the rows of the next try."""
        with self._lock:
            self._crowded = max(self._crowded, self._rows)
            self._rows = max(1, self._rows // 2)
            return self._rows
