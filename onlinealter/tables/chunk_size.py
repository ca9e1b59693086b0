"""How many rows the next chunk has: as many as fit the time, growing slowly, shrinking at once."""

from __future__ import annotations

import threading

_GROWTH = 1.5
_WEIGHT = 0.5  # of the newest chunk in the running rate


class ChunkSize:
    """Shared by the workers of one walk."""

    def __init__(self, rows: int, most: int, seconds: float) -> None:
        self._lock = threading.Lock()
        self._rows = min(rows, most)
        self._most = most
        self._seconds = seconds
        self._rate: float | None = None

    @property
    def rows(self) -> int:
        """Rows of the next chunk."""
        return self._rows

    def took(self, rows: int, seconds: float) -> None:
        """Learn from a finished chunk."""
        if rows <= 0:
            return
        with self._lock:
            rate = rows / max(seconds, 0.0005)
            self._rate = rate if self._rate is None else self._rate * (1 - _WEIGHT) + rate * _WEIGHT
            wanted = self._rate * self._seconds
            self._rows = int(max(1, min(wanted, max(self._rows * _GROWTH, self._rows + 1), self._most)))

    def shrink(self) -> int:
        """Halve after a lock conflict; gives the rows of the next try."""
        with self._lock:
            self._rows = max(1, self._rows // 2)
            return self._rows
