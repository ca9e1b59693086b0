"""How much the work holds back: as many workers as the server gains by, and fewer of smaller steps while it is busy."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from enum import IntEnum

from onlinealter.load.heuristics import HEURISTICS, Heuristics, Manner
from onlinealter.model.plan import MAX_WORKERS


class Level(IntEnum):
    """How much an application makes of the server's CPUs, so far as it can be seen.

    Light: others are at work, and a CPU is mostly free. Busy: next to none is. Crowded: there would be work for
    half as many CPUs again.
    """

    IDLE = 0
    LIGHT = 1
    BUSY = 2
    CROWDED = 3


class LoadController:
    """Shared by the workers of a phase: what is sampled comes in, and what each worker may do comes out.

    It waits for nothing and asks no server.
    """

    def __init__(
        self,
        workers: int,
        processors: int | None = None,
        clock: Callable[[], float] = time.monotonic,
        heuristics: Heuristics = HEURISTICS,
    ) -> None:
        """``workers`` as the plan has them, 0 for as many as the server gains by; ``clock`` tells seconds."""
        self._chosen = workers
        self._heuristics = heuristics
        self._processors = processors or heuristics.unknown_processors
        self._lock = threading.Lock()
        self._mean: float | None = None
        self._level = Level.IDLE
        self._listeners: list[Callable[[], None]] = []
        self._climber = _Climb(clock, heuristics)

    @property
    def most(self) -> int:
        """How many workers there may be until somebody chooses another number."""
        return self._chosen or MAX_WORKERS

    @property
    def workers(self) -> int:
        """How many may be at work now."""
        if self._chosen:
            return self._chosen
        if self._level is Level.IDLE:
            return self._climber.workers
        free = self._processors - (self._mean or 0.0)
        return max(1, min(self._heuristics.first_workers, int(free) - self._heuristics.processors_left))

    def choose(self, workers: int) -> None:
        """Another number from now on; 0 for as many as the server gains by."""
        if workers == self._chosen:
            return
        self._chosen = workers
        self._climber.forget()
        for listener in self._listeners:
            listener()

    @property
    def level(self) -> Level:
        """How busy the application keeps the server."""
        return self._level

    @property
    def taken(self) -> float:
        """How many threads of the application are at work for each CPU, in the mean."""
        return (self._mean or 0.0) / self._processors

    def tell(self, listener: Callable[[], None]) -> None:
        """Call this now, and each time when the level has changed, or the number of workers is chosen anew."""
        self._listeners.append(listener)
        listener()

    def see(self, threads: int) -> None:
        """A sample of how many threads of the application were at work."""
        weight = self._heuristics.sample_weight
        with self._lock:
            self._mean = threads if self._mean is None else self._mean + (threads - self._mean) * weight
            before, self._level = self._level, self._level_of(self.taken)
            changed = self._level is not before
        if changed:
            self._climber.forget()
            for listener in self._listeners:
                listener()

    def done(self, rows: int) -> None:
        """So many rows more are done."""
        if not self._chosen and self._level is Level.IDLE:
            self._climber.done(rows)

    def rest(self, worked: float) -> float:
        """Seconds to rest after so many at work."""
        return min(worked * self._manner.rest_share, self._heuristics.longest_rest)

    def chunk_time(self, seconds: float) -> float:
        """How long a chunk may take that takes so long on an idle server."""
        return seconds * self._manner.chunk_share

    @property
    def _manner(self) -> Manner:
        heuristics = self._heuristics
        return {
            Level.IDLE: heuristics.when_idle,
            Level.LIGHT: heuristics.when_light,
            Level.BUSY: heuristics.when_busy,
            Level.CROWDED: heuristics.when_crowded,
        }[self._level]

    def _level_of(self, taken: float) -> Level:
        """A level that is reached is kept until its own lower bound."""
        heuristics, found = self._heuristics, Level.IDLE
        bounds = {Level.LIGHT: heuristics.light, Level.BUSY: heuristics.busy, Level.CROWDED: heuristics.crowded}
        for level, bound in bounds.items():
            if taken >= (bound.low if self._level >= level else bound.high):
                found = level
        return found


class _Climb:
    """Occasionally one worker more is tried, and kept if the rows come faster."""

    def __init__(self, clock: Callable[[], float], heuristics: Heuristics) -> None:
        self._lock = threading.Lock()
        self._clock = clock
        self._heuristics = heuristics
        self.workers = heuristics.first_workers
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
            if now - self._began < self._heuristics.trial:
                return
            rate = self._rows / (now - self._began)
            self._began, self._rows = now, 0
            if self._trying:
                self._trying = False
                if rate < self._before * self._heuristics.gain:
                    self.workers -= 1
                    self._next_trial = now + self._heuristics.next_trial
                    return
            if self.workers < MAX_WORKERS and now >= self._next_trial:
                self._before, self._trying = rate, True
                self.workers += 1
