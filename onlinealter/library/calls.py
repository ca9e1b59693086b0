"""The calls of the Python interface. Each works by itself: from any thread, and several at once for different tables.

``plan`` may be a table's name where a run is there already. ``on_event`` gets each event, from several threads; what it
raises ends the call. ``stop`` ends it at the next safe place, by Interrupted; the same call continues where it was.
All raise OnlineAlterError of a kind that says what happened, with ``message``, ``remedy`` and ``exit_code``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from onlinealter.engine import alteration
from onlinealter.engine.plain_alter import alter_if_small
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.library.plan import Plan
from onlinealter.library.results import Checked, PlannedPhase
from onlinealter.library.target import Target, accounts, on
from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.events import Event
from onlinealter.model.ports import NullReporter, Reporter
from onlinealter.model.rehearsal import Rehearsed
from onlinealter.model.states import Phase
from onlinealter.model.status import RunStatus
from onlinealter.rehearsal.programs import words_of
from onlinealter.rehearsal.rehearse import Rehearsal, rehearse

OnEvent = Callable[[Event], object]
Until = Literal["copied", "verified", "swapped", "clean"]

PHASES = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP)
UNTIL: dict[str, int] = {"copied": 2, "verified": 3, "swapped": 4, "clean": 5}


@dataclass(frozen=True)
class _Caller:
    """A reporter that calls a function."""

    on_event: OnEvent

    def report(self, event: Event) -> None:
        self.on_event(event)


def _always() -> bool:
    return True


def check(plan: Plan, target: Target, *, on_event: OnEvent | None = None) -> Checked:
    """All findings about the alteration. Changes nothing."""
    try:
        return Checked(alteration.check(on(target, plan), _reporter(on_event)))
    except Refused as error:
        return Checked(error.findings, error)


def plan(plan: Plan, target: Target) -> tuple[PlannedPhase, ...]:
    """The statements that would run; none where nothing is to do. Changes nothing. Raises Refused as a run would."""
    return tuple(
        PlannedPhase(phase, tuple(each.sql for each in statements))
        for phase, statements in alteration.planned(on(target, plan))
    )


def run(
    plan: Plan | str,
    target: Target,
    *,
    until: Until = "swapped",
    confirm: Callable[[], bool] = _always,
    min_rows: int = 0,
    on_event: OnEvent | None = None,
    stop: StopFlag | None = None,
) -> RunStatus | None:
    """Go through the phases from where the run stands, up to this point; a new run is begun where there is none.

    ``confirm`` is asked once, before the swap. A table with fewer than ``min_rows`` rows is altered by the server's own
    ALTER TABLE, and can't be rolled back. Gives None where there is no run: that was so, or nothing was to do.
    """
    if until not in UNTIL:
        raise UsageFault(f"until: expected one of {', '.join(UNTIL)}, found {until!r}")
    where, stop, reporter = on(target, plan), stop or StopFlag(), _reporter(on_event)
    if min_rows and alter_if_small(where, min_rows, reporter, stop):
        return None
    choices = Choices(lambda _: confirm(), abort_when_hopeless=True)
    return alteration.advance(where, PHASES[: UNTIL[until]], reporter, stop, choices)


def verify(
    plan: Plan | str,
    target: Target,
    *,
    repair: bool = False,
    on_event: OnEvent | None = None,
    stop: StopFlag | None = None,
) -> RunStatus | None:
    """Compare the table with its copy, row by row; with ``repair`` rows that differ are copied again. Raises Different."""
    return _advance(plan, target, Phase.VERIFY, Choices(repair=repair), on_event, stop)


def cutover(
    plan: Plan | str,
    target: Target,
    *,
    confirm: Callable[[], bool] = _always,
    on_event: OnEvent | None = None,
    stop: StopFlag | None = None,
) -> RunStatus | None:
    """Swap the verified copy in. Rollback is possible until cleanup."""
    return _advance(plan, target, Phase.CUTOVER, Choices(lambda _: confirm()), on_event, stop)


def rollback(
    plan: Plan | str,
    target: Target,
    *,
    repair: bool = False,
    compare: bool = True,
    on_event: OnEvent | None = None,
    stop: StopFlag | None = None,
) -> RunStatus | None:
    """Swap back after a cutover, without losing a write made since; ``compare`` looks before whether both have the same
    rows, ``repair`` writes those that differ again.
    """
    return _advance(plan, target, Phase.ROLLBACK, Choices(repair=repair, unseen=not compare), on_event, stop)


def cleanup(
    plan: Plan | str, target: Target, *, on_event: OnEvent | None = None, stop: StopFlag | None = None
) -> RunStatus | None:
    """Drop the old table: from here on no rollback is possible."""
    return _advance(plan, target, Phase.CLEANUP, Choices(), on_event, stop)


def abort(
    plan: Plan | str, target: Target, *, on_event: OnEvent | None = None, stop: StopFlag | None = None
) -> RunStatus | None:
    """Take a run away that hasn't swapped; the table is as it was."""
    return _advance(plan, target, Phase.ABORT, Choices(), on_event, stop)


def status(plan: Plan | str, target: Target) -> tuple[RunStatus, ...]:
    """The runs of the table, oldest first, or of all tables of the schema where the name is empty. Changes nothing."""
    return alteration.read_status(on(target, plan))


def pause(plan: Plan | str, target: Target) -> RunStatus:
    """Let the table's run, wherever its process is, wait before its next chunk. Raises WrongPhase when there is none."""
    return alteration.set_paused(on(target, plan), paused=True)


def resume(plan: Plan | str, target: Target) -> RunStatus:
    """Let a paused run go on. Raises WrongPhase when there is none."""
    return alteration.set_paused(on(target, plan), paused=False)


def dry_run(
    plan: Plan,
    against: Target,
    *,
    production: Target | None = None,
    test: str = "",
    load: str = "",
    prove: bool = False,
    on_event: OnEvent | None = None,
    stop: StopFlag | None = None,
) -> Rehearsed:
    """Play every phase on a marked candidate and undo it there, as `online-alter dry-run` does (docs/rehearsal.md).

    ``production`` is only asked who it is. ``test`` and ``load`` are commands, or ``load`` is "builtin". What came of it is
    the result's ``verdict``; that a test failed isn't an error here.
    """
    for name, text in (("test", test), ("load", load)):
        if text:
            words_of(text, name)
    servers = accounts(production) if production else ()
    given = Rehearsal(on(against, plan), servers, test, load, prove)
    return rehearse(given, _reporter(on_event), stop or StopFlag())


def _advance(
    plan: Plan | str, target: Target, phase: Phase, choices: Choices, on_event: OnEvent | None, stop: StopFlag | None
) -> RunStatus | None:
    return alteration.advance(on(target, plan), (phase,), _reporter(on_event), stop or StopFlag(), choices)


def _reporter(on_event: OnEvent | None) -> Reporter:
    return _Caller(on_event) if on_event else NullReporter()
