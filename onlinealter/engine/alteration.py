"""One alteration of one table, from outside: check, plan, advance, status, pause."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from onlinealter.engine.instant import INSTANT
from onlinealter.engine.journal import Journal, read_runs
from onlinealter.engine.live import merged_changes
from onlinealter.engine.opening import Opened, opened
from onlinealter.engine.outline import outline
from onlinealter.engine.phases import DIRECT_PHASES, PHASES
from onlinealter.engine.search import Extent
from onlinealter.engine.shard import reach
from onlinealter.engine.status import status_of
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.survey import survey, tell_findings
from onlinealter.engine.target import Choices, Target
from onlinealter.engine.transitions import STEPS, is_over
from onlinealter.model.errors import Changed, ConflictsFound, Interrupted, NoRoom, OnlineAlterError, WrongPhase
from onlinealter.model.events import Notice, PhaseBegan, PhaseEnded
from onlinealter.model.findings import Finding
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase
from onlinealter.model.status import RunStatus
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.sql.statement import Statement
from onlinealter.tables.facts import estimated_rows


def check(target: Target, reporter: Reporter) -> tuple[Finding, ...]:
    """All findings; raises Refused if one stands against the alteration. Writes nothing."""
    shard = reach(target, StopFlag())
    with shard.open_primary() as connection:
        found = survey(connection, shard, target, extent=Extent.CHECK)
    if not found.done_already:
        found.accepted()
    tell_findings(found, reporter)
    return found.findings


def planned(target: Target) -> tuple[tuple[Phase, tuple[Statement, ...]], ...]:
    """The statements that each phase will run, in their order; none where nothing is to do. Writes nothing."""
    shard = reach(target, StopFlag())
    with shard.open_primary() as connection:
        found = survey(connection, shard, target)
        if found.done_already:
            return ()
        draft = found.accepted()
        return outline(draft, estimated_rows(connection, target.schema, target.table), len(shard.replicas))


def advance(
    target: Target, phases: Sequence[Phase], reporter: Reporter, stop: StopFlag, choices: Choices
) -> RunStatus | None:
    """Run these phases in their order, each from where it stands; None when there was nothing to begin."""
    with opened(target, phases, reporter, stop, choices) as run:
        if run is None:
            return None
        try:
            for phase in phases:
                _enter(run, phase)
        except NoRoom as error:
            if error.filling and is_open_to_abort(run):
                run.reporter.report(Notice("the shadow takes the room that the application needs: giving it back"))
                _enter(run, Phase.ABORT)
            raise
        except (ConflictsFound, Changed):
            if choices.abort_when_hopeless and is_open_to_abort(run):
                _enter(run, Phase.ABORT)
            raise
        return run.status()


def read_status(target: Target) -> tuple[RunStatus, ...]:
    """The runs of the table, or of all tables of the schema when none is named."""
    shard = reach(target, StopFlag())
    with shard.open_primary() as connection:
        return tuple(status_of(connection, shard, run) for run in read_runs(connection, target.schema, target.table))


def set_paused(target: Target, paused: bool) -> RunStatus:
    """Ask the table's open run to pause, or to go on. Raises WrongPhase when there is none."""
    return _tell_run(target, lambda journal: journal.pause(paused))


def change_settings(target: Target, changes: Mapping[str, object], run: str = "") -> RunStatus:
    """Let the table's open run, or the one of this id, go by other settings from its next chunk on.

    Raises WrongPhase when there is none, UsageFault where a setting can't be changed while a run is at work.
    """
    return _tell_run(target, lambda journal: journal.change(lambda text: merged_changes(text, changes)), run)


def _tell_run(target: Target, tell: Callable[[Journal], None], run_id: str = "") -> RunStatus:
    shard = reach(target, StopFlag())
    with shard.open_primary() as connection:
        runs = [run for run in read_runs(connection, target.schema, target.table) if not run.state.ended]
        found = [run for run in runs if not run_id or run.id == run_id]
        if not found:
            what = (
                f"the schema {target.schema} has no run {run_id}" if run_id else f"{target.schema}.{target.table} has no run"
            )
            raise WrongPhase(f"{what} under way", remedy="Call 'online-alter status' to see all.")
        journal = Journal(SteadyConnection(shard.open_primary), target.schema, found[-1].id)
        try:
            tell(journal)
            return status_of(connection, shard, journal.record())
        finally:
            journal.close()


def is_open_to_abort(run: Opened) -> bool:
    """Whether the run is still before its swap."""
    return run.journal.record().state in STEPS[Phase.ABORT].begins


def _enter(run: Opened, phase: Phase) -> None:
    """One bracket for every phase: what it is about to do, what came of it and how long it took are always recorded."""
    step, began = STEPS[phase], time.monotonic()
    if is_over(phase, run.journal.record().state):
        run.reporter.report(PhaseEnded(phase, 0.0, "nothing-to-do"))
        return
    if phase is Phase.CUTOVER and not run.choices.confirm():
        raise Interrupted("the cutover was not confirmed", remedy="Call 'online-alter cutover' when it may be.")
    run.reporter.report(PhaseBegan(phase))
    try:
        prepared = run.for_phase(phase)
        run.journal.enter(step.during)
        phases = DIRECT_PHASES if run.journal.record().method == INSTANT and phase is not Phase.PREPARE else PHASES
        phases[phase](prepared)
        run.journal.enter(step.ends)
    except OnlineAlterError as error:
        run.note_failure(error)
        run.reporter.report(PhaseEnded(phase, time.monotonic() - began, error.reference))
        raise
    run.reporter.report(PhaseEnded(phase, time.monotonic() - began, "done"))
