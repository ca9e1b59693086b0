"""What bears a run's name on a server, whatever its ledger says."""

from __future__ import annotations

from onlinealter.mysql.connection import Connection
from onlinealter.tables.facts import existing_tables
from onlinealter.tables.installed_triggers import trigger_exists
from onlinealter.tables.names import Names

_EVENTS = ("insert", "update", "delete")


def leftovers(connection: Connection, schema: str, names: Names) -> list[str]:
    """The run's triggers and then its tables that are there, in words."""
    triggers = [names.trigger(event, back=back) for back in (False, True) for event in _EVENTS]
    found = [f"the trigger {name}" for name in triggers if trigger_exists(connection, schema, name)]
    tables = (names.shadow, names.retired)
    there = existing_tables(connection, schema, tables)
    return found + [f"the table {name}" for name in tables if name in there]
