"""How many rows the next chunk has: as many as fit the time, growing slowly, shrinking at once."""

from __future__ import annotations

import math
import threading
from collections import deque

from onlinealter.load.heuristics import HEURISTICS, Heuristics


class ChunkSize:
    """Shared by the workers of one walk.

    What a chunk takes whatever its rows (a commit, a busy CPU) is no reason for fewer rows, and comes on top of the
    time that they may take: else a slow server would get chunks of single rows, and the copy would never end.
    """

    def __init__(self, rows: int, most: int, seconds: float, heuristics: Heuristics = HEURISTICS) -> None:
        self._heuristics = heuristics
        self._lock = threading.Lock()
        self._rows = min(rows, most)
        self._most = most
        self._seconds = self._whole = seconds
        self._rate: float | None = None
        self._rates: deque[float] = deque(maxlen=heuristics.latest_chunks)
        self._crowded = 0
        self._fixed = 0.0
        self._last: tuple[int, float] | None = None

    @property
    def rows(self) -> int:
        return self._rows

    def bound(self, most: int, seconds: float, whole: float) -> None:
        """Go by other bounds from now on: ``seconds`` for what is wanted now, of the ``whole`` that a chunk may take at all.

        A chunk of few rows may take the whole, by the best of the latest: next to all of its time would else be what it
        takes whatever its rows. A busy server doesn't let that be told from what the rows take; the smaller the chunk
        then, the slower the rows seem, and the copy would come down to single rows and stay there.
        """
        with self._lock:
            self._most, self._seconds, self._whole = most, seconds, max(seconds, whole)
            self._rows = min(self._rows, most)

    def took(self, rows: int, seconds: float) -> None:
        """Learn from a finished chunk."""
        if rows <= 0:
            return
        weight = self._heuristics.rate_weight
        with self._lock:
            rate = rows / max(seconds, 0.0005)
            self._rate = rate if self._rate is None else self._rate * (1 - weight) + rate * weight
            self._rates.append(rate)
            self._learn_fixed(rows, seconds)
            few = min(self._heuristics.fewest_rows, math.ceil(max(self._rates) * self._whole))
            wanted = max(self._rate * (self._seconds + self._fixed), few)
            crowded = self._rows < self._crowded
            growth = self._heuristics.growth_after_a_wait if crowded else self._heuristics.growth
            self._rows = int(max(1, min(wanted, max(self._rows * growth, self._rows + 1), self._most)))
            if self._rows >= self._crowded:
                self._crowded = 0

    def _learn_fixed(self, rows: int, seconds: float) -> None:
        """Draw a line through this chunk and the last one of another size; it begins at what no rows take."""
        before = self._last
        if before is None or max(rows, before[0]) < self._heuristics.other_size * min(rows, before[0]):
            self._last = before or (rows, seconds)
            return
        slope = (seconds - before[1]) / (rows - before[0])
        fixed = min(max(0.0, seconds - slope * rows), seconds, before[1])
        self._fixed += (fixed - self._fixed) * self._heuristics.rate_weight
        self._last = (rows, seconds)

    def shrink(self) -> int:
        """Halve because somebody waited, we or the application; gives the rows of the next try."""
        with self._lock:
            self._crowded = max(self._crowded, self._rows)
            self._rows = max(1, self._rows // 2)
            return self._rows
