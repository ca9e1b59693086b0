"""What a run left whose journal is gone."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.mysql.advice import statements
from onlinealter.mysql.connection import Connection
from onlinealter.tables.facts import existing_tables
from onlinealter.tables.installed_triggers import trigger_exists
from onlinealter.tables.names import Names

NAME = "leftovers"
_EVENTS = ("insert", "update", "delete")


def check(context: TableInput) -> list[Finding]:
    """Asked only before a run begins: nothing can bear its name then. What isn't in a ledger is never taken for ours."""
    schema = context.original.schema
    triggers, tables = _found(context.connection, schema, Names(context.run, context.original.name))
    named = [*(f"the trigger {name}" for name in triggers), *(f"the table {name}" for name in tables)]
    drops = filter(None, (statements.drop_triggers(schema, triggers), statements.drop_tables(schema, tables)))
    return [
        refusal(
            NAME,
            f"left by a run whose journal is gone: {', '.join(named)}",
            f"Once you know that nobody needs them: {' '.join(drops)}",
        )
    ] if named else []  # fmt: skip


def _found(connection: Connection, schema: str, names: Names) -> tuple[list[str], list[str]]:
    """The run's triggers and its tables that are there."""
    triggers = [names.trigger(event, back=back) for back in (False, True) for event in _EVENTS]
    tables = (names.shadow, names.retired)
    there = existing_tables(connection, schema, tables)
    return [name for name in triggers if trigger_exists(connection, schema, name)], [
        name for name in tables if name in there
    ]
