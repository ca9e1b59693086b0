"""The table beside its twin, which the server's own ALTER changed; asks nothing of the tool's own verification."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onlinealter.demo import statements
from onlinealter.demo.statements import SCHEMA, TABLE, TWIN
from onlinealter.mysql.connection import Connection


@dataclass(frozen=True)
class Comparison:
    """What came of it; ``leftovers`` are names."""

    rows: int
    differences: int
    same_definition: bool
    leftovers: tuple[str, ...]

    @property
    def alike(self) -> bool:
        """Whether the two tables are the same."""
        return self.differences == 0 and self.same_definition


def compare(connection: Connection) -> Comparison:
    """Compare definitions and all rows byte for byte, and look for what the tool left behind."""
    columns = tuple(str(name) for (name,) in connection.rows(statements.columns_of(TWIN)))
    same = _definition(connection, TABLE) == _definition(connection, TWIN)
    changed = connection.value(statements.count_changed(columns)) if same else 0
    missing = connection.value(statements.count_missing())
    return Comparison(
        rows=int(connection.value(statements.count_rows(TABLE))),
        differences=int(changed) + int(missing),
        same_definition=same,
        leftovers=leftovers(connection, SCHEMA),
    )


def leftovers(connection: Connection, schema: str) -> tuple[str, ...]:
    """Tables and triggers of the tool that are still there, the journal aside."""
    found = connection.rows(statements.leftover_tables(schema)) + connection.rows(statements.leftover_triggers(schema))
    return tuple(str(name) for (name,) in found)


def _definition(connection: Connection, table: str) -> str:
    row = connection.row(statements.definition(table))
    text = str(row[1]) if row else ""
    return re.sub(r" AUTO_INCREMENT=\d+", "", text.replace(f"`{table}`", "``", 1))
