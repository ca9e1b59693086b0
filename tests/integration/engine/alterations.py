"""A small table and an alteration of it, for tests of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from onlinealter.engine.alteration import advance
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.events import Event
from onlinealter.model.plan import Plan, Settings, Strategy
from onlinealter.model.states import Phase
from onlinealter.model.status import RunStatus
from onlinealter.mysql.connection import Connection
from tests.servers import Schema

TO_CUTOVER = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)
TO_VERIFY = TO_CUTOVER[:3]
WHOLE = (*TO_CUTOVER, Phase.CLEANUP)
JOURNAL = {"_oa_run", "_oa_chunk", "_oa_conflict", "_oa_ledger"}


@dataclass
class Recorder:
    """A reporter that keeps every event."""

    events: list[Event] = field(default_factory=list)

    def report(self, event: Event) -> None:
        self.events.append(event)

    def of(self, kind: type[Event]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]


def make_customers(schema: Schema, rows: int = 500, table: str = "customers") -> None:
    """A table with a name to widen, an amount, a moment that updates itself and two secondary indexes."""
    with schema.connect() as connection:
        connection.execute(
            f"CREATE TABLE {table} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL,"
            " amount INT, changed TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),"
            " KEY name (name), KEY amount (amount, name))"
        )
        if rows:
            values = ", ".join(f"({number}, 'name {number}', {number * 7 % 1000})" for number in range(1, rows + 1))
            connection.execute(f"INSERT INTO {table} (id, name, amount) VALUES {values}")


def settings(**changes: Any) -> Settings:
    """Small chunks and short waits."""
    quick = Settings(strategy=Strategy.SHADOW, chunk_rows=40, max_chunk_rows=50, lock_timeout=20, old_transaction_timeout=5)
    return replace(quick, **changes)


def widen(**changes: Any) -> Plan:
    """A wider name and a new index."""
    return Plan("customers", ("MODIFY name VARCHAR(40) NOT NULL, ADD KEY changed (changed)",), settings=settings(**changes))


def run(
    target: Target, phases: Sequence[Phase], recorder: Recorder | None = None, choices: Choices | None = None
) -> RunStatus:
    """Advance through phases; the run's status afterwards."""
    status = advance(target, phases, recorder or Recorder(), StopFlag(), choices or Choices())
    assert status is not None
    return status


def age_the_copy(connection: Connection) -> None:
    """Let it have ended a minute ago: transactions that begin now are younger, though its age counts whole seconds."""
    connection.execute("UPDATE _oa_run SET copied_at = copied_at - INTERVAL 1 MINUTE")


def objects(connection: Connection, schema: Schema) -> tuple[set[str], set[str]]:
    """The tables and the triggers of the schema."""
    tables = connection.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = %s", [schema.name])
    triggers = connection.rows(
        "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = %s", [schema.name]
    )
    return {str(row[0]) for row in tables}, {str(row[0]) for row in triggers}


def shadow_of(connection: Connection, schema: Schema) -> str:
    """The shadow's name."""
    return next(name for name in objects(connection, schema)[0] if name.endswith("_new"))
