"""When this ends, the empty shadow stands and every write to the original reaches it."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.engine.index_build import deferred_indexes
from onlinealter.engine.instant import try_instant
from onlinealter.engine.keys import settle
from onlinealter.engine.making import make_table, make_triggers, unmake_all
from onlinealter.engine.run import Run
from onlinealter.model.errors import Changed, Refused, ServerError
from onlinealter.planning import statements
from onlinealter.planning.draft import Draft
from onlinealter.planning.keys import shadow_alters
from onlinealter.sql.statement import Statement
from onlinealter.tables.facts import TableFacts, read_table
from onlinealter.tables.foreign_keys import keys_in, renamed
from onlinealter.tables.identity import table_id


def prepare(run: Run) -> None:
    """Make the shadow and the triggers. A half-made one is taken away first: there are no rows in it yet."""
    unmake_all(run)
    if try_instant(run):
        return
    draft, names = run.draft, run.draft.names
    make_table(run, names.shadow, statements.create_shadow(draft.schema, names.original, names.shadow))
    settle(run, names.shadow, draft.keys.all_on_shadow())
    for statement in shadow_alters(draft):
        _try_alter(run, statement)
    altered = run.journal.ask(lambda c: read_table(c, draft.schema, names.shadow))
    _compare_with_preview(draft, altered)
    new_definition = _under_own_names(draft, altered)
    settle(run, names.shadow, replace(draft.keys, new=keys_in(new_definition)).of_new(in_front=False))
    shadow = run.journal.ask(lambda c: read_table(c, draft.schema, names.shadow))
    rows, replicas = run.journal.record().estimated_rows, len(run.shard.replicas)
    deferred = deferred_indexes(draft, shadow, rows=rows, replicas=replicas)
    run.journal.defer(deferred)
    if deferred:
        _alter_shadow(run, statements.drop_indexes(draft.schema, names.shadow, deferred))
    make_triggers(run, draft.forward_triggers())
    original = run.journal.ask(lambda c: read_table(c, draft.schema, names.original))
    if original.definition != draft.original.definition:
        raise Changed(
            f"somebody altered {draft.schema}.{names.original} while the run was being prepared",
            remedy="Call the same command again; it looks at the table anew.",
        )
    run.journal.identify(
        original_id=_table_id(run, names.original),
        shadow_id=_table_id(run, names.shadow),
        original_definition=original.definition,
        new_definition=new_definition,
    )


def _compare_with_preview(draft: Draft, shadow: TableFacts) -> None:
    """What was checked and shown has to be what was made."""
    if [column.shape for column in shadow.columns] != [column.shape for column in draft.shadow.columns]:
        raise Changed(
            f"the shadow's columns are not those that the checks saw of {draft.names.original}",
            remedy="Somebody altered the table meanwhile; call the same command again.",
        )


def _under_own_names(draft: Draft, shadow: TableFacts) -> str:
    """The new definition, with the names that the shadow's foreign keys have in the end."""
    return renamed(shadow.definition, {draft.keys.stand_in(key): key.name for key in draft.keys.old if not key.generated})


def _table_id(run: Run, table: str) -> str:
    return run.journal.ask(lambda c: table_id(c, run.shard.server, run.draft.schema, table))


def _try_alter(run: Run, statement: Statement) -> None:
    """One of the plan's ALTERs. What the preview could not try, such as partitions, the server may still refuse here."""
    try:
        _alter_shadow(run, statement)
    except ServerError as error:
        unmake_all(run)
        raise Refused(
            f"the server refuses the ALTER on the empty shadow (error {error.number}): {error.text}",
            remedy=f"Call 'online-alter abort', and mend the clauses: {'; '.join(run.draft.plan.alter)}",
        ) from error


def _alter_shadow(run: Run, statement: Statement) -> None:
    """Change the empty shadow once: after a lost connection its definition tells whether that was done."""

    def definition() -> str:
        return run.journal.ask(lambda c: read_table(c, run.draft.schema, run.draft.names.shadow)).definition

    before = definition()
    run.door.run(statement, lambda: definition() != before)
