"""The record of a run: its events in envelopes, and its numbers as series. Bounded, however long the run lasts."""

from __future__ import annotations

import math
import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from onlinealter.model.event_values import line_of
from onlinealter.model.events import (
    ChunkDone,
    CopyAdvanced,
    Envelope,
    Event,
    PhaseEnded,
    ReplicaSeen,
    RunOpened,
    Sampled,
    VerifyAdvanced,
)
from onlinealter.model.ports import Listener, Reporter
from onlinealter.model.series import Series

FIRST, LATEST = 500, 1500
"""How many events are kept: those at the beginning of the run, and the latest. Those between are counted."""
MOST_SERIES = 100
LONGEST_TEXT = 4000
"""Characters of a statement or a message that are kept."""

Line = Mapping[str, object]
_FREQUENT = (ChunkDone, Sampled)
"""Several a second: only for those who ask for all."""
_ONLY_NUMBERS = (*_FREQUENT, CopyAdvanced, VerifyAdvanced, ReplicaSeen)
"""Kept as series."""


def _now() -> datetime:
    return datetime.now(UTC)


class EventLog:
    """What the engine reports to, from several threads: stamps each event, keeps it, and passes it on to all listeners.

    One for each run, which lives and ends with it: nothing of it is shared with another run in the same process.
    """

    def __init__(self, shard: str, clock: Callable[[], datetime] = _now) -> None:
        """``shard`` is the name that the run's server goes by."""
        self.shard = shard
        self.run = ""
        self._clock = clock
        self._lock = threading.RLock()  # who listens may report
        self._listeners: list[tuple[Listener, bool]] = []
        self._first: list[Line] = []
        self._latest: deque[Line] = deque(maxlen=LATEST)
        self._count = 0
        self._series: dict[str, Series] = {}
        self._limits: dict[str, float] = {}
        self._advanced: dict[str, Envelope] = {}  # by the server that is verified; that of the copy has no name

    def listen(self, listener: Listener, *, everything: bool = False) -> None:
        """Pass events on to this one from now on; with ``everything`` also each chunk and each sample by itself."""
        self._listeners.append((listener, everything))

    def report(self, event: Event) -> None:
        """Stamp the event, keep it and pass it on."""
        with self._lock:
            if isinstance(event, RunOpened):
                self.run = event.run
            envelope = Envelope(self.run, self.shard, self._clock(), event)
            self._keep(envelope)
        for listener, everything in self._listeners:
            if everything or not isinstance(event, _FREQUENT):
                listener.take(envelope)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The events kept, oldest first, as ``--json`` writes them; a line ``left-out`` where there were more."""
        with self._lock:
            left_out = self._count - len(self._first) - len(self._latest)
            gap = [{"event": "left-out", "count": left_out}] if left_out else []
            return (*self._first, *gap, *self._latest)

    @property
    def series(self) -> Mapping[str, Series]:
        """The numbers by name: each signal's; of chunks ``copy seconds``, ``copy rows``, ``verify seconds`` and
        ``verify rows``; and the speeds ``copy rows/s`` and ``verify rows/s``.
        """
        with self._lock:
            return dict(self._series)

    @property
    def limits(self) -> Mapping[str, float]:
        """What the signals that have a limit were last held against, by name."""
        with self._lock:
            return dict(self._limits)

    def take_up(self, lines: Iterable[Line], series: Mapping[str, Series], limits: Mapping[str, float]) -> None:
        """Put an earlier record before what has happened since."""
        with self._lock:
            self._limits = {**limits, **self._limits}
            later, self._first, self._count = self.lines, [], 0
            self._latest.clear()
            for line in (*lines, *later):
                self._add(line)
            now, self._series = self._series, dict(series)
            for name, given in now.items():
                for span in given.spans:
                    self._series.setdefault(name, Series()).add(span)

    def _keep(self, envelope: Envelope) -> None:
        event, at = envelope.event, envelope.at.timestamp()
        if isinstance(event, Sampled):
            self._sample(event.signal, at, event.value)
            if event.limit is not None and (event.signal in self._limits or len(self._limits) < MOST_SERIES):
                self._limits[event.signal] = event.limit
        elif isinstance(event, CopyAdvanced | VerifyAdvanced):
            self._sample("copy rows/s" if isinstance(event, CopyAdvanced) else "verify rows/s", at, event.rows_per_second)
            self._advanced["" if isinstance(event, CopyAdvanced) else event.server] = envelope
        elif isinstance(event, ChunkDone):
            self._sample(f"{event.work} seconds", at, event.seconds)
            self._sample(f"{event.work} rows", at, event.rows)
        elif not isinstance(event, _ONLY_NUMBERS):
            if isinstance(event, PhaseEnded):  # how far it came
                for advanced in self._advanced.values():
                    self._add(line_of(advanced))
                self._advanced.clear()
            self._add(line_of(envelope))

    def _sample(self, name: str, at: float, value: float) -> None:
        if math.isfinite(value) and (name in self._series or len(self._series) < MOST_SERIES):
            self._series.setdefault(name, Series()).see(at, value)

    def _add(self, line: Line) -> None:
        more = line["event"] == "left-out"
        count = line.get("count") if more else 1
        self._count += count if isinstance(count, int) else 0
        if more:
            return
        cut = {name: value[:LONGEST_TEXT] if isinstance(value, str) else value for name, value in line.items()}
        if len(self._first) < FIRST:
            self._first.append(cut)
        else:
            self._latest.append(cut)


class Unwrapped:
    """Gives a reporter the events without their envelopes."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter

    def take(self, envelope: Envelope) -> None:
        """Pass the event on."""
        self._reporter.report(envelope.event)
