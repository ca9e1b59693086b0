"""Copying without looking whether a row is there already, as long as that goes well."""

from __future__ import annotations

import threading

from onlinealter.load.heuristics import HEURISTICS


class Shortcut:
    """Shared by the workers of a copy. Where the application writes ahead of the copy, the shadow has some of the rows:
    the attempt fails, and the next chunks, twice as many each time, are copied with a look for what is there.

    The look costs a quarter of the copy's time on the server; a failed attempt up to a whole chunk.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._chunks_left = 0
        self._way_round = 1

    def is_open(self) -> bool:
        """Whether the next chunk may be tried so."""
        with self._lock:
            if self._chunks_left == 0:
                return True
            self._chunks_left -= 1
            return False

    def failed(self) -> None:
        """A row was there."""
        with self._lock:
            self._way_round = min(HEURISTICS.longest_way_round, self._way_round * 2)
            self._chunks_left = self._way_round

    def worked(self) -> None:
        """No row was there."""
        with self._lock:
            self._way_round = max(1, self._way_round // 2)
