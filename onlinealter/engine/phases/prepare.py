"""When this ends, the empty shadow stands and every write to the original reaches it."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.engine.direct import SHADOW, take_direct_way
from onlinealter.engine.foreign_keys import apply_foreign_keys
from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.index_build import Writes, deferred_indexes
from onlinealter.engine.ledger import create_table, create_triggers, drop_all
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.prepared_xa import wait_for_prepared_xa
from onlinealter.engine.row_search import search_all_rows
from onlinealter.model.errors import Changed, Refused, ServerError
from onlinealter.planning import statements
from onlinealter.planning.keys import shadow_alters
from onlinealter.planning.likeness import check_alike, create_shadow
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.sql.statement import Statement
from onlinealter.tables.facts import TableFacts, read_definition, read_table
from onlinealter.tables.foreign_keys import keys_in, renamed
from onlinealter.tables.identity import id_of, is_empty, while_it_is


def prepare(run: PhaseContext) -> None:
    """Scan the old rows, then make the shadow and the triggers. A half-made one is taken away first: there are no
    rows in it yet.
    """
    resolved, names, writes = run.resolved, run.resolved.names, Writes(run)
    search_all_rows(run)
    if left := drop_all(run):
        raise Changed(
            f"{', '.join(left)} is there in {resolved.schema}, and run {run.id} hasn't made it",
            remedy=f"Rename or drop it; then: online-alter prepare --table {names.original}",
        )
    original_id, definition = _table_id(run, names.original), resolved.original.definition
    run.journal.identify(original_id=original_id, shadow_id="", original_definition=definition, new_definition="")
    run.journal.take_method(SHADOW)  # a call that was interrupted may have come to another
    if take_direct_way(run):
        return
    create_table(run, names.shadow, create_shadow(resolved.original, names.shadow, mariadb=resolved.server.is_mariadb))
    check_alike(resolved.original, run.journal.ask(lambda c: read_table(c, resolved.schema, names.shadow)))
    apply_foreign_keys(run, names.shadow, resolved.keys.all_on_shadow())
    for statement in shadow_alters(resolved):
        _try_alter(run, statement)
    altered = run.journal.ask(lambda c: read_table(c, resolved.schema, names.shadow))
    _compare_with_preview(resolved, altered)
    new_definition = _under_own_names(resolved, altered)
    apply_foreign_keys(run, names.shadow, replace(resolved.keys, new=keys_in(new_definition)).of_new(in_front=False))
    shadow = run.journal.ask(lambda c: read_table(c, resolved.schema, names.shadow))
    rows, replicas = run.journal.record().estimated_rows, run.shard.replica_count
    deferred = deferred_indexes(resolved, shadow, rows=rows, replicas=replicas, writes=writes)
    run.journal.defer(deferred)
    if deferred:
        _alter_shadow(run, statements.drop_indexes(resolved.schema, names.shadow, deferred))
    # Known by its identity before the first row comes: what has rows is never dropped by its name alone.
    shadow_id = _id_of_shadow(run, original_id)
    run.journal.identify(
        original_id=original_id, shadow_id=shadow_id, original_definition=definition, new_definition=new_definition
    )
    wait_for_prepared_xa(run)
    create_triggers(run, resolved.forward_triggers())
    wait_for_prepared_xa(run)  # one whose client left just before has found no triggers
    now = run.journal.ask(lambda c: read_definition(c, resolved.schema, names.original))
    if now != resolved.original.definition:
        raise Changed(
            f"somebody altered {resolved.schema}.{names.original} while the run was being prepared",
            remedy="Run the same command again; it looks at the table again.",
        )
    record = run.journal.record()
    run.journal.ask(lambda c: check_unchanged(c, resolved, record))


def _compare_with_preview(resolved: ResolvedPlan, shadow: TableFacts) -> None:
    """What was checked and shown has to be what was made."""
    if [column.shape for column in shadow.columns] != [column.shape for column in resolved.shadow.columns]:
        raise Changed(
            f"the shadow's columns are not those that the checks saw of {resolved.names.original}",
            remedy="Somebody altered the table meanwhile; run the same command again.",
        )


def _under_own_names(resolved: ResolvedPlan, shadow: TableFacts) -> str:
    """The new definition, with the names that the shadow's foreign keys have in the end."""
    return renamed(
        shadow.definition, {resolved.keys.stand_in(key): key.name for key in resolved.keys.old if not key.generated}
    )


def _table_id(run: PhaseContext, table: str) -> str:
    return run.journal.ask(lambda c: id_of(c, run.shard.server, run.resolved.schema, table))


def _id_of_shadow(run: PhaseContext, original_id: str) -> str:
    """Somebody may have exchanged the names, or put another table there: the run's has no row yet."""
    names, schema = run.resolved.names, run.resolved.schema
    shadow_id = _table_id(run, names.shadow)
    empty = run.journal.ask(lambda c: is_empty(c, schema, names.shadow))
    if not empty or _table_id(run, names.shadow) != shadow_id or _table_id(run, names.original) != original_id:
        raise Changed(
            f"{schema}.{names.original} or {names.shadow} is not the table that it was when the run began: somebody "
            "truncated, rebuilt or exchanged it",
            remedy=f"See that {names.original} is the table that it should be; then run the same command again.",
        )
    return shadow_id


def _try_alter(run: PhaseContext, statement: Statement) -> None:
    """One of the plan's ALTERs. What the preview could not try, such as partitions, the server may still refuse here."""
    try:
        _alter_shadow(run, statement)
    except ServerError as error:
        raise Refused(
            f"the server refuses the ALTER on the empty shadow (error {error.number}): {error.text}",
            remedy=f"Nothing was changed. Change the clauses: {'; '.join(run.resolved.plan.alter)}",
        ) from error


def _alter_shadow(run: PhaseContext, statement: Statement) -> None:
    """Change the empty shadow once: after a lost connection its definition tells whether that was done."""

    def definition() -> str:
        return run.journal.ask(lambda c: read_definition(c, run.resolved.schema, run.resolved.names.shadow))

    before, schema, shadow = definition(), run.resolved.schema, run.resolved.names.shadow

    def left() -> list[Statement]:
        if definition() != before:
            return []
        now = _table_id(run, shadow)
        if now == run.journal.record().original_id:
            raise Changed(
                f"the name {shadow} leads to the original: somebody exchanged the names in {schema}",
                remedy=f"Give {run.resolved.names.original} its table back; then run the same command again.",
            )
        return [replace(statement, proof=while_it_is(run.shard.server, schema, shadow, now))]

    run.ddl.run_all(left)
