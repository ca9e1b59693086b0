"""Ranges of the copy key: what is left to do after an interruption, and handing it out to workers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onlinealter.mysql.connection import Connection
from onlinealter.tables.copy_key import Key


@dataclass(frozen=True)
class KeyRange:
    """The keys above ``low`` and not above ``high`` (None: no bound).

    ``position`` and ``part`` number the chunks so that they sort as the keys do, which the client can't compare itself.
    """

    low: Key | None
    high: Key | None
    position: int
    part: int = 0

    def cut(self, at: Key) -> tuple[KeyRange, KeyRange]:
        """The part up to a key, and the rest."""
        return replace(self, high=at), replace(self, low=at, part=self.part + 1)


@dataclass(frozen=True)
class Portion:
    """What a worker is given: a key range, and how many rows it was cut to; None when that isn't known."""

    key_range: KeyRange
    rows: int | None = None


LookAhead = Callable[[KeyRange, int], Key | None]
"""Gives the key of the n-th row of a key range, or None when it has fewer."""


def looking_ahead(connection: Connection, text: Callable[[KeyRange, int], str]) -> LookAhead:
    """Asks a server, by a statement for the key range and the number."""

    def look(key_range: KeyRange, rows: int) -> Key | None:
        row = connection.row(text(key_range, rows))
        return tuple(map(str, row)) if row else None

    return look


def remaining(done: Sequence[KeyRange], last: Key | None) -> tuple[list[KeyRange], KeyRange | None]:
    """The gaps between finished chunks, and the open end up to ``last``; None when the end is reached.

    ``done`` comes in the order of position and part.
    """
    if not done:
        return [], KeyRange(None, last, 1)
    gaps, before = list[KeyRange](), KeyRange(None, None, 0, -1)
    for chunk in done:
        if chunk.low != before.high:
            gaps.append(KeyRange(before.high, chunk.low, before.position, before.part + 1))
        before = chunk
    return gaps, None if before.high == last else KeyRange(before.high, last, before.position + 1)


class Chunker:
    """Hands out key ranges to workers: gaps and postponed ones whole, the open end chunk by chunk."""

    def __init__(self, gaps: Sequence[KeyRange], tail: KeyRange | None) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[float, KeyRange]] = [(0.0, gap) for gap in gaps]
        self._tail = tail

    def take(self, rows: int, look_ahead: LookAhead) -> Portion | None:
        """A portion to work on, or None when nothing is ready. The look-ahead runs one at a time."""
        with self._lock:
            now = time.monotonic()
            ready = next((entry for entry in self._waiting if entry[0] <= now), None)
            if ready is not None:
                self._waiting.remove(ready)
                return Portion(ready[1])
            if self._tail is None:
                return None
            cut = look_ahead(self._tail, rows)
            if cut is None or cut == self._tail.high:
                chunk, self._tail = self._tail, None
                return Portion(chunk, rows if cut else None)
            chunk, rest = self._tail.cut(cut)
            self._tail = replace(rest, position=chunk.position + 1, part=0)
            return Portion(chunk, rows)

    def postpone(self, key_range: KeyRange, seconds: float) -> None:
        """Come back to a key range later; others go on meanwhile."""
        with self._lock:
            self._waiting.append((time.monotonic() + seconds, key_range))

    @property
    def exhausted(self) -> bool:
        """Whether nothing is left to hand out, now or later."""
        with self._lock:
            return not self._waiting and self._tail is None

    @property
    def reached(self) -> Key | None:
        """The key up to which the open end was handed out; None at the beginning and at the end."""
        with self._lock:
            return self._tail.low if self._tail else None
