"""The picture after a sequence of events, without a terminal."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.model import events
from onlinealter.model.findings import Severity
from onlinealter.model.states import Phase
from onlinealter.report.screen_state import Picture, Progress, Tally
from tests.unit.report.event_samples import CLOSED, OPENED, REFUSAL, WARNING, StandingClock, copied, verified

PAUSED = events.Paused("replica-lag 2.2 s > 1.0 s")


def picture_after(*seen: events.Event) -> Picture:
    """Take in the events, a second apart."""
    clock, picture = StandingClock(), Picture()
    for event in seen:
        picture = picture.after(event, clock())
        clock.seconds += 1
    return picture


def progress_of(picture: Picture) -> dict[str, str]:
    return {one.phase.value: one.progress.value for one in picture.phases}


def test_the_phases_show_what_is_done_at_work_and_waiting() -> None:
    """A phase counts its time from its beginning and keeps what it took."""
    picture = picture_after(
        OPENED,
        events.PhaseBegan(Phase.PREPARE),
        events.PhaseEnded(Phase.PREPARE, 4.2, "done"),
        events.PhaseBegan(Phase.EXECUTE),
    )
    assert progress_of(picture) == {
        "prepare": "done",
        "execute": "at work",
        "verify": "waiting",
        "cutover": "waiting",
        "cleanup": "waiting",
    }
    assert (picture.phases[0].seconds, picture.phases[1].since) == (4.2, 3.0)


def test_a_phase_that_ended_with_a_reference_failed() -> None:
    """Done and nothing-to-do are the only good ends."""
    ends = (
        events.PhaseEnded(Phase.PREPARE, 1, "nothing-to-do"),
        events.PhaseEnded(Phase.EXECUTE, 1, "server-error"),
    )
    assert [one.progress for one in picture_after(OPENED, *ends).phases[:2]] == [
        Progress.NOTHING_TO_DO,
        Progress.FAILED,
    ]


def test_a_run_taken_up_again_shows_what_was_done_earlier() -> None:
    """The journal's state says which phases are behind."""
    picture = picture_after(replace(OPENED, resumed=True, state="verifying"))
    assert list(progress_of(picture).values()) == ["done earlier", "done earlier", "waiting", "waiting", "waiting"]


def test_a_rollback_stands_after_the_phases_the_run_was_in() -> None:
    """What will not be is left out."""
    picture = picture_after(replace(OPENED, resumed=True, state="swapped"), events.PhaseBegan(Phase.ROLLBACK))
    assert list(progress_of(picture)) == ["prepare", "execute", "verify", "cutover", "rollback"]


def test_progress_that_comes_late_does_not_turn_the_copy_back() -> None:
    """Several workers report, the one that counted first may speak last."""
    assert picture_after(copied(0.5), copied(0.4)).copy == copied(0.5)


def test_each_server_and_replica_keeps_its_place() -> None:
    """Lines never change their order, so that the eye finds them."""
    picture = picture_after(
        verified("db2", 0.1),
        verified("db3", 0.1),
        verified("db2", 0.2),
        events.ReplicaSeen("db2", 0.1),
        events.ReplicaSeen("db3", None),
        events.ReplicaSeen("db2", 3.0),
    )
    assert [(one.server, one.fraction) for one in picture.verified] == [("db2", 0.2), ("db3", 0.1)]
    assert [(one.replica, one.lag) for one in picture.replicas] == [("db2", 3.0), ("db3", None)]


def test_a_pause_counts_from_its_first_reason_and_sums_up() -> None:
    """A changed reason is the same pause."""
    changed = events.Paused("load 9 > 8")
    during = picture_after(PAUSED, changed)
    assert (during.paused, during.paused_since) == (changed, 0.0)
    after = picture_after(PAUSED, events.Unpaused(2.0), PAUSED, events.Unpaused(3.0))
    assert (after.paused, after.tally) == (None, Tally(paused_seconds=5.0, paused_in_phase=5.0))


def test_a_lock_is_waited_for_until_the_statement_ran() -> None:
    """The line goes with the wait."""
    waiting = events.WaitingForLock("swap the names", 1, 2.5, ())
    assert picture_after(waiting).waiting == waiting
    assert picture_after(waiting, events.StatementRan("swap the names", "RENAME", 0.1)).waiting is None
    assert picture_after(waiting, events.PhaseEnded(Phase.CUTOVER, 9, "blocked")).waiting is None


def test_indexes_are_built_until_their_statement_ran() -> None:
    """The statement's event is the end of the build."""
    building = events.IndexesBuilding(("ix_a",))
    picture = picture_after(OPENED, building)
    assert (picture.indexes, picture.indexes_since) == (building, 1.0)
    far = events.IndexBuildAdvanced("merge sort", 0.4)
    assert picture_after(building, far).built == far
    assert picture_after(building, far, building).built is None
    assert picture_after(building, events.StatementRan("build the indexes", "ALTER", 9)).indexes is None


def test_the_last_six_notable_lines_are_kept() -> None:
    """Progress is not notable, it has its place."""
    picture = picture_after(*(events.Notice(f"notice {number}") for number in range(9)), copied(0.1), PAUSED)
    assert [line.text for line in picture.recent] == [f"notice {number}" for number in range(3, 9)]


def test_findings_are_lines_with_their_severity_and_warnings_stay() -> None:
    """A refusal is said again by the error; a warning is not, so the summary has it."""
    picture = picture_after(events.Found(REFUSAL), events.Found(WARNING))
    assert [line.severity for line in picture.recent] == [Severity.REFUSAL, Severity.WARNING]
    assert picture.warnings == (WARNING,)


def test_faulty_rows_are_counted() -> None:
    """For the summary."""
    picture = picture_after(
        events.DifferenceSeen("db2", "id=1", "changed"),
        events.DifferenceSeen("db2", "id=2", "missing"),
        events.RowRepaired("id=1"),
        events.ConflictSeen("id=3", 1406),
    )
    assert picture.tally == Tally(differences=2, repaired=1, conflicts=1)


def test_the_end_leaves_no_wait_standing() -> None:
    """Whatever was waited for, it is over."""
    picture = picture_after(OPENED, PAUSED, events.WaitingForLock("swap", 1, 1, ()), CLOSED)
    assert (picture.closed, picture.paused, picture.waiting) == (CLOSED, None, None)


def test_a_second_run_begins_with_an_empty_picture() -> None:
    """A folder of plans is one run after the other."""
    picture = picture_after(OPENED, copied(0.5), CLOSED, replace(OPENED, run="second"))
    assert (picture.copy, picture.closed, picture.phases) == (None, None, Picture().phases)


def test_conflicts_stay_named_until_their_row_is_copied() -> None:
    """Each once, however often it is met."""
    met = [events.ConflictSeen(f"id={number}", 1406) for number in (7, 8, 7, 9)]
    picture = picture_after(OPENED, *met, events.RowRepaired("id=8"))
    assert [one.key for one in picture.conflicts] == ["id=7", "id=9"]
