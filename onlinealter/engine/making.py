"""Making and unmaking what a run needs on the server: intention first, then the thing, then the note that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onlinealter.engine.run import Run
from onlinealter.planning import statements
from onlinealter.sql.statement import Statement
from onlinealter.tables.facts import table_exists
from onlinealter.tables.installed_triggers import table_of_trigger, trigger_exists
from onlinealter.triggers.statements import drop_trigger

TABLE, TRIGGER = "table", "trigger"


def make_table(run: Run, name: str, statement: Statement) -> None:
    """Make a table unless it is there."""
    run.journal.intend(TABLE, name)
    run.door.run(statement, lambda: run.journal.ask(lambda c: table_exists(c, run.draft.schema, name)))
    run.journal.note_made(TABLE, name)


def make_triggers(run: Run, triggers: Mapping[str, Statement]) -> None:
    """Make triggers, in their order, unless they are there."""
    for name in triggers:
        run.journal.intend(TRIGGER, name)
    run.door.run_all(lambda: [statement for name, statement in triggers.items() if not _is_trigger(run, name)])
    for name in triggers:
        run.journal.note_made(TRIGGER, name)


def drop_triggers(run: Run, names: Mapping[str, Statement]) -> None:
    """Drop those of these triggers that the ledger says are ours."""
    ours = {entry.name for entry in run.journal.ledger() if entry.kind == TRIGGER and not entry.gone}
    drops = {name: statement for name, statement in names.items() if name in ours}
    run.door.run_all(lambda: [statement for name, statement in drops.items() if _is_trigger(run, name)])
    for name in drops:
        run.journal.note_gone(TRIGGER, name)


def unmake_all(run: Run) -> None:
    """Drop everything that the ledger has: triggers first, so that no write is sent after a table that is gone."""
    entries = [entry for entry in run.journal.ledger() if not entry.gone]
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
        raise AssertionError(f"{name} is the application's table and never dropped")
    statement = statements.drop_table(run.draft.schema, name, f"drop the table {name}")
    run.door.run(statement, lambda: not run.journal.ask(lambda c: table_exists(c, run.draft.schema, name)))


def _is_trigger(run: Run, name: str) -> bool:
    return run.journal.ask(lambda c: trigger_exists(c, run.draft.schema, name))
