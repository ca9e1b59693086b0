"""Taking a table's run up: owning it, finding or beginning its record, and giving each phase what it needs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from onlinealter.engine.guard import check_but_keys
from onlinealter.engine.instant import INSTANT
from onlinealter.engine.journal import Journal, RunRecord, begin_run, read_runs, restore_journal
from onlinealter.engine.live import settings_of, written_changes
from onlinealter.engine.ownership import end_remains, take_ownership
from onlinealter.engine.run import Run
from onlinealter.engine.search import Extent
from onlinealter.engine.shard import Shard, check_server, reach
from onlinealter.engine.status import status_of
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.survey import survey, tell_findings
from onlinealter.engine.target import Choices, Target
from onlinealter.engine.transitions import FOLLOWING, STEPS
from onlinealter.model.errors import ConnectionLost, OnlineAlterError, ServerError, UsageFault, WrongPhase
from onlinealter.model.events import Notice, RunClosed, RunOpened
from onlinealter.model.plan import Plan
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase, State
from onlinealter.model.status import RunStatus
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.door import Door, DoorLimits
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.planning.draft import Draft, bare_draft, known_keys, map_columns
from onlinealter.swapping.evidence import Side, which_side
from onlinealter.tables.copy_key import choose_key
from onlinealter.tables.existing_triggers import existing_triggers
from onlinealter.tables.facts import estimated_rows, read_table
from onlinealter.tables.names import Names

_TAKING_AWAY = (Phase.ABORT, Phase.CLEANUP)
# These need no more than what travelled with the tables; a server that has taken another's place has it all.
_ANYWHERE = (*_TAKING_AWAY, Phase.ROLLBACK)


@dataclass(frozen=True)
class Opened:
    """A run that this process owns."""

    shard: Shard
    target: Target
    journal: Journal
    door: Door
    reporter: Reporter
    stop: StopFlag
    choices: Choices

    def for_phase(self, phase: Phase) -> Run:
        """What the phase works with, read from the tables as they are now."""
        record = self.journal.record()
        if phase not in _ANYWHERE:
            self.journal.ask(lambda c: check_server(c, record.server_identity))
        draft = self.journal.ask(lambda c: _draft(c, self.shard, self.target, record, phase))
        return Run(draft, self.shard, self.journal, self.door, self.reporter, self.stop, self.choices)

    def status(self) -> RunStatus:
        """Where the run stands."""
        record = self.journal.record()
        return self.journal.ask(lambda c: status_of(c, self.shard, record))

    def note_failure(self, error: OnlineAlterError) -> None:
        """Keep why a phase stopped."""
        try:
            self.journal.fail(error.message)
        except OnlineAlterError:
            return  # the journal can't be reached either; the first error is the one to show


@contextmanager
def opened(
    target: Target, phases: Sequence[Phase], reporter: Reporter, stop: StopFlag, choices: Choices
) -> Iterator[Opened | None]:
    """Own the table's run and take it up, or begin one; gives None when there is nothing to do."""
    began = time.monotonic()
    shard = reach(target, stop)
    owner = SteadyConnection(lambda: _own(shard, target, stop))
    try:
        record, resumed = owner.insist(lambda c: _find_or_begin(c, shard, target, phases, reporter))
        if record is None:
            yield None
            return
        shard = replace(shard, tag=record.id)
        taking_away = all(phase in _TAKING_AWAY for phase in phases)
        owner.insist(lambda c: restore_journal(c, target.schema, record.id, taking_away=taking_away))
        owner.insist(lambda c: end_remains(c, record.id))
        journal = Journal(owner, target.schema, record.id)
        journal.own()
        settings = settings_of(target, record)
        grace = settings.kill_grace if settings.kill_blockers else None
        limits = DoorLimits(settings.lock_wait, settings.patience, grace)
        door = Door(shard.open_primary, shard.server, target.schema, limits, reporter, stop.sleep)
        run = Opened(shard, target, journal, door, reporter, stop, choices)
        reporter.report(RunOpened(record.id, f"{target.schema}.{target.table}", str(shard.server), record.state, resumed))
        if changed := written_changes(record.changes):
            reporter.report(Notice(f"set while the run was at work, and still so: {', '.join(changed)}"))
        try:
            yield run
        finally:
            _let_go(run, began)
    finally:
        owner.close()


def _own(shard: Shard, target: Target, stop: StopFlag) -> Connection:
    connection = shard.open_primary()
    runs = read_runs(connection, target.schema, target.table)
    take_ownership(connection, target.schema, target.table, runs[-1] if runs else None, stop)
    return connection


def _find_or_begin(
    connection: Connection, shard: Shard, target: Target, phases: Sequence[Phase], reporter: Reporter
) -> tuple[RunRecord | None, bool]:
    runs = read_runs(connection, target.schema, target.table)
    open_runs = [run for run in runs if not run.state.ended]
    if open_runs:
        _compare_plans(open_runs[-1], target.plan)
        return open_runs[-1], True
    if Phase.PREPARE in phases:
        return _begin(connection, shard, target, reporter), False
    newest = runs[-1] if runs else None
    if newest is not None and any(newest.state is STEPS[phase].ends for phase in phases):
        reporter.report(Notice(f"nothing to do: run {newest.id} of {target.table} is {newest.state}"))
        return None, False
    raise WrongPhase(
        f"{target.schema}.{target.table} has no run under way", remedy="Begin with 'online-alter prepare' or 'run'."
    )


def _begin(connection: Connection, shard: Shard, target: Target, reporter: Reporter) -> RunRecord | None:
    found = survey(connection, shard, target, extent=Extent.PREPARE)
    draft = None if found.done_already else found.accepted()
    tell_findings(found, reporter)
    if draft is None:
        return None
    rows = estimated_rows(connection, target.schema, target.table)
    begin_run(connection, draft, rows)
    # By its id: after a clock that was set back an older run may seem to be the newest.
    return next(run for run in read_runs(connection, target.schema, target.table) if run.id == draft.names.run)


def _compare_plans(record: RunRecord, plan: Plan | None) -> None:
    if plan is not None and plan.change_digest != record.plan.change_digest:
        raise UsageFault(
            f"{record.table_name} has run {record.id} under way ({record.state}) with another change: "
            f"{'; '.join(record.plan.alter)}",
            remedy="Go on with that plan, or call 'online-alter abort' first.",
        )


def _draft(connection: Connection, shard: Shard, target: Target, record: RunRecord, phase: Phase) -> Draft:
    """The run's draft. Settings may have changed since it began; the change itself can't have."""
    plan = replace(record.plan, settings=settings_of(target, record))
    names = Names(record.id, record.table_name)
    instant = record.method == INSTANT and record.state is not State.PREPARING
    if instant or phase in _TAKING_AWAY:
        return bare_draft(plan, names, shard.server, target.schema)
    if record.state is State.PREPARING:
        return survey(connection, shard, replace(target, plan=plan), record.id).accepted()
    new = which_side(connection, target.schema, names) is Side.NEW
    original = read_table(connection, target.schema, names.retired if new else names.original)
    check_but_keys(original, record)
    shadow = read_table(connection, target.schema, names.original if new else names.shadow)
    original, shadow = replace(original, name=names.original), replace(shadow, name=names.shadow)
    forward, back = map_columns(plan, original, shadow)
    key = choose_key(original, shadow, forward)
    if key is None:
        raise WrongPhase(f"the tables of run {record.id} have no common key any more", remedy="Call 'online-alter abort'.")
    keys = known_keys(plan, names, (original, shadow), (record.original_definition, record.new_definition))
    triggers = existing_triggers(connection, target.schema, names.original, names.prefix)
    return Draft(plan, names, shard.server, original, shadow, forward, back, key, keys, triggers, record.children)


def _let_go(run: Opened, began: float) -> None:
    run.door.close()
    try:
        run.journal.disown()
        record = run.journal.record()
    except (ConnectionLost, ServerError, OnlineAlterError):
        return  # the server is gone; the lock lapses with the connection
    following = FOLLOWING[record.state]
    seconds = time.monotonic() - began
    run.reporter.report(
        RunClosed(record.id, record.state, seconds, record.copied_rows, f"online-alter {following}" if following else "")
    )
