"""What the shards that are done tell of the others: seconds a row for copy and verification, and how long all will take."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from onlinealter.fleet.answers import in_utc
from onlinealter.model.states import State
from onlinealter.model.status import RunStatus

_FIXED = 2.0  # seconds that a copy takes whatever its rows; measured (docs/benchmarks.md)
_OTHER_SIZE = 2.0  # so many times the rows tell what a copy without rows takes
_BEFORE_THE_PROOF = (State.PREPARING, State.PREPARED, State.COPYING, State.COPIED, State.VERIFYING)
_BEFORE_THE_COPY_ENDS = (State.PREPARING, State.PREPARED, State.COPYING)


@dataclass(frozen=True)
class Line:
    """Seconds for so many rows: some whatever their number, and some for each."""

    fixed: float
    each: float

    def seconds(self, rows: int) -> float:
        return self.fixed + self.each * max(0, rows)


@dataclass(frozen=True)
class Pace:
    """How long shards of this fleet took; ``shards`` are how many that is taken from."""

    copy: Line
    verify: Line
    shards: int


def pace_of(runs: Sequence[RunStatus]) -> Pace | None:
    """The pace of the runs that have copied rows to the end; None without one.

    What is measured is the time from a run's beginning to the copy's end, and from there to the proof, so pauses are in it;
    the median of several shards leaves out one that was stopped for a night.
    """
    copies, proofs = [], []
    for run in runs:
        if run.copied_at is None or not run.rows_copied:
            continue
        copied = in_utc(run.copied_at)
        copies.append((run.rows_copied, (copied - in_utc(run.created_at)).total_seconds()))
        if run.verified_at is not None and in_utc(run.verified_at) >= copied:
            proofs.append((run.rows_copied, (in_utc(run.verified_at) - copied).total_seconds()))
    if not copies:
        return None
    return Pace(_line(copies, _FIXED), _line(proofs, 0.0) if proofs else Line(0.0, 0.0), len(copies))


def _line(points: Sequence[tuple[int, float]], fixed: float) -> Line:
    """Through the sizes where they are unlike enough, else through a fixed time; neither part is below nothing."""
    rows = [each for each, _ in points]
    if max(rows) >= _OTHER_SIZE * min(rows):
        slope, begins = statistics.linear_regression(rows, [seconds for _, seconds in points])
        if slope > 0 and begins >= 0:
            return Line(begins, slope)
    return Line(fixed, statistics.median(max(0.0, seconds - fixed) / each for each, seconds in points))


@dataclass(frozen=True)
class Work:
    """What a shard has before it until it is verified: ``run`` is None where nothing has begun, ``rows`` all it has."""

    shard: str
    server: str
    run: RunStatus | None
    rows: int

    @property
    def rows_left(self) -> int:
        """Rows still to copy; an estimate that the copy has passed counts as none."""
        if self.run is None or self.run.state in (State.ABORTED, State.ABORTING):
            return self.rows
        if self.run.state not in _BEFORE_THE_COPY_ENDS:
            return 0
        return max(0, max(self.run.estimated_rows, self.rows) - self.run.rows_copied)

    @property
    def at_work(self) -> bool:
        return self.run is not None and bool(self.run.owner)


def seconds_left(work: Work, pace: Pace | None, rate: float | None = None) -> float | None:
    """How long until the shard is verified; None where nothing tells it. ``rate`` is its own, in rows a second."""
    state = work.run.state if work.run is not None else State.ABORTED
    if state not in (*_BEFORE_THE_PROOF, State.ABORTED, State.ABORTING):
        return 0.0
    rows = max(work.rows, work.run.estimated_rows if work.run is not None else 0)
    copying = work.run is None or state in (*_BEFORE_THE_COPY_ENDS, State.ABORTED, State.ABORTING)
    if copying and rate and work.rows_left < rows:
        copy: float | None = work.rows_left / rate
    elif copying:
        begun = work.rows_left < rows
        copy = None if pace is None else pace.copy.each * work.rows_left + (0.0 if begun else pace.copy.fixed)
    else:
        copy = 0.0
    if copy is None:
        return None
    return copy + (pace.verify.seconds(rows) if pace is not None else 0.0)


def longest_first(works: Sequence[Work], first: Sequence[str]) -> list[str]:
    """The shards in the order in which they are best begun: the first wave, which tells how long the others take, then the
    largest: what is begun last is waited for by all.
    """
    ordered = sorted(works, key=lambda work: (work.shard not in first, -work.rows_left))
    return [work.shard for work in ordered]


def expected_end(
    works: Sequence[Work], left: Mapping[str, float | None], at_once: int, per_server: int, now: datetime
) -> tuple[datetime | None, str]:
    """When the last shard will be verified, and which one that is; nothing where a shard's time isn't known.

    Shards at work go on; the others begin in their order as places become free, on their server and in all.
    """
    waiting = [work for work in works if left.get(work.shard) != 0.0]
    if not waiting or any(left.get(work.shard) is None for work in waiting):
        return None, ""
    busy = [(left[work.shard] or 0.0, work) for work in waiting if work.at_work]
    ends = {work.shard: seconds for seconds, work in busy}
    queue = [work for work in waiting if not work.at_work]
    at = 0.0
    while queue:
        free = len(busy) < at_once
        ready = [work for work in queue if not per_server or _on(busy, work.server) < per_server] if free else []
        if ready or not busy:
            work = ready[0] if ready else queue[0]
            queue.remove(work)
            ends[work.shard] = at + (left[work.shard] or 0.0)
            busy.append((ends[work.shard], work))
            continue
        busy.sort(key=lambda each: each[0])
        at = busy.pop(0)[0]
    tail = max(ends, key=lambda shard: ends[shard])
    return now + timedelta(seconds=ends[tail]), tail


def _on(busy: Sequence[tuple[float, Work]], server: str) -> int:
    return sum(work.server == server for _, work in busy)
