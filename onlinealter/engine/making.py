"""Making and unmaking what a run needs on the server: intention first, then the thing, then the note that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onlinealter.engine.run import Run
from onlinealter.model.errors import Changed
from onlinealter.planning import statements
from onlinealter.sql.statement import Statement
from onlinealter.tables.children import table_of_key
from onlinealter.tables.facts import read_table, table_exists
from onlinealter.tables.installed_triggers import table_of_trigger, trigger_exists
from onlinealter.triggers.statements import drop_trigger

TABLE, TRIGGER, KEY = "table", "trigger", "foreign key"


def make_table(run: Run, name: str, statement: Statement) -> None:
    """Make a table unless it is there."""
    run.journal.intend(TABLE, name)
    run.door.run(statement, lambda: run.journal.ask(lambda c: table_exists(c, run.draft.schema, name)))
    run.journal.note_made(TABLE, name)


def make_triggers(run: Run, triggers: Mapping[str, Statement]) -> None:
    """Make triggers, in their order, unless they are there."""
    for name in triggers:
        run.journal.intend(TRIGGER, name)
    run.door.run_all(lambda: [_placed(run, each) for name, each in triggers.items() if not _is_trigger(run, name)])
    for name in triggers:
        run.journal.note_made(TRIGGER, name)


def drop_triggers(run: Run, names: Mapping[str, Statement]) -> None:
    """Drop those of these triggers that the ledger says are ours."""
    ours = {entry.name for entry in run.journal.ledger() if entry.kind == TRIGGER and not entry.gone}
    drops = {name: statement for name, statement in names.items() if name in ours}
    run.door.run_all(lambda: [_placed(run, each) for name, each in drops.items() if _is_trigger(run, name)])
    for name in drops:
        run.journal.note_gone(TRIGGER, name)


def _placed(run: Run, statement: Statement) -> Statement:
    """A table behind is locked alone. Only triggers use it, in statements that take it and `_oa_conflict` one after the
    other: LOCK TABLES would want both too, and one of the application's transactions would be the victim.
    """
    return replace(statement, exclusive=statement.exclusive and statement.tables == (run.draft.names.original,))


def unmake_all(run: Run) -> None:
    """Drop everything that the ledger has: foreign keys first, because rows that stay behind without triggers would stand
    in the way of their parents; then triggers, so that no write is sent after a table that is gone.
    """
    drop_keys(run)
    entries = [entry for entry in run.journal.ledger() if not entry.gone]
    for entry in entries:
        if entry.kind == TABLE:
            drop_keys_of(run, entry.name)
    triggers = [entry.name for entry in entries if entry.kind == TRIGGER]
    tables = tuple(entry.name for entry in entries if entry.kind == TABLE)
    by_table: dict[str, dict[str, Statement]] = {}
    for name in triggers:
        table = run.journal.ask(lambda c, name=name: table_of_trigger(c, run.draft.schema, name))  # type: ignore[misc]
        statement = drop_trigger(run.draft.schema, name, table)
        by_table.setdefault(table, {})[name] = replace(statement, reaches=tables)
    for drops in by_table.values():
        drop_triggers(run, drops)
    for entry in entries:
        if entry.kind == TABLE:
            drop_table(run, entry.name)
            run.journal.note_gone(TABLE, entry.name)


def drop_table(run: Run, name: str) -> None:
    """Drop a table of ours."""
    if name == run.draft.names.original:
        raise Changed(
            f"the ledger of run {run.id} names {name}, the application's table, which is never dropped",
            remedy="Somebody changed the journal. Take that line out of _oa_ledger; then the same command goes on.",
        )
    statement = statements.drop_table(run.draft.schema, name, f"drop the table {name}")
    run.door.run(statement, lambda: not run.journal.ask(lambda c: table_exists(c, run.draft.schema, name)))


def drop_keys_of(run: Run, table: str) -> None:
    """Drop the foreign keys of a table of ours, if it is there."""
    schema = run.draft.schema

    def left() -> list[Statement]:
        if table == run.draft.names.original or not run.journal.ask(lambda c: table_exists(c, schema, table)):
            return []
        keys = tuple(run.journal.ask(lambda c: read_table(c, schema, table)).keys_by_name)
        return [statements.change_keys(schema, table, keys, {})] if keys else []

    run.door.run_all(left)


def drop_keys(run: Run) -> None:
    """Drop the second keys that other tables got, if they have any."""
    schema = run.draft.schema
    for name in [entry.name for entry in run.journal.ledger() if entry.kind == KEY and not entry.gone]:

        def left(name: str = name) -> list[Statement]:
            table = run.journal.ask(lambda c: table_of_key(c, schema, name))
            return [statements.change_keys(schema, table, (name,), {})] if table else []

        run.door.run_all(left)
        run.journal.note_gone(KEY, name)


def _is_trigger(run: Run, name: str) -> bool:
    return run.journal.ask(lambda c: trigger_exists(c, run.draft.schema, name))
