"""The live screen on a terminal made of memory."""

from __future__ import annotations

import threading
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from onlinealter.model import events
from onlinealter.model.errors import Refused
from onlinealter.model.states import Phase
from onlinealter.report.live_screen import LiveScreen
from onlinealter.report.screen_layout import ScreenLayout
from onlinealter.report.screen_state import Picture
from tests.unit.report.event_samples import (
    BLOCKER,
    CLOSED,
    ONE_OF_EACH,
    OPENED,
    REFUSAL,
    WARNING,
    StandingClock,
    copied,
    report_all,
    verified,
)

BUILDING = events.IndexesBuilding(("a",))
AT_WORK = (OPENED, events.PhaseBegan(Phase.PREPARE), events.PhaseEnded(Phase.PREPARE, 4.2, "done"))


def paper(width: int = 80, height: int = 24) -> Console:
    return Console(file=StringIO(), width=width, height=height, force_terminal=True, color_system=None, highlight=False)


def drawn(*seen: events.Event, width: int = 80, height: int = 24) -> list[str]:
    """Draw the screen twelve seconds after the events."""
    clock, picture = StandingClock(), Picture()
    for event in seen:
        picture = picture.after(event, clock())
    clock.seconds = 12.0
    console = paper(width, height)
    with console.capture() as captured:
        console.print(ScreenLayout(picture, clock()))
    return [line.rstrip() for line in captured.get().splitlines()]


def test_the_screen_of_a_copy_that_waits() -> None:
    """The whole picture at 80 columns, without colour and so without the rest of the bar."""
    lines = drawn(
        *AT_WORK,
        events.PhaseBegan(Phase.EXECUTE),
        events.CopyAdvanced(1_234_567, 2_900_000, 0.4257, 92_134.2, 80.4, 12_000, 0.241, 4, 1),
        events.ReplicaSeen("db2:3306", 2.2),
        events.Paused("replica-lag db2 2.2 s > 1.0 s"),
        events.StatementRan("make the trigger", "CREATE TRIGGER " + "x" * 100, 0.04),
    )
    assert lines == [
        "shop.orders on db1:3306, run k7f2a9",
        "",
        "✓ prepare       ⠇ execute       · verify        · cutover       · cleanup",
        "  done in 4.2 s   at work 12 s    waiting         waiting         waiting",
        "",
        "copy      ━━━━━━━━━━━━━━━━━━                            42.5 %        ETA 1m 20s",
        "          1,234,567 of about 2,900,000 rows, 92,100 rows/s",
        "          chunks of 12,000 rows in 241 ms, 4 workers, 1 retry",
        "ready     to swap in about 1m 30s, at 12:01 UTC",
        "lag       db2 2.2 s",
        " PAUSED   for 12 s: replica-lag db2 2.2 s > 1.0 s",
        "",
        "12:00:00  make the trigger (40 ms): CREATE TRIGGER xxxxxxxxxxxxxxxxxxxxxxxxxxxx…",
    ]


def test_how_much_was_written_and_how_long_it_rested_is_shown() -> None:
    """The rows' bytes and the binlog's beside the rows; the share of the phase in which the work had to wait."""
    lines = drawn(
        *AT_WORK,
        events.PhaseBegan(Phase.EXECUTE),
        events.CopyAdvanced(1_000, 4_000, 0.25, 0.5, 6_000.0, 100, 0.2, 1, 0, bytes=1_240_000_000, binlog_bytes=620_000_000),
        events.Unpaused(3.0),
    )
    assert lines[6:] == [
        "          1,000 of about 4,000 rows, 0.5 rows/s, 1.2 GB, 620 MB of binlog",
        "          chunks of 100 rows in 200 ms, 1 worker",
        "ready     to swap in about 2h 24m, at 14:24 UTC",
        "paused    25.0 % of the time",
    ]


@pytest.mark.parametrize(
    ("seen", "ready"),
    [
        ([copied(0.5)], "to swap in about 16 s, at 12:00 UTC"),
        ([replace(copied(0.5), remaining_seconds=100_000.0)], "to swap in about 1d 03h, at Mon 15:46 UTC"),
        ([replace(copied(0.5), remaining_seconds=None)], ""),
        ([copied(1)], ""),
        ([copied(1), BUILDING], ""),
        ([copied(1), BUILDING, events.IndexBuildAdvanced("merge", 0.25)], "to swap in about 42 s, at 12:00 UTC"),
        ([copied(1), verified("db2", 0.1), verified("db3", 0.1)], "to swap in about 5 s, at 12:00 UTC"),
        ([copied(1), verified("db2", 0.1), replace(verified("db3", 0.1), remaining_seconds=None)], ""),
    ],
)
def test_when_all_is_ready_to_swap_is_told_as_far_as_it_is_known(seen: list[events.Event], ready: str) -> None:
    """By the clock too, with the day where that is another one."""
    lines = drawn(OPENED, events.PhaseBegan(Phase.EXECUTE), *seen)
    assert [line[10:] for line in lines if line.startswith("ready")] == ([ready] if ready else [])


def test_who_holds_the_lock_is_named() -> None:
    """What to type, user, host, for how long and whether it does anything; the fourth and later ones are counted."""
    idle = replace(BLOCKER, state="idle", state_seconds=290.0)
    assert drawn(*AT_WORK, events.WaitingForLock("swap the names", 2, 2.5, (idle, *[BLOCKER] * 4)))[5:] == [
        " LOCKED   swap the names (attempt 2, again in 2.5 s), held by",
        "          reporting@10.0.3.17 (KILL 48123;) for 5m 12s, idle for 4m 50s",
        *["          reporting@10.0.3.17 (KILL 48123;) for 5m 12s"] * 2,
        "          and 2 more",
    ]


@pytest.mark.parametrize("fraction", [0.0, 0.9994, 0.99999, 1.0001, 7.0])
def test_neither_percent_nor_bar_is_full_before_the_end(fraction: float) -> None:
    """Nor ever more than full."""
    for line in (drawn(copied(fraction))[5], drawn(verified("db2", fraction))[5]):
        assert "100 %" not in line
        assert "╸" in line or "╺" in line or fraction == 0


def test_what_is_done_takes_one_line() -> None:
    """A finished bar shows its rows where the remaining time stood."""
    assert drawn(OPENED, copied(1, rows=1_000_000))[5:] == [
        "copy      ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━    100 %    1,000,000 rows"
    ]


def test_replicas_that_do_not_fit_go_by_their_first_names() -> None:
    """The lag is what matters, and it is never cut off for a domain."""
    seen = [events.ReplicaSeen(f"db{number}.internal.example.com:3306", 0.5) for number in range(4)]
    assert drawn(*seen)[5] == "lag       db0 0.5 s, db1 0.5 s, db2 0.5 s, db3 0.5 s"
    assert drawn(*seen, width=160)[5].startswith("lag       db0.internal.example.com 0.5 s, db1.internal")


def test_statements_of_one_kind_in_a_row_are_one_line() -> None:
    """What a run does three times needs no three of six lines."""
    triggers = [events.StatementRan(f"create the {event} trigger", "CREATE", 0.5) for event in ("insert", "delete")]
    drops = [events.StatementRan("drop the trigger x", "DROP TRIGGER x", 0.25)]
    lines = drawn(OPENED, *triggers, events.Notice("between"), *drops, *triggers, *triggers)
    assert [line[10:] for line in lines[6:]] == [
        "2 triggers created",
        "between",
        "drop the trigger x (250 ms): DROP TRIGGER x",
        "4 triggers created",
    ]


def test_recent_lines_give_way_in_a_low_terminal() -> None:
    """The newest are kept."""
    notices = [events.Notice(f"notice {number}") for number in range(6)]
    lines = drawn(OPENED, copied(0.5), *notices, height=13)
    assert [line[10:] for line in lines[-2:]] == ["notice 4", "notice 5"]
    assert len(lines) <= 12


def test_the_summary_stays_on_the_terminal() -> None:
    """State, rows, warnings and the next command, wrapped and never cut."""
    lines = drawn(*AT_WORK, events.Found(WARNING), events.Unpaused(12.2), CLOSED, width=60)
    assert lines[5:] == [
        "swapped   after 1m 48s, 2,912,345 rows copied, paused for 12",
        "          s",
        "warning   disk-room: free space can't be seen",
        "  fix     Look for 21 GB.",
        "next      online-alter cleanup orders.toml",
    ]


def test_findings_outside_of_a_run_are_ordinary_lines() -> None:
    """A check alone has no phases to show."""
    console = paper(200)
    with console.capture() as captured, LiveScreen(console, StandingClock()) as screen:
        screen.report(events.Found(WARNING))
    assert captured.get() == "warning: disk-room: free space can't be seen -> Look for 21 GB.\n"


def test_the_cursor_is_given_back_and_an_error_stands_below() -> None:
    """Hidden while drawing, shown again before the error's block."""
    stream = StringIO()
    with LiveScreen(Console(file=stream, force_terminal=True, width=80, height=24), StandingClock()) as screen:
        screen.report(OPENED)
        screen.error(Refused("shop.orders can't be altered", remedy="Fix it.", findings=(REFUSAL,)))
    shown = stream.getvalue()
    assert shown.index("\x1b[?25l") < shown.index("\x1b[?25h") < shown.index("can't be altered")
    assert "GRANT TRIGGER ON shop.* TO alter;" in shown


def test_a_question_can_be_asked_between() -> None:
    """After close the same picture is drawn again at the next event."""
    stream = StringIO()
    screen = LiveScreen(Console(file=stream, force_terminal=True, width=80, height=24), StandingClock())
    screen.report(OPENED)
    screen.close()
    before = len(stream.getvalue())
    screen.report(copied(0.5))
    screen.close()
    assert "shop.orders" in stream.getvalue()[before:]


def test_threads_may_report_at_once() -> None:
    """Eight threads, every kind of event, no deadlock."""
    with LiveScreen(paper(), StandingClock()) as screen:
        threads = [threading.Thread(target=report_all, args=(screen, 3)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert not any(thread.is_alive() for thread in threads)


def test_a_terminal_that_went_away_ends_nothing() -> None:
    """The run outlives its window."""

    class Gone(StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error", text)

    with LiveScreen(Console(file=Gone(), force_terminal=True, width=80, height=24), StandingClock()) as screen:
        for event in ONE_OF_EACH:
            screen.report(event)
        screen.error(Refused("no"))


def test_phases_keep_their_columns_in_a_narrow_terminal() -> None:
    """Words give way, times stay."""
    assert drawn(*AT_WORK, events.PhaseBegan(Phase.EXECUTE), width=60)[2:4] == [
        "✓ prepare   ⠇ execute   · verify    · cutover   · cleanup",
        "  4.2 s       12 s        waiting     waiting     waiting",
    ]
