"""A run's record on the time axis of its work: commands, phases and numbers, whatever was lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from onlinealter.engine.recorded_work import AT_WORK, LOST, work_in
from onlinealter.model.event_log import EventLog
from onlinealter.model.events import (
    ChunkDone,
    CopyAdvanced,
    Event,
    Paused,
    PhaseBegan,
    PhaseEnded,
    RunClosed,
    RunOpened,
    Sampled,
    StatementRan,
    Swapped,
    Unpaused,
    VerifyAdvanced,
)
from onlinealter.model.plan import Plan
from onlinealter.model.rehearsal import Curve, Interval, Played, Point
from onlinealter.model.run_report import Session, SessionEnd, SwapMade
from onlinealter.model.states import Phase

_NOON = datetime(2026, 8, 9, 12, tzinfo=UTC)
_OPENED = RunOpened("k7f2a9", "shop.orders", "MySQL 9.7.4", "copying", resumed=True)
_CLOSED = RunClosed("k7f2a9", "verified", 9.0, 100, "")
_LAG = "lag of db2 7.0 s > 5.0 s"

Timed = tuple[float, Event]


def _copied(rows: int) -> CopyAdvanced:
    return CopyAdvanced(rows, 100, 0.5, 10.0, 1.0, 10, 0.1, 1, 0)


def _log(*commands: Sequence[Timed]) -> EventLog:
    """As commands one after the other leave it, each in a process of its own."""
    found = EventLog("db1/shop")
    for events in commands:
        now = [_NOON]
        log = EventLog("db1/shop", lambda now=now: now[0])  # type: ignore[misc]  # the same one each time
        log.take_up(found.lines, found.series, found.limits)
        for at, event in events:
            now[0] = _NOON + timedelta(seconds=at)
            log.report(event)
        found = log
    return found


_KILLED: Sequence[Timed] = (
    (0, _OPENED), (0, PhaseBegan(Phase.PREPARE)), (1, StatementRan("create the shadow", "CREATE TABLE b", 0.5)),
    (1, PhaseEnded(Phase.PREPARE, 1.0, "done")), (1, PhaseBegan(Phase.EXECUTE)), (2, Paused(_LAG)), (3, Unpaused(1.0)),
    (3, ChunkDone("copy", 10, 0.25)), (4, Sampled("lag of db2", 7.0, 5.0)), (4, _copied(40)),
)  # fmt: skip
_RESUMED: Sequence[Timed] = (
    (1000, _OPENED), (1000, PhaseBegan(Phase.PREPARE)), (1000, PhaseEnded(Phase.PREPARE, 0.0, "nothing-to-do")),
    (1000, PhaseBegan(Phase.EXECUTE)), (1002, _copied(100)), (1003, PhaseEnded(Phase.EXECUTE, 3.0, "done")),
    (1003, PhaseBegan(Phase.VERIFY)), (1004, VerifyAdvanced("db1", 100, 100, 1.0, 9.0, None, 0)),
    (1004, VerifyAdvanced("db2", 90, 100, 1.0, 9.0, None, 0)), (1005, PhaseEnded(Phase.VERIFY, 2.0, "done")),
    (1005, Swapped("orders", "orders_old", 0.1, back=False)), (1006, _CLOSED),
)  # fmt: skip


def test_time_in_which_nobody_worked_is_not_counted() -> None:
    """A killed command's end is where its last number was."""
    work = work_in(_log(_KILLED, _RESUMED), "orders", at_work=False)
    assert work.seconds == 10.0
    assert work.sessions == (
        Session("2026-08-09T12:00:00.000Z", 0.0, 4.0, SessionEnd.LOST),
        Session("2026-08-09T12:16:40.000Z", 4.0, 6.0, SessionEnd.CLOSED, 996.0),
    )
    assert work.phases == (
        Played("prepare", "orders", 1.0, "done", 0, 0.0),
        Played("execute", "orders", 3.0, LOST, 0, 1.0),
        Played("execute", "orders", 3.0, "done", 0, 4.0),
        Played("verify", "orders", 2.0, "done", 190, 7.0),
    )
    assert work.swaps == (SwapMade(0.1, back=False),)


def test_numbers_and_pauses_are_on_the_same_axis() -> None:
    """With the limits that they were held against."""
    work = work_in(_log(_KILLED, _RESUMED), "orders", at_work=False)
    curves = {curve.name: curve for curve in work.curves}
    assert curves["lag of db2"] == Curve("lag of db2", 5.0, (Point(4.0, 7.0, 7.0),))
    assert curves["copy chunk seconds"].points == (Point(3.0, 0.25, 0.25),)
    assert curves["copy rows/s"].points == (Point(4.0, 10.0, 10.0), Point(6.0, 10.0, 10.0))
    assert "copy rows" not in curves


def test_what_the_timeline_keeps_is_timed_by_work_too() -> None:
    """Pauses and statements."""
    details = work_in(_log(_KILLED, _RESUMED), "orders", at_work=False).timeline.details(Plan("orders", ()), "", ())
    assert details.intervals == (Interval("lag of db2", _LAG, 2.0, 1.0),)
    assert [(each.phase, each.purpose) for each in details.statements] == [("prepare", "create the shadow")]


def test_a_command_at_work_has_no_end_yet() -> None:
    """Nor has its phase."""
    work = work_in(_log(_KILLED), "orders", at_work=True)
    assert work.sessions[-1].ended is SessionEnd.AT_WORK
    assert work.phases[-1] == Played("execute", "orders", 3.0, AT_WORK, 0, 1.0)


def test_what_does_not_fit_is_passed_over() -> None:
    """The file is of another version, or somebody changed it; without a record there is nothing."""
    log = EventLog("db1/shop")
    lines = [{"event": "phase-began", "phase": "lunch", "at": "x"}, {"event": "sung"}, {"event": "paused", "reason": "a"}]
    log.take_up(lines, {}, {})
    work = work_in(log, "orders", at_work=False)
    assert (work.sessions, work.phases, work.seconds) == ((), (), 0.0)
