"""What a run left whose journal is gone."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.mysql.connection import Connection
from onlinealter.tables.facts import existing_tables
from onlinealter.tables.installed_triggers import trigger_exists
from onlinealter.tables.names import Names

NAME = "leftovers"
_EVENTS = ("insert", "update", "delete")


def check(context: TableInput) -> list[Finding]:
    """Asked only before a run begins: nothing can bear its name then. What isn't in a ledger is never taken for ours."""
    found = _found(context.connection, context.original.schema, Names(context.run, context.original.name))
    return [
        refusal(
            NAME,
            f"left by a run whose journal is gone: {', '.join(found)}",
            "Drop the triggers first and then the tables, by hand, once you know that nobody needs them.",
        )
    ] if found else []  # fmt: skip


def _found(connection: Connection, schema: str, names: Names) -> list[str]:
    """The run's triggers and then its tables that are there, in words."""
    triggers = [names.trigger(event, back=back) for back in (False, True) for event in _EVENTS]
    found = [f"the trigger {name}" for name in triggers if trigger_exists(connection, schema, name)]
    tables = (names.shadow, names.retired)
    there = existing_tables(connection, schema, tables)
    return found + [f"the table {name}" for name in tables if name in there]
