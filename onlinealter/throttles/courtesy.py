"""How much the work holds back: as many workers as the server gains by, and fewer of smaller steps while it is busy."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.throttles import statements

MOST_WORKERS = 4  # of those that nobody asked for
_AT_FIRST = 2
_WEIGHT = 0.3  # of the newest sample in the mean
_BUSY, _NOT_BUSY = 0.25, 0.1  # of the server's processors: threads of the application at work, in the mean
_CROWDED, _NOT_CROWDED = 1.5, 1.0  # the same
_PROCESSORS = 2  # of a server that doesn't tell
_REST = 0.6  # of the time that a chunk has taken
_LONGEST_REST = 2.0  # seconds
# Times the length of a chunk; where all wait for a processor, less costs more than it brings (decision 13).
_SHORT, _SHORT_IN_A_CROWD = 0.1, 0.4
_TRIAL = 1.5  # seconds that so many workers are looked at
_GAIN = 1.1  # times the rows, for one worker more
_NEXT_TRIAL = 20.0  # seconds after one that gained nothing


class Courtesy:
    """Shared by the workers of a phase.

    The server is busy when the application keeps a quarter of its processors at work, so far as it can be seen; crowded when
    it would have work for half as many again.
    """

    def __init__(self, workers: int, processors: int | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """``workers`` as the plan has them, 0 for as many as the server gains by; ``clock`` tells seconds."""
        self._chosen = workers
        self._processors = processors or _PROCESSORS
        self._lock = threading.Lock()
        self._mean: float | None = None
        self._busy = self._crowded = False
        self._listeners: list[Callable[[], None]] = []
        self._climb = _Climb(clock)

    @property
    def most(self) -> int:
        """How many workers there may ever be."""
        return self._chosen or MOST_WORKERS

    @property
    def workers(self) -> int:
        """How many may be at work now."""
        return self._chosen or (1 if self._busy else self._climb.workers)

    @property
    def busy(self) -> bool:
        """Whether the application keeps the server busy."""
        return self._busy

    @property
    def taken(self) -> float:
        """How many threads of the application are at work for each processor, in the mean."""
        return (self._mean or 0.0) / self._processors

    def tell(self, listener: Callable[[], None]) -> None:
        """Call this now, when the server becomes busy or crowded, and when it no longer is."""
        self._listeners.append(listener)
        listener()

    def see(self, threads: int) -> None:
        """A sample of how many threads of the application were at work."""
        with self._lock:
            self._mean = threads if self._mean is None else self._mean + (threads - self._mean) * _WEIGHT
            before, each = (self._busy, self._crowded), self.taken
            self._busy = each >= (_NOT_BUSY if self._busy else _BUSY)
            self._crowded = each >= (_NOT_CROWDED if self._crowded else _CROWDED)
            changed = (self._busy, self._crowded) != before
        if changed:
            self._climb.forget()
            for listener in self._listeners:
                listener()

    def done(self, rows: int) -> None:
        """So many rows more are done."""
        if not self._chosen and not self._busy:
            self._climb.done(rows)

    def rest(self, worked: float) -> float:
        """Seconds to rest after so many at work."""
        return min(worked * _REST, _LONGEST_REST) if self._busy else 0.0

    def chunk_time(self, seconds: float) -> float:
        """How long a chunk may take that takes so long on a server that isn't busy."""
        if not self._busy:
            return seconds
        return seconds * (_SHORT_IN_A_CROWD if self._crowded else _SHORT)


class _Climb:
    """Now and then one worker more is tried, and kept if the rows come faster."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self.workers = _AT_FIRST
        self._trying = False
        self._before = 0.0  # rows a second with one worker fewer
        self._next_trial = 0.0
        self.forget()

    def forget(self) -> None:
        """Rows counted so far were done under other circumstances."""
        with self._lock:
            self._began, self._rows = self._clock(), 0
            if self._trying:
                self._trying = False
                self.workers -= 1

    def done(self, rows: int) -> None:
        """So many rows more are done."""
        with self._lock:
            self._rows += rows
            now = self._clock()
            if now - self._began < _TRIAL:
                return
            rate = self._rows / (now - self._began)
            self._began, self._rows = now, 0
            if self._trying:
                self._trying = False
                if rate < self._before * _GAIN:
                    self.workers -= 1
                    self._next_trial = now + _NEXT_TRIAL
                    return
            if self.workers < MOST_WORKERS and now >= self._next_trial:
                self._before, self._trying = rate, True
                self.workers += 1


def processors_of(connection: Connection, server: Server) -> int | None:
    """How many processors a server has; None where it doesn't tell."""
    try:
        found = connection.value(statements.processors(server))
    except ServerError:
        return None
    text = found.decode() if isinstance(found, bytes | bytearray) else str(found or "")
    return int(text or 0) or None if server.is_mariadb else count_of_ranges(text)


def count_of_ranges(text: str) -> int | None:
    """How many numbers ``0-3,8`` has; None for nothing."""
    bounds = [part.partition("-") for part in text.split(",") if part.strip()]
    return sum(int(last or first) - int(first) + 1 for first, _, last in bounds) or None
