"""The phases of a change that the server makes by itself: the cutover is the ALTER, the rollback its inverse.

Whether it is made is asked of the table's definition each time, so that the same command continues after any interruption.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from onlinealter.engine.direct import INSTANT
from onlinealter.engine.direct_rollback import WayBack, check_rows, way_back
from onlinealter.engine.index_build import Writes, build_again
from onlinealter.engine.ledger import drop_empty_table
from onlinealter.engine.phase_context import PhaseContext, Work, nothing
from onlinealter.engine.phases.cleanup import abort, clean_up
from onlinealter.engine.trial import Tried, try_forward
from onlinealter.engine.window import wait_for_window
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Blocked, Changed, Refused, ServerError
from onlinealter.model.events import IndexesBuilding, Notice
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.waiting import keep_more_while_building
from onlinealter.planning import statements
from onlinealter.planning.nothing import counts_on
from onlinealter.planning.resolved_plan import as_one_alter, clauses_of
from onlinealter.planning.strategies import Way
from onlinealter.sql.statement import Statement
from onlinealter.tables.alter_clause import inverse
from onlinealter.tables.definition import take_apart
from onlinealter.tables.facts import TableFacts, read_definition, read_table, table_exists
from onlinealter.tables.identity import id_of, is_empty, table_id, while_it_is


def _see_that_it_is_so(run: PhaseContext) -> None:
    """The journal's word that nothing is copied isn't enough: what the plan computes or leaves out would be skipped.

    Raises Changed where the run has a shadow with rows, or the plan can't be a change of this kind.
    """
    plan, names, schema = run.resolved.plan, run.resolved.names, run.resolved.schema
    old = run.journal.record().method == INSTANT
    simple = len(plan.alter) == 1 and inverse(clauses_of(plan)[0])
    possible = not plan.columns and not plan.where and (not old or simple)
    kept = old or run.journal.ask(lambda c: table_exists(c, schema, names.retired))
    tried_on = run.journal.ask(lambda c: table_exists(c, schema, names.shadow))
    if not possible or not kept or (tried_on and not _is_left_from_trial(run)):
        raise Changed(
            f"the journal says that run {run.id} copies no rows, but its plan or its tables say that it does",
            remedy=f"Somebody changed the journal or dropped {names.retired}. Give the run up: "
            f"online-alter abort --table {names.original} (after the cutover: cleanup)",
        )


def _is_left_from_trial(run: PhaseContext) -> bool:
    """Whether a table under the shadow's name is what a killed process had tried the change on."""
    schema, copy = run.resolved.schema, run.resolved.names.shadow
    if run.journal.ask(lambda c: is_empty(c, schema, copy)):
        drop_empty_table(run, copy)
    return not run.journal.ask(lambda c: table_exists(c, schema, copy))


@dataclass(frozen=True)
class _Change:
    """One direction: the plan whose ALTER it is, how it was tried, and whether the table is so already."""

    alter: str
    tried: Tried
    before: Callable[[], bool]
    made: Callable[[], bool]
    identity: str


def _change(run: PhaseContext) -> None:
    record, resolved = run.journal.record(), run.resolved
    if record.method == INSTANT:
        wait_for_window(run)
        _alter_at_once(run, as_one_alter(resolved.plan), before=record.original_definition, after=record.new_definition)
        return
    after, before = take_apart(record.new_definition), take_apart(record.original_definition)

    def made() -> bool:
        now = _live(run)
        return take_apart(now.definition) == after and run.journal.ask(lambda c: counts_on(c, resolved.plan, now))

    if made():
        return
    if not resolved.original.create_statement:
        raise _altered(run)
    tried = try_forward(run)
    if tried.way.value != record.method:
        raise Refused(
            f"the server makes this change by {tried.way} now, and it was {record.method} when the run was prepared",
            remedy="Call 'online-alter abort', and start again.",
        )
    wait_for_window(run)
    change = _Change(
        as_one_alter(resolved.plan), tried, lambda: take_apart(_live(run).definition) == before, made, record.original_id
    )
    _alter(run, change)


def _check_rollback(run: PhaseContext) -> None:
    _see_that_it_is_so(run)
    if run.journal.record().method == INSTANT:
        return
    back = way_back(run)
    if back.is_made():
        return
    back.without_copy(run)  # a run that copies looks at the rows itself
    check_rows(run, back)


def _change_back(run: PhaseContext) -> None:
    record = run.journal.record()
    if record.method == INSTANT:
        alter = inverse(clauses_of(run.resolved.plan)[0])
        _alter_at_once(run, alter, before=record.new_definition, after=record.original_definition)
        return
    back = way_back(run)
    if not back.is_made():
        _alter(run, _back_change(run, back))


def _back_change(run: PhaseContext, back: WayBack) -> _Change:
    plan = Plan(run.resolved.names.original, (back.alter,))
    new = take_apart(run.journal.record().new_definition)

    def made() -> bool:
        now = _live(run)
        return back.is_old(now) and run.journal.ask(lambda c: counts_on(c, plan, now))

    identity = run.journal.ask(lambda c: id_of(c, run.shard.server, run.resolved.schema, run.resolved.names.original))
    return _Change(back.alter, back.without_copy(run), lambda: take_apart(_live(run).definition) == new, made, identity)


def _alter(run: PhaseContext, change: _Change) -> None:
    """Run the ALTER on the table itself, while it is the one that was looked at."""
    schema, live = run.resolved.schema, run.resolved.names.original
    proof = while_it_is(run.shard.server, schema, live, change.identity)
    statement = statements.alter_by(schema, live, change.alter, change.tried.algorithm, proof)
    writes = Writes(run) if change.tried.way is Way.NATIVE else None

    def left() -> tuple[Statement, ...]:
        if change.made():
            return ()
        now = run.journal.ask(lambda c: table_id(c, run.shard.server, schema, live))
        if now != change.identity or not change.before():
            raise _altered(run)
        if writes is None:
            return (statement,)
        gently = writes.per_second() * _seconds(run) > HEURISTICS.most_writes
        return (statements.build_in_table(statement, run.shard.server, gently=gently),)

    if writes is not None:
        run.reporter.report(IndexesBuilding((change.alter,)))
    try:
        build_again(lambda: run.ddl.run_all(left), lambda: run.reporter.report(Notice("the server begins the build again")))
    except ServerError as error:
        raise _not_made(run, error) from error


def _seconds(run: PhaseContext) -> float:
    return run.journal.record().estimated_rows / HEURISTICS.indexed_rows_per_second


def _live(run: PhaseContext) -> TableFacts:
    return run.journal.ask(lambda c: read_table(c, run.resolved.schema, run.resolved.names.original))


def _altered(run: PhaseContext) -> Changed:
    return Changed(
        f"somebody altered, truncated or exchanged {run.resolved.names.original} during the run",
        remedy="Call 'online-alter abort', which leaves the table as it is now, and start again.",
    )


def _not_made(run: PhaseContext, error: ServerError) -> Blocked | Refused:
    if error.number == error_numbers.TOO_MUCH_WHILE_BUILDING:
        return Blocked(
            "more was written during the index build than the server keeps (innodb_online_alter_log_max_size)",
            remedy=run.journal.ask(keep_more_while_building),
        )
    return Refused(
        f"the server doesn't make the change by itself on the real table (error {error.number}: {error.text})",
        remedy=f"Call 'online-alter abort --table {run.resolved.names.original}' and run again with strategy = \"shadow\".",
    )


def _alter_at_once(run: PhaseContext, alter: str, *, before: str, after: str) -> None:
    """As an older tool had begun it: INSTANT both ways, with nothing kept."""
    statement = statements.alter_by(run.resolved.schema, run.resolved.names.original, alter, "INSTANT")

    def now() -> str:
        return run.journal.ask(lambda c: read_definition(c, run.resolved.schema, run.resolved.names.original))

    if now() not in (before, after):
        raise _altered(run)
    try:
        run.ddl.run(replace(statement, purpose="change the table at once"), lambda: now() == after)
    except ServerError as error:
        raise _not_made(run, error) from error


_WITHOUT_ROWS = Work(nothing, nothing)  # there are none to copy or compare

DIRECT_PHASES: dict[Phase, Work] = {
    Phase.EXECUTE: _WITHOUT_ROWS,
    Phase.VERIFY: _WITHOUT_ROWS,
    Phase.CUTOVER: Work(_see_that_it_is_so, _change),
    Phase.CLEANUP: Work(nothing, clean_up),
    Phase.ABORT: Work(nothing, abort),
    Phase.ROLLBACK: Work(_check_rollback, _change_back),
}
