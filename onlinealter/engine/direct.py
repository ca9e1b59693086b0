"""Whether a run leaves the change to the server, and what it keeps for the way back.

An empty table like the original, under the old table's name, keeps the old definition until cleanup: the journal's text of
it may be another's, and nothing of the journal becomes a statement.
"""

from __future__ import annotations

from dataclasses import replace

from onlinealter.engine.index_build import Writes
from onlinealter.engine.ledger import create_table
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.trial import Trial, try_change
from onlinealter.model.errors import Refused
from onlinealter.model.events import Notice
from onlinealter.model.plan import Strategy
from onlinealter.planning import statements
from onlinealter.planning.forecast import forecast
from onlinealter.planning.likeness import check_alike, create_keeper
from onlinealter.planning.resolved_plan import clauses_of
from onlinealter.planning.strategies import Decision, Found, Surroundings, Way, decide, needs_copy
from onlinealter.planning.strategy_text import back_in_words, reason_in_words
from onlinealter.tables.activity import most_kept
from onlinealter.tables.facts import read_table
from onlinealter.tables.identity import id_of
from onlinealter.tables.table_options import counter_set

INSTANT, SHADOW = "instant", "shadow"
DIRECT = frozenset({INSTANT, Way.METADATA.value, Way.NATIVE.value})
"""What the journal calls the ways on which no row is copied; "instant" is an older tool's."""


def take_direct_way(run: PhaseContext) -> bool:
    """Try the change where the plan lets the server make it; when it is to, that is how the run will do it. Raises Refused
    where the plan asks for a way that can't be.
    """
    resolved, asked = run.resolved, run.resolved.plan.settings.strategy
    if asked is Strategy.SHADOW or (asked is Strategy.AUTO and needs_copy(resolved)):
        return False
    if never := needs_copy(resolved):
        raise _refused(asked, never)
    trial = try_change(run)
    expected = forecast(resolved)
    found = _with_names(trial.found, expected)
    decision = decide(resolved, found, _surroundings(run, trial))
    if decision.refused:
        raise _refused(asked, decision.refused)
    _tell(run, found, expected, decision)
    if decision.way is Way.SHADOW:
        record = run.journal.record()
        run.journal.identify(
            original_id=record.original_id, shadow_id="", original_definition=record.original_definition, new_definition=""
        )
        return False
    _keep_definition(run, trial, decision)
    return True


def _refused(asked: Strategy, why: str) -> Refused:
    return Refused(
        f'strategy = "{asked}" can\'t be: {why}',
        remedy='Nothing was changed. Say strategy = "auto", or change the clauses.',
    )


def _surroundings(run: PhaseContext, trial: Trial) -> Surroundings:
    rows, replicas = run.journal.record().estimated_rows, run.shard.replica_count
    if trial.found.way is not Way.NATIVE:
        return Surroundings(replicas, rows)
    return Surroundings(replicas, rows, Writes(run).per_second(), run.journal.ask(most_kept))


def _with_names(found: Found, expected: Found) -> Found:
    """The server says why it doesn't, but not which of the changes it is; a comparison of the definitions does."""
    if found.way is not expected.way or not expected.lacks:
        return found
    lacks = f"{expected.lacks} ({found.lacks})" if found.lacks else expected.lacks
    return replace(found, lacks=lacks, changes=found.changes or expected.changes)


def _tell(run: PhaseContext, found: Found, expected: Found, decision: Decision) -> None:
    """Say which way it is, and where it isn't the one that check would have told."""
    around = Surroundings(run.shard.replica_count, run.journal.record().estimated_rows)
    told = decide(run.resolved, expected, around).way
    if told is not decision.way:
        run.reporter.report(Notice(f"expected was {told}; tried on a copy it is {decision.way}"))
    if decision.way is not Way.SHADOW:
        run.reporter.report(
            Notice(f"{reason_in_words(found, decision)}; {back_in_words(found, run.resolved.plan.settings.rollback)}")
        )
    elif decision.why:
        run.reporter.report(Notice(f"rows are copied: {decision.why}"))


def _keep_definition(run: PhaseContext, trial: Trial, decision: Decision) -> None:
    """The method is written down first: by it the table without rows is known as one of ours."""
    resolved, names, record = run.resolved, run.resolved.names, run.journal.record()
    run.journal.take_method(decision.way.value)
    keeper = create_keeper(resolved.original, names.retired, mariadb=resolved.server.is_mariadb)
    create_table(run, names.retired, keeper)
    check_alike(resolved.original, run.journal.ask(lambda c: read_table(c, resolved.schema, names.retired)))
    count = resolved.original.auto_increment
    if counter_set(clauses_of(resolved.plan)) is not None and count is not None:
        sets = statements.set_auto_increment(resolved.schema, names.retired, count)
        run.journal.ask(lambda c: c.execute(sets.sql))
    run.journal.identify(
        original_id=record.original_id,
        shadow_id=run.journal.ask(lambda c: id_of(c, run.shard.server, resolved.schema, names.retired)),
        original_definition=resolved.original.definition,
        new_definition=trial.definition,
    )
