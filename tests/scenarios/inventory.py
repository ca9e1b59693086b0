"""What there is on the server, to see what a run leaves behind."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.mysql.connection import Connection
from onlinealter.tables.names import JOURNAL_TABLES


@dataclass(frozen=True)
class Inventory:
    """The tables and triggers of the schema in use, and the names of all schemas."""

    tables: frozenset[str]
    triggers: frozenset[str]
    schemas: frozenset[str]

    def left_over_since(self, before: Inventory) -> frozenset[str]:
        """What has come or gone since then, the journal's tables apart."""
        return frozenset(
            (self.tables ^ before.tables) - set(JOURNAL_TABLES)
            | (self.triggers ^ before.triggers)
            | (self.schemas ^ before.schemas)
        )


def take_inventory(connection: Connection) -> Inventory:
    """Look at the server as it is now."""
    return Inventory(
        _names(connection, "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"),
        _names(connection, "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()"),
        _names(connection, "SELECT schema_name FROM information_schema.schemata"),
    )


def _names(connection: Connection, sql: str) -> frozenset[str]:
    return frozenset(name.decode() if isinstance(name, bytes | bytearray) else str(name) for (name,) in connection.rows(sql))
