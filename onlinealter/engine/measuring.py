"""What a run measures of itself, for its journal: how long each part took, and how much it wrote.

It listens to the run's events, so that nothing is timed twice. What can't be seen is left out: no run ends with it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.transitions import STEPS
from onlinealter.estimates.file import as_text
from onlinealter.estimates.reading import binlog_size, grown, indexes_size, size_of
from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.events import (
    CopyAdvanced,
    Envelope,
    IndexesBuilding,
    PhaseBegan,
    RunOpened,
    SearchAdvanced,
    StatementRan,
    Unpaused,
    VerifyAdvanced,
)
from onlinealter.model.measured import Expected, Measured, Part, Stretch
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.planning.strategies import Way
from onlinealter.tables.activity import buffer_pool_bytes
from onlinealter.throttles.binlog import BinlogUse

_MOST_POINTS = 400
_MEASURED = {
    Phase.PREPARE: Part.PREPARE,
    Phase.EXECUTE: Part.SETTLE,
    Phase.VERIFY: Part.VERIFY,
    Phase.CUTOVER: Part.CUTOVER,
}
_ANALYZE = "analyze"


class Stopwatch:
    """Listens to a run's events, and knows of its latest phase how long the parts took without pauses; and what was expected
    of the run when it began, if anything was.
    """

    def __init__(self, expected: Expected | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self.expected = expected
        self._clock = clock
        self._lock = threading.Lock()
        self._begun, self._opened = False, ""
        self._reset()

    def _reset(self) -> None:
        self._began, self.paused = self._clock(), 0.0
        self._walks: dict[Part, _Walk] = {}
        self._building: tuple[float, float] | None = None
        self.indexes = 0

    def take(self, envelope: Envelope) -> None:
        """Keep when it was."""
        event = envelope.event
        with self._lock:
            match event:
                case PhaseBegan():
                    if self._begun or event.phase is not Phase.PREPARE:  # what was looked at before is a part of prepare
                        self._reset()
                    self._begun = True
                case RunOpened():
                    self._opened = event.state
                case Unpaused():
                    self.paused += event.seconds
                case CopyAdvanced():
                    self._walk(Part.COPY).see(event.rows, self._now(), event.chunk_seconds)
                case VerifyAdvanced():
                    self._walk(Part.VERIFY).see(event.rows, self._now(), 0.0)
                case SearchAdvanced():
                    self._walk(Part.PREPARE).see(event.rows, self._now(), 0.0)
                case IndexesBuilding():
                    self.indexes = max(self.indexes, len(event.names))
                    begun = self._building[0] if self._building else self._now()
                    self._building = (begun, self._now())
                case StatementRan() if self._building and not event.purpose.startswith(_ANALYZE):
                    self._building = (self._building[0], self._now())
                case _:
                    pass

    def resumed(self, phase: Phase) -> bool:
        """Whether an earlier call has done a part of it. A prepare starts over."""
        return phase is not Phase.PREPARE and self._opened == STEPS[phase].during.value

    def _now(self) -> float:
        return self._clock() - self._began - self.paused

    def _walk(self, part: Part) -> _Walk:
        return self._walks.setdefault(part, _Walk())

    def stretches(self, rest: Part, rows: int) -> tuple[Stretch, ...]:
        """The parts of the phase that is over: walks over rows, the index build of a table of so many ``rows``, and what is
        left of the time, which is the ``rest``.
        """
        with self._lock:
            left = self._now()
            found = [walk.stretch(part) for part, walk in self._walks.items() if walk.points]
            if self._building:
                found.append(Stretch(Part.INDEXES, self._building[1] - self._building[0], rows))
            left -= sum(each.seconds for each in found)
        own = next((each for each in found if each.part is rest), Stretch(rest, 0.0))
        others = [each for each in found if each.part is not rest]
        return (*others, replace(own, seconds=own.seconds + max(0.0, left)))


class _Walk:
    """Rows done by time: the latest point, and evenly thinned ones before it."""

    def __init__(self) -> None:
        self.points: list[tuple[int, float]] = []
        self._each, self._seen = 1, 0  # of so many points one is kept
        self._first = 0.0
        self._before = 0  # rows of an earlier walk of the same phase, on another server

    def see(self, rows: int, at: float, chunk_seconds: float) -> None:
        if not self.points:
            self._first = max(0.0, at - chunk_seconds)
        elif rows + self._before < self.points[-1][0]:
            self._before = self.points[-1][0]
        if self._seen and (self._seen - 1) % self._each:
            self.points.pop()  # it was kept as the latest only
        self.points.append((rows + self._before, at))
        self._seen += 1
        if len(self.points) > _MOST_POINTS:
            self.points, self._each = self.points[::2], self._each * 2

    def stretch(self, part: Part) -> Stretch:
        rows, end = self.points[-1]
        half, at = next(point for point in self.points if point[0] * 2 >= rows)
        return Stretch(part, max(0.0, end - self._first), rows, rows - half, max(0.0, end - at))


@dataclass(frozen=True)
class _Before:
    """What was there before a phase."""

    table_bytes: int
    index_bytes: int
    pool_bytes: int
    binlog: Mapping[str, int] | None


@contextmanager
def measuring(run: PhaseContext, phase: Phase, watch: Stopwatch) -> Iterator[None]:
    """Measure the phase that is done meanwhile, and write into the journal what it took."""
    direct = phase is Phase.CUTOVER
    before = _look(run, direct=direct) if phase in (Phase.EXECUTE, Phase.CUTOVER) and _works(run, phase) else None
    yield
    if phase not in _MEASURED:
        return
    with suppress(ServerError, OnlineAlterError, ValueError):
        run.journal.keep_counts({"measured": as_text(_after(run, phase, watch, before))})


def _works(run: PhaseContext, phase: Phase) -> bool:
    """Whether this is the phase in which rows are read and written."""
    way = run.journal.record().method
    return phase is Phase.EXECUTE if way == Way.SHADOW.value else phase is Phase.CUTOVER and way == Way.NATIVE.value


def _look(run: PhaseContext, *, direct: bool) -> _Before | None:
    def look(connection: Connection) -> _Before:
        server, names = run.shard.server, run.resolved.names
        size = size_of(connection, server, run.shard.schema, names.original)
        indexes = indexes_size(connection, run.shard.schema, names.original) if direct else 0
        return _Before(size, indexes, buffer_pool_bytes(connection), binlog_size(connection) if server.binlog else {})

    with suppress(ServerError):
        return run.journal.ask(look)
    return None


def _after(run: PhaseContext, phase: Phase, watch: Stopwatch, before: _Before | None) -> Measured:
    record = run.journal.record()
    known, rest = record.measured, _MEASURED[phase]
    direct = record.method != Way.SHADOW.value
    rows = record.estimated_rows if direct else record.copied_rows
    new = watch.stretches(rest, rows)
    kept = tuple(each for each in known.stretches if each.part not in [one.part for one in new])
    found = replace(
        known,
        rows=rows,
        paused=known.paused + watch.paused,
        whole=known.whole and not watch.resumed(phase),
        stretches=(*kept, *new),
    )
    if phase is Phase.PREPARE:
        found = replace(found, expected=watch.expected)
    if before is None:
        return found
    server, schema, names = run.shard.server, run.shard.schema, run.resolved.names
    if direct:  # the file has room that the new indexes fill up first: not it, but they are measured
        size = run.journal.ask(lambda c: indexes_size(c, schema, names.original)) - before.index_bytes
    else:
        size = run.journal.ask(lambda c: size_of(c, server, schema, names.shadow))
    now = run.journal.ask(lambda c: binlog_size(c) if server.binlog else {})
    budgeted = BinlogUse.from_json(record.binlog_use)
    return replace(
        found,
        table_bytes=before.table_bytes,
        pool_bytes=before.pool_bytes,
        disk_bytes=size if size > 0 else None,
        binlog_bytes=budgeted.in_all(rows) if budgeted.rows else grown(before.binlog, now),
        indexes=watch.indexes,
    )
