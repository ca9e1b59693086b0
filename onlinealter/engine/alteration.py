"""One alteration of one table, from outside: check, plan, advance, status, pause."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from onlinealter.checks.connections import see_that_more_fit
from onlinealter.engine.check_summary import summarize
from onlinealter.engine.copied_rollback import CopyNeeded, at_work, phases_back
from onlinealter.engine.definer_watch import WITH_TRIGGERS, definer_watched
from onlinealter.engine.direct import DIRECT
from onlinealter.engine.estimating import estimated
from onlinealter.engine.journal import Journal, RunRecord, read_runs
from onlinealter.engine.journal_versions import bring_up_to_date
from onlinealter.engine.ledger import drop_all
from onlinealter.engine.live import merged_changes, more_workers
from onlinealter.engine.measuring import Stopwatch, measuring
from onlinealter.engine.named_commands import with_target
from onlinealter.engine.outlook import swap_outlook
from onlinealter.engine.owned_run import OwnedRun, own_run
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.phases import DIRECT_PHASES, PHASES
from onlinealter.engine.plan_statements import planned_statements
from onlinealter.engine.preflight import preflight, tell_findings
from onlinealter.engine.search import Extent
from onlinealter.engine.shard import connect_shard
from onlinealter.engine.standing import ROLLED_BACK
from onlinealter.engine.status import status_of
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.stopping import await_end, order_stop
from onlinealter.engine.target import Choices, Target
from onlinealter.engine.transitions import STEPS, is_over
from onlinealter.estimates.times import Known
from onlinealter.model.errors import Changed, Interrupted, NoRoom, OnlineAlterError, Refused, WrongPhase
from onlinealter.model.event_log import EventLog, Unwrapped
from onlinealter.model.events import Notice, PhaseBegan, PhaseEnded
from onlinealter.model.findings import Finding
from onlinealter.model.ports import Listener, Reporter
from onlinealter.model.states import Phase, State
from onlinealter.model.status import RunStatus
from onlinealter.mysql.waits import Waits
from onlinealter.planning.forecast import forecast
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.planning.strategies import Surroundings, Way, decide
from onlinealter.sql.statement import Statement
from onlinealter.tables.facts import estimated_rows

_ASKED = (Phase.CUTOVER, Phase.ROLLBACK)


def check(target: Target, reporter: Reporter, known: Sequence[Known] = ()) -> tuple[Finding, ...]:
    """Report all findings, an estimate and a summary. Raises Refused if a finding forbids the alteration. Writes nothing.

    ``known`` are measured runs elsewhere that the estimate may be made from.
    """
    shard = connect_shard(target)
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        found = preflight(connection, shard, target, extent=Extent.CHECK)
        if not found.done_already:
            found.accepted()
        summary = summarize(connection, shard, found)
        expected = estimated(connection, shard, found, summary, known)
    tell_findings(found, reporter)
    if expected is not None:
        reporter.report(expected)
    reporter.report(summary)
    return found.findings


def planned(target: Target) -> tuple[tuple[Phase, tuple[Statement, ...]], ...]:
    """The statements that each phase will run, in their order; none where nothing is to do. Writes nothing."""
    shard = connect_shard(target)
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        found = preflight(connection, shard, target)
        if found.done_already:
            return ()
        resolved = found.accepted()
        return planned_statements(resolved, estimated_rows(connection, target.schema, target.table), shard.replica_count)


def resolved_plan(target: Target) -> ResolvedPlan:
    """The plan applied to the table as it is now. Raises Refused where it can't be. Writes nothing."""
    shard = connect_shard(target)
    with shard.open_primary() as connection:
        return preflight(connection, shard, shard.spelled(target)).accepted()


def returns_by_copy(target: Target) -> bool:
    """Whether the server is expected to make the change without a copy, and only a copy would undo it. Writes nothing."""
    shard = connect_shard(target)
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        found = preflight(connection, shard, target)
        if found.done_already:
            return False
        resolved, rows = found.accepted(), estimated_rows(connection, target.schema, target.table)
    expected = forecast(resolved)
    way = decide(resolved, expected, Surroundings(shard.replica_count, rows)).way
    return way is not Way.SHADOW and expected.back is Way.SHADOW


def advance(
    target: Target, phases: Sequence[Phase], reporter: Reporter, stop: StopFlag, choices: Choices
) -> RunStatus | None:
    """Run these phases in their order, each from where it stands; None when there was nothing to begin.

    A rollback that needs a copy of the rows is a run of its own, which this begins, or continues.
    """
    try:
        return _advance_or_copy_back(target, phases, log_for(target, reporter), stop, choices)
    except OnlineAlterError as error:
        error.remedy = with_target(error.remedy, target.table)
        raise


def _advance_or_copy_back(
    target: Target, phases: Sequence[Phase], log: EventLog, stop: StopFlag, choices: Choices
) -> RunStatus | None:
    try:
        return _advance(target, phases, log, stop, choices)
    except CopyNeeded as needed:
        # Whoever was asked for the rollback isn't asked once more at its swap, hours later.
        choices = replace(choices, takes_back=needed.taken_back, confirm=Choices().confirm)
        target = replace(target, plan=needed.plan, queries=None)
        return _advance(target, phases_back(phases), log, stop, choices)


def _advance(target: Target, phases: Sequence[Phase], log: EventLog, stop: StopFlag, choices: Choices) -> RunStatus | None:
    with own_run(target, phases, log, stop, choices) as run:
        if run is None:
            return None
        if run.takes_back:
            phases = phases_back(phases)
        try:
            for phase in phases:
                if phase is Phase.CLEANUP and run.takes_back:
                    _end_what_was_taken_back(run, run.takes_back)
                _enter(run, phase, again=len(phases) == 1)
        except NoRoom as error:
            if error.filling and is_open_to_abort(run):
                run.reporter.report(Notice("the shadow takes the room that the application needs: giving it back"))
                _enter(run, Phase.ABORT, again=False)
            raise
        except Changed:
            if choices.abort_when_hopeless and is_open_to_abort(run):
                _enter(run, Phase.ABORT, again=False)
            raise
        return run.status()


def log_for(target: Target, reporter: Reporter) -> EventLog:
    """A log of its own for each run, to which the reporter listens; a log that is given is that itself."""
    if isinstance(reporter, EventLog):
        return reporter
    log = EventLog(f"{target.primary.address}/{target.schema}")
    log.listen(reporter if isinstance(reporter, Listener) else Unwrapped(reporter))
    return log


def read_status(target: Target) -> tuple[RunStatus, ...]:
    """The runs of the table, or of all tables of the schema when none is named."""
    shard = connect_shard(target)
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        runs = read_runs(connection, target.schema, target.table)
        return tuple(status_of(connection, shard, run, runs) for run in runs if target.run in ("", run.id))


def target_of_run(target: Target, run: str) -> Target:
    """The target with the table that this run of the schema is about. Raises WrongPhase where there is no such run."""
    shard = connect_shard(target)
    with shard.open_primary() as connection:
        record = next((each for each in read_runs(connection, shard.schema) if each.id == run), None)
    if record is None:
        raise WrongPhase(
            f"the schema {shard.schema} has no run {run}, and there is no plan file of that name",
            remedy="Call 'online-alter status' to see all runs.",
        )
    return replace(target, schema=shard.schema, table=record.table_name, run=run)


def set_paused(target: Target, paused: bool) -> RunStatus:
    """Ask the table's open run to pause, or to go on. Raises WrongPhase when there is none."""
    return _tell_run(target, lambda journal, _: journal.pause(paused))


def change_settings(target: Target, changes: Mapping[str, object], run: str = "") -> RunStatus:
    """Let the table's open run, or the one of this id, go by other settings from its next chunk on.

    Raises WrongPhase when there is none, UsageFault where a setting can't be changed while a run is at work.
    """

    def change(journal: Journal, _: str) -> None:
        more = more_workers(journal.record(), changes)
        if more > 0:
            journal.ask(lambda c: see_that_more_fit(c, more))
        journal.change(lambda text: merged_changes(text, changes))

    return _tell_run(target, change, run)


def stop_process(target: Target, waits: Waits, longest: float) -> RunStatus:
    """Ask the process at work on the table's open run to end where the run can go on, and wait until it has.

    Raises WrongPhase when no process attached, Blocked when it hasn't ended after ``longest`` seconds.
    """

    def stop(journal: Journal, schema: str) -> None:
        await_end(journal, schema, order_stop(journal, schema), waits, longest)

    return _tell_run(target, stop)


def _tell_run(target: Target, tell: Callable[[Journal, str], None], run_id: str = "") -> RunStatus:
    shard = connect_shard(target)
    target = shard.spelled(target)
    with shard.open_primary() as connection:
        runs = [run for run in read_runs(connection, target.schema, target.table) if not run.state.ended]
        bring_up_to_date(connection, target.schema)
        run_id = run_id or target.run
        found = [run for run in runs if not run_id or run.id == run_id]
        if not found:
            what = (
                f"the schema {target.schema} has no run {run_id}" if run_id else f"{target.schema}.{target.table} has no run"
            )
            raise WrongPhase(f"{what} under way", remedy="Call 'online-alter status' to see all.")
        told = at_work(found)
        journal = Journal(shard.reconnecting(), target.schema, told.id)
        try:
            tell(journal, target.schema)
            return status_of(connection, shard, journal.record(), runs)
        finally:
            journal.close()


def _not_wanted(phase: Phase, table: str) -> Interrupted:
    if phase is Phase.ROLLBACK:
        return Interrupted(
            "not swapped back: the question was answered with no",
            remedy=f"{table} keeps the new definition, and both tables every write. When ready: "
            f"online-alter rollback --table {table}",
        )
    return Interrupted(
        "not swapped: the question was answered with no",
        remedy=f"The verified copy stays in sync. When ready: online-alter cutover --table {table}",
    )


def is_open_to_abort(run: OwnedRun) -> bool:
    """Whether the run is still before its swap."""
    return run.standing() in STEPS[Phase.ABORT].begins


def _end_what_was_taken_back(run: OwnedRun, first: RunRecord) -> None:
    """The table has its old definition back, by the run that is cleaned up now: the first one is over, and before this."""
    if is_over(Phase.CLEANUP, run.standing(), run.target.table):
        return
    ended = replace(run, journal=run.journal.of(first.id), begun_with=None, takes_back=None)
    phase = Phase.ABORT if is_open_to_abort(ended) else Phase.CLEANUP
    ended.journal.enter(STEPS[phase].during)
    DIRECT_PHASES[phase].run(ended.for_phase(phase))
    ended.journal.enter(STEPS[phase].ends)


@contextmanager
def _attended(run: PhaseContext, phase: Phase, stopwatch: Stopwatch, *, direct: bool) -> Iterator[None]:
    """What goes on beside the work of a phase."""
    watched = definer_watched(run) if not direct and phase in WITH_TRIGGERS else nullcontext()
    with watched, measuring(run, phase, stopwatch):
        yield


def _enter(run: OwnedRun, phase: Phase, *, again: bool) -> None:
    """One bracket for every phase: its guards are asked before the journal is told, and what it is about to do, what came of
    it and how long it took are always recorded. ``again`` where the phase was asked for by itself.
    """
    run.stop.check()
    if phase is Phase.CLEANUP and run.is_rolled_back():
        phase = Phase.ABORT  # the old definition is in front again: only the shadow is left to take away
    step, began = STEPS[phase], time.monotonic()
    if is_over(phase, run.standing(), run.target.table, again=again):
        run.reporter.report(PhaseEnded(phase, 0.0, "nothing-to-do"))
        return
    if phase in _ASKED and not run.choices.confirm(lambda: swap_outlook(run, phase)):
        raise _not_wanted(phase, run.target.table)
    run.reporter.report(PhaseBegan(phase))
    try:
        prepared = run.for_phase(phase)
        direct = run.journal.record().method in DIRECT and phase is not Phase.PREPARE
        work = (DIRECT_PHASES if direct else PHASES)[phase]
        work.check(prepared)
        run.journal.enter(step.during)
        try:
            with _attended(prepared, phase, run.stopwatch, direct=direct):
                work.run(prepared)
        except Refused:
            if phase is Phase.PREPARE:  # no row is copied yet: nothing is left of a run that can't be
                drop_all(prepared)
                run.journal.enter(State.ABORTED)
            raise
        if phase is Phase.ROLLBACK:
            run.journal.intend(ROLLED_BACK, prepared.resolved.names.retired)
        run.journal.enter(step.ends)
    except CopyNeeded:
        run.reporter.report(PhaseEnded(phase, time.monotonic() - began, "by-a-copy"))
        raise
    except OnlineAlterError as error:
        if not isinstance(error, Interrupted):
            run.note_failure(error)
        run.reporter.report(PhaseEnded(phase, time.monotonic() - began, error.reference))
        raise
    run.reporter.report(PhaseEnded(phase, time.monotonic() - began, "done"))
