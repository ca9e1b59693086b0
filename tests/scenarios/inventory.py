"""What there is on the server, to see what a run leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.mysql.connection import Connection
from onlinealter.tables.names import JOURNAL_TABLES

# All that SHOW TRIGGERS says, but for when they were made.
_TRIGGERS = (
    "SELECT trigger_name, event_object_table, action_timing, event_manipulation, action_order, action_statement, definer,"
    " CAST(sql_mode AS CHAR), character_set_client, collation_connection, database_collation"
    " FROM information_schema.triggers WHERE trigger_schema = DATABASE()"
)


@dataclass(frozen=True)
class Inventory:
    """The tables and triggers of the schema in use, and the names of all schemas."""

    tables: frozenset[str]
    triggers: frozenset[str]
    schemas: frozenset[str]
    trigger_texts: frozenset[tuple[str, ...]]

    def left_over_since(self, before: Inventory) -> frozenset[str]:
        """What has come or gone since then, the journal's tables apart."""
        return frozenset(
            (self.tables ^ before.tables) - set(JOURNAL_TABLES)
            | (self.triggers ^ before.triggers)
            | (self.schemas ^ before.schemas)
            | {" ".join(text) for text in self.trigger_texts ^ before.trigger_texts}
        )


def take_inventory(connection: Connection) -> Inventory:
    """Look at the server as it is now."""
    return Inventory(
        _names(connection, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"),
        _names(connection, "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()"),
        _names(connection, "SELECT schema_name FROM information_schema.schemata"),
        frozenset(tuple(map(_text, row)) for row in connection.rows(_TRIGGERS)),
    )


def _names(connection: Connection, sql: str) -> frozenset[str]:
    return frozenset(_text(name) for (name,) in connection.rows(sql))


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)
