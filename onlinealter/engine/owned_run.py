"""Taking a table's run up: owning it, finding or beginning its record, and giving each phase what it needs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from onlinealter.engine.attendant import attended
from onlinealter.engine.copied_rollback import (
    at_work,
    following_back,
    for_the_way_back,
    phases_back,
    see_that_it_stands,
    taken_back_by,
)
from onlinealter.engine.direct import DIRECT, INSTANT
from onlinealter.engine.event_file import EventFile
from onlinealter.engine.guard import ABORT, NO_ROLLBACK, check_but_keys
from onlinealter.engine.journal import Journal, RunRecord, begin_run, is_marked, note_done, read_runs, restore_journal
from onlinealter.engine.journal_versions import bring_up_to_date
from onlinealter.engine.known_plans import forget_plan, remember_definition, remember_plan
from onlinealter.engine.live import settings_before, settings_of, written_changes
from onlinealter.engine.measuring import Stopwatch
from onlinealter.engine.ownership import end_remains, take_ownership
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.preflight import plan_of, preflight, tell_findings
from onlinealter.engine.row_search import note_searched
from onlinealter.engine.search import Extent
from onlinealter.engine.shard import Shard, check_server, connect_shard
from onlinealter.engine.standing import ROLLED_BACK, following_of, is_rolled_back, standing_of
from onlinealter.engine.status import status_of
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.engine.transitions import STEPS, next_command
from onlinealter.engine.trust import see_that_keys_are_theirs, with_trusted_plan
from onlinealter.model.errors import Changed, ConnectionLost, OnlineAlterError, ServerError, UsageFault, WrongPhase
from onlinealter.model.event_log import EventLog
from onlinealter.model.events import Notice, RunClosed, RunOpened
from onlinealter.model.plan import Plan
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase, State
from onlinealter.model.status import RunStatus
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.ddl import DdlRunner
from onlinealter.mysql.ddl_limits import DdlLimits
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.mysql.waits import Waits
from onlinealter.planning.resolved_plan import ResolvedPlan, known_keys, map_columns, resolve_names_only
from onlinealter.swapping.which_table import Side, which_side
from onlinealter.tables.definition import take_apart
from onlinealter.tables.existing_triggers import existing_triggers
from onlinealter.tables.facts import estimated_rows, read_definition, read_table
from onlinealter.tables.key_choice import choose_key
from onlinealter.tables.names import Names, run_id

_NEW = 5.0  # seconds for which a preflight is not repeated: one that scans a large table takes longer
_TAKING_AWAY = (Phase.ABORT, Phase.CLEANUP)
# These need no more than what travelled with the tables; a server that has taken another's place has it all.
_ANYWHERE = (*_TAKING_AWAY, Phase.ROLLBACK)


@dataclass(frozen=True)
class OwnedRun:
    """A run that this process owns. ``begun_with`` is the resolved plan that it has just been begun with: its prepare makes
    this, and looks afterwards whether the table is still as it was then. ``takes_back`` is the run whose rollback it is.
    """

    shard: Shard
    target: Target
    journal: Journal
    ddl: DdlRunner
    reporter: Reporter
    stop: StopFlag
    choices: Choices
    begun_with: ResolvedPlan | None = None
    takes_back: RunRecord | None = None
    stopwatch: Stopwatch = field(default_factory=Stopwatch)

    def for_phase(self, phase: Phase) -> PhaseContext:
        """What the phase works with, read from the tables as they are now."""
        record = self.journal.record()
        if phase not in _ANYWHERE:
            self.journal.ask(lambda c: check_server(c, record.server_identity))
        if phase is Phase.PREPARE and self.begun_with is not None:
            return self._with(self.begun_with)
        try:
            resolved = self.journal.ask(lambda c: _resolved(c, self.shard, self.target, record, phase))
        except Changed:
            if self.standing() is State.SWAPPING:  # nothing but a cleanup is left, which drops none of the two tables then
                self.journal.disclaim()
                self.journal.enter(State.SWAPPED)
            raise
        return self._with(resolved)

    def _with(self, resolved: ResolvedPlan) -> PhaseContext:
        given = (self.shard, self.journal, self.ddl, self.reporter, self.stop, self.choices)
        return PhaseContext(resolved, *given, None if self.takes_back else self.target.queries)

    def standing(self) -> State:
        """The state by which commands are chosen, asked from the journal and from the tables now."""
        record = self.journal.record()
        return self.journal.ask(lambda c: standing_of(c, self.target.schema, record))

    def is_rolled_back(self) -> bool:
        """Whether the run was swapped and rolled back, so that cleanup ends it."""
        record = self.journal.record()
        return self.journal.ask(lambda c: is_rolled_back(c, self.target.schema, record))

    def status(self) -> RunStatus:
        record = self.journal.record()
        others = (self.takes_back, record) if self.takes_back else ()
        return self.journal.ask(lambda c: status_of(c, self.shard, record, others))

    def note_failure(self, error: OnlineAlterError) -> None:
        """Keep why a phase stopped."""
        try:
            self.journal.fail(error.message)
        except OnlineAlterError:
            return  # the journal can't be reached either; the first error is the one to show


@contextmanager
def own_run(
    target: Target, phases: Sequence[Phase], log: EventLog, stop: StopFlag, choices: Choices
) -> Iterator[OwnedRun | None]:
    """Own the table's run and take it up, or begin one; gives None when there is nothing to do. ``log`` gets its events."""
    reporter: Reporter = log
    began, stopwatch = time.monotonic(), Stopwatch(target.expected)
    log.listen(stopwatch)
    waits = Waits(reporter, stop.sleep)
    reporter = waits
    shard = connect_shard(target, waits)
    target = shard.spelled(target)
    owner = ReconnectingConnection(lambda: _own(shard, target), waits, settings_before(target).lock_timeout, shard.holders)
    try:
        taken = owner.retry(lambda c: _find_or_begin(c, shard, target, phases, reporter, choices))
        if taken is None:
            yield None
            return
        record, takes_back = taken.record, taken.takes_back
        if takes_back:
            target, phases = for_the_way_back(target, takes_back), phases_back(phases)
        settings = settings_of(target, record)
        shard = replace(shard, tag=record.id, lock_patience=settings.lock_timeout)
        taking_away = all(phase in _TAKING_AWAY for phase in phases)
        target = with_trusted_plan(shard, target, record, choices, phases)
        owner.retry(lambda c: restore_journal(c, target.schema, record.id, taking_away=taking_away))
        owner.retry(lambda c: end_remains(c, record.id, waits))
        journal = Journal(owner, target.schema, record.id)
        journal.own()
        grace = settings.kill_grace if settings.kill_blockers else None
        limits = DdlLimits(settings.lock_wait, settings.lock_timeout, grace)
        ddl = DdlRunner(shard.open_primary, shard.server, target.schema, limits, reporter, stop.sleep)
        run = OwnedRun(
            shard,
            target,
            journal,
            ddl,
            reporter,
            stop,
            choices,
            taken.begun_with if time.monotonic() - began < _NEW else None,
            takes_back,
            stopwatch,
        )
        EventFile(log, shard.server.identity, target.schema, record.id)
        reporter.report(
            RunOpened(record.id, f"{target.schema}.{target.table}", str(shard.server), record.state, taken.resumed)
        )
        if changed := written_changes(record.changes):
            reporter.report(Notice(f"set while the run was at work, and still so: {', '.join(changed)}"))
        try:
            with attended(shard, record.id, stop):
                yield run
        finally:
            _let_go(run, began)
    finally:
        owner.close()


def _own(shard: Shard, target: Target) -> Connection:
    connection = shard.open_primary()
    runs = read_runs(connection, target.schema, target.table)
    take_ownership(connection, target.schema, target.table, runs[-1] if runs else None, shard.waits)
    return connection


@dataclass(frozen=True)
class _Taken:
    """The run's record, the resolved plan that it was begun with just now, and the run that it takes back."""

    record: RunRecord
    begun_with: ResolvedPlan | None = None
    takes_back: RunRecord | None = None
    resumed: bool = False


def _find_or_begin(
    connection: Connection, shard: Shard, target: Target, phases: Sequence[Phase], reporter: Reporter, choices: Choices
) -> _Taken | None:
    """None where there is nothing to do."""
    bring_up_to_date(connection, target.schema)
    runs = read_runs(connection, target.schema, target.table)
    open_runs = [run for run in runs if not run.state.ended]
    if target.run:
        _see_that_it_is_meant(target, open_runs or runs[-1:])
    if choices.takes_back:
        alone = len(open_runs) == 1
        now = read_table(connection, target.schema, target.table) if alone else None
        see_that_it_stands(open_runs, choices.takes_back, now)
        if alone:
            begun = _begin(connection, shard, target, reporter, once=False)
            return replace(begun, takes_back=open_runs[0]) if begun else None
    if open_runs:
        _compare_plans(connection, target, open_runs)
        record = at_work(open_runs)
        return _Taken(record, takes_back=taken_back_by(open_runs, record), resumed=True)
    if Phase.PREPARE in phases:
        if choices.once and (over := _run_to_its_end(runs, plan_of(target))):
            reporter.report(Notice(f"nothing to do: run {over.id} has made this change"))
            return None
        return _begin(connection, shard, target, reporter, once=choices.once)
    newest = runs[-1] if runs else None
    if newest is not None and _is_what_these_lead_to(connection, target.schema, newest, phases):
        reporter.report(Notice(f"nothing to do: run {newest.id} of {target.table} is {newest.state}"))
        return None
    raise WrongPhase(
        f"{target.schema}.{target.table} has no run under way", remedy=next_command(State.ABORTED, target.table)
    )


def _see_that_it_is_meant(target: Target, current: Sequence[RunRecord]) -> None:
    """A command that names a run by its id isn't for the table's next one."""
    if target.run not in [run.id for run in current]:
        now = f"; run {current[-1].id} has come since" if current else ""
        raise WrongPhase(f"run {target.run} of {target.table} is over{now}", remedy="Call 'online-alter status' to see all.")


def _is_what_these_lead_to(connection: Connection, schema: str, run: RunRecord, phases: Sequence[Phase]) -> bool:
    """Whether a run that is over ended as these phases would have ended it."""
    if any(run.state is STEPS[phase].ends for phase in phases):
        return True
    return run.state is State.ABORTED and Phase.CLEANUP in phases and is_marked(connection, schema, run.id, ROLLED_BACK)


def _run_to_its_end(runs: Sequence[RunRecord], plan: Plan) -> RunRecord | None:
    """The run that this plan had under its name, and that is over."""
    same = [run for run in runs if run.plan_name == plan.name and run.plan.change_digest == plan.change_digest]
    return next((run for run in same if run.state is State.DONE), None)


def _begin(connection: Connection, shard: Shard, target: Target, reporter: Reporter, *, once: bool) -> _Taken | None:
    found = preflight(connection, shard, target, extent=Extent.PREPARE)
    resolved = None if found.done_already else found.accepted()
    tell_findings(found, reporter)
    if resolved is None:
        if once:
            plan, runs = plan_of(target), read_runs(connection, target.schema, target.table)
            run = run_id(target.schema, target.table, plan.change_digest, len(runs))
            note_done(connection, target.schema, shard.server.identity, run, plan)
        return None
    rows = estimated_rows(connection, target.schema, target.table)
    begin_run(connection, resolved, rows)
    if found.searched:
        note_searched(connection, resolved)
    place = (resolved.server.identity, target.schema, resolved.names.run)
    remember_plan(*place, resolved.plan.as_json())
    remember_definition(*place, resolved.original.definition)
    # By its id: after a clock that was set back an older run may seem to be the newest.
    record = next(run for run in read_runs(connection, target.schema, target.table) if run.id == resolved.names.run)
    return _Taken(record, resolved)


def _compare_plans(connection: Connection, target: Target, open_runs: Sequence[RunRecord]) -> None:
    """Another change has to wait for the end of this one: which command that is depends on where it stands."""
    if target.plan is None or any(target.plan.change_digest == run.plan.change_digest for run in open_runs):
        return
    record = at_work(open_runs)
    state = standing_of(connection, target.schema, record)
    table = record.table_name
    end = "" if state not in STEPS[Phase.ABORT].begins else f"\nTo give it up: online-alter abort --table {table}"
    raise UsageFault(
        f"run {record.id} of {table} is {state} with another change: {'; '.join(record.plan.alter)}",
        remedy=f"End it before a new one begins. {next_command(state, table)}{end}",
    )


def _resolved(connection: Connection, shard: Shard, target: Target, record: RunRecord, phase: Phase) -> ResolvedPlan:
    """The run's resolved plan. Settings may have changed since it began; the change itself can't have."""
    plan = replace(plan_of(target), settings=settings_of(target, record))
    names = Names(record.id, record.table_name)
    preparing = record.state is State.PREPARING
    if record.method in DIRECT and not preparing and phase is Phase.CUTOVER:
        now = take_apart(read_definition(connection, target.schema, record.table_name))
        preparing = record.method != INSTANT and now == take_apart(record.original_definition)
    if phase in _TAKING_AWAY or (record.method in DIRECT and not preparing):
        return resolve_names_only(plan, names, shard.server, target.schema)
    if preparing:
        found = preflight(connection, shard, replace(target, plan=plan), record.id)
        if found.done_already and record.state is not State.PREPARING:  # a counter alone, and the process died behind it
            return resolve_names_only(plan, names, shard.server, target.schema)
        return found.accepted()
    new = which_side(connection, target.schema, names) is Side.NEW
    original = read_table(connection, target.schema, names.retired if new else names.original)
    check_but_keys(original, record, NO_ROLLBACK if new else ABORT)
    shadow = read_table(connection, target.schema, names.original if new else names.shadow)
    original, shadow = replace(original, name=names.original), replace(shadow, name=names.shadow)
    forward, back = map_columns(plan, original, shadow)
    key = choose_key(original, shadow, forward)
    if key is None:
        raise WrongPhase(f"the tables of run {record.id} have no common key any more", remedy="Call 'online-alter abort'.")
    keys = known_keys(plan, names, (original, shadow), (record.original_definition, record.new_definition))
    see_that_keys_are_theirs(shard, record, plan, (original, shadow), keys)
    triggers = existing_triggers(connection, target.schema, names.original, names.prefix)
    return ResolvedPlan(plan, names, shard.server, original, shadow, forward, back, key, keys, triggers, record.children)


def _let_go(run: OwnedRun, began: float) -> None:
    run.ddl.close()
    try:
        run.journal.disown()
        record = run.journal.record()
    except (ConnectionLost, ServerError, OnlineAlterError):
        return  # the server is gone; the lock lapses with the connection
    if record.state.ended:
        forget_plan(run.shard.server.identity, run.target.schema, record.id)
    following = run.journal.ask(lambda c: following_of(c, run.target.schema, record))
    following = following_back(run.standing()) if run.takes_back else following
    seconds = time.monotonic() - began
    run.reporter.report(
        RunClosed(record.id, record.state, seconds, record.copied_rows, f"online-alter {following}" if following else "")
    )
