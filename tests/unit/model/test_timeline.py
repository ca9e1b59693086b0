"""What a rehearsal's record keeps of its events."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from onlinealter.model import events
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import Plan
from onlinealter.model.rehearsal import Curve, Details, Interval, LockWait, Point, RanStatement
from onlinealter.model.states import Phase
from onlinealter.model.timeline import LONGEST_TEXT, MOST_BLOCKERS, MOST_ENTRIES, MOST_POINTS, Timeline, signal_of
from onlinealter.rehearsal.course import Course

_PLAN = Plan("customers", ("ADD COLUMN a INT",))
_NOTE = Finding("strategy", Severity.NOTE, "rows are copied")


class _Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class _Seen:
    def __init__(self) -> None:
        self.events: list[events.Event] = []

    def report(self, event: events.Event) -> None:
        """Keep it."""
        self.events.append(event)


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def timeline(clock: _Clock) -> Timeline:
    return Timeline(clock, lambda: datetime(2026, 8, 9, 12, tzinfo=UTC))


def _details(timeline: Timeline) -> Details:
    return timeline.details(_PLAN, "CREATE TABLE x", ("db1",))


def test_the_plan_and_the_begin_are_kept(timeline: Timeline) -> None:
    """With the definition before, and the servers' names."""
    found = _details(timeline)
    assert (found.began_at, found.alter, found.definition) == ("2026-08-09T12:00:00.000Z", _PLAN.alter, "CREATE TABLE x")
    assert (found.strategy, found.hosts, found.left_out) == (_PLAN.settings.strategy.value, ("db1",), ())


def test_a_pause_has_its_begin_and_its_signal(timeline: Timeline, clock: _Clock) -> None:
    """Seconds since the rehearsal's begin."""
    clock.now += 2.5
    timeline.see(events.Paused("lag of db2:3306 2.2 s > 1.0 s"), "customers")
    clock.now += 1.5
    timeline.see(events.Unpaused(1.5), "customers")
    assert _details(timeline).intervals == (Interval("lag of db2:3306", "lag of db2:3306 2.2 s > 1.0 s", 2.5, 1.5),)


@pytest.mark.parametrize(
    ("reason", "signal"),
    [
        ("threads running 101 > 100", "threads running"),
        ("free disk 82,390 MB < 90,000 MB", "free disk"),
        ("lag of 127.0.0.1:3307 2.2 s > 1.0 s", "lag of 127.0.0.1:3307"),
        ("binlog of the copy 12 MB, with the next chunks 13 MB > 10 MB", "binlog of the copy"),
        ("throttle query -3 > -5", "throttle query"),
        ("paused on request", "paused on request"),
    ],
)
def test_the_signal_is_what_stands_before_the_numbers(reason: str, signal: str) -> None:
    """Pauses for one signal are counted together, whatever it has shown."""
    assert signal_of(reason) == signal


def test_statements_and_waits_for_locks_are_kept(timeline: Timeline) -> None:
    """By phase and purpose; a blocker is named once, without its age."""
    blocker = events.Blocker(27, "shop", "app1", 312.0)
    timeline.see(events.PhaseBegan(Phase.CUTOVER), "customers")
    timeline.see(events.WaitingForLock("swap", 1, 0.5, (blocker,)), "customers")
    timeline.see(events.WaitingForLock("swap", 2, 0.5, (blocker,)), "customers")
    timeline.see(events.StatementRan("swap", "RENAME TABLE a TO b", 2.5), "customers")
    found = _details(timeline)
    assert found.lock_waits == (LockWait("swap", 2, ("connection 27 shop@app1",)),)
    assert found.statements == (RanStatement("customers", "cutover", "swap", "RENAME TABLE a TO b", 2.5),)


def test_findings_are_kept_once_and_of_the_table_itself(timeline: Timeline) -> None:
    """Each run repeats its checks; findings on the empty stand-in would mislead."""
    other = Finding("strategy", Severity.NOTE, "about 0 rows")
    for finding, table in ((_NOTE, "customers"), (_NOTE, "customers"), (other, "rehearsal_1")):
        timeline.see(events.Found(finding), table)
    assert _details(timeline).findings == (_NOTE,)


def test_numbers_become_curves_with_their_limits(timeline: Timeline, clock: _Clock) -> None:
    """Those of signals, of chunks, and the rates."""
    clock.now += 1
    timeline.see(events.Sampled("free disk", 900.0, 500.0), "customers")
    timeline.see(events.ChunkDone("copy", 100, 0.25), "customers")
    timeline.see(events.CopyAdvanced(1, 2, 0.5, 4000.0, None, 1, 0.1, 1, 0), "customers")
    timeline.see(events.ReplicaSeen("db2:3306", 0.5), "customers")
    timeline.see(events.ReplicaSeen("db3:3306", None), "customers")
    assert _details(timeline).curves == (
        Curve("copy chunk seconds", None, (Point(1.0, 0.25, 0.25),)),
        Curve("copy rows/s", None, (Point(1.0, 4000.0, 4000.0),)),
        Curve("free disk", 500.0, (Point(1.0, 900.0, 900.0),)),
        Curve("lag of db2:3306", None, (Point(1.0, 0.5, 0.5),)),
    )


def test_a_long_rehearsal_keeps_a_bounded_record(timeline: Timeline, clock: _Clock) -> None:
    """The peaks of numbers stay, and what is missing is counted."""
    for number in range(5000):
        clock.now += 1
        timeline.see(events.StatementRan("x", "y" * 10_000, 0.1), "customers")
        timeline.see(events.Paused("threads running 101 > 100"), "customers")
        timeline.see(events.Unpaused(0.1), "customers")
        timeline.see(events.Found(Finding("x", Severity.NOTE, f"{number}")), "customers")
        timeline.see(events.DifferenceSeen("db1", f"id={number}", "changed"), "customers")
        timeline.see(events.Sampled("threads running", 1000.0 if number == 777 else 1.0, 100.0), "customers")
        blocker = events.Blocker(number, "shop", "app1", 1.0)
        timeline.see(events.WaitingForLock("swap", number, 0.1, (blocker,)), "customers")
    found = _details(timeline)
    assert len(found.statements) == len(found.intervals) == len(found.findings) == MOST_ENTRIES
    assert len(found.statements[0].sql) == LONGEST_TEXT
    assert found.left_out == ("4,700 findings", "4,700 pauses", "4,700 statements", "4,950 differing rows")
    assert (found.lock_waits[0].repeated, len(found.lock_waits[0].blockers)) == (5000, MOST_BLOCKERS)
    [curve] = found.curves
    assert len(curve.points) <= MOST_POINTS
    assert max(point.highest for point in curve.points) == 1000.0


def test_numbers_several_times_a_second_are_for_the_record_only() -> None:
    """The output gets everything else."""
    seen = _Seen()
    course = Course(seen)
    course.table = "customers"
    for event in (events.Sampled("free disk", 900.0, 500.0), events.ChunkDone("copy", 1, 0.1), events.Found(_NOTE)):
        course.report(event)
    assert seen.events == [events.Found(_NOTE)]
    assert {curve.name for curve in _details(course.timeline).curves} == {"free disk", "copy chunk seconds"}


def test_a_phase_has_its_begin() -> None:
    """So that it can be drawn."""
    course = Course(_Seen())
    course.table = "customers"
    course.report(events.PhaseBegan(Phase.EXECUTE))
    course.report(events.PhaseEnded(Phase.EXECUTE, 0.0, "done"))
    [played] = course.phases
    assert 0.0 < played.began <= course.timeline.seconds()
