"""Any alteration of any table: the end is what the server's own ALTER makes of a twin, definition and rows."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, note, seed, settings

from onlinealter.engine.alteration import advance
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.events import Event, PhaseEnded
from onlinealter.model.plan import Plan, Settings, Strategy
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.session_variables import SQL_MODE
from tests.properties.generated import Case, cases
from tests.scenarios.comparing import definition, differing_rows
from tests.seeds import SEED
from tests.servers import Schema, ServerPair, account_of, chosen_kinds

_EXAMPLES = int(os.environ.get("ONLINEALTER_PROPERTY_EXAMPLES", "30")) // len(chosen_kinds())
_PHASES = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP)


@seed(SEED)
@settings(max_examples=_EXAMPLES, suppress_health_check=list(HealthCheck))
@given(case=cases())
def test_any_alteration_ends_as_the_servers_own(servers: ServerPair, case: Case) -> None:
    """Writes come after each phase. ONLINEALTER_SEED=… repeats the examples of a seed."""
    note(f"ONLINEALTER_SEED={SEED}")
    with servers.schema("property") as schema, schema.connect() as connection:
        connection.execute(f"SET SESSION sql_mode = '{SQL_MODE}', time_zone = 'Europe/Berlin'")
        _write(connection, (case.create, *case.fill))
        _advance(schema, connection, case)
        connection.execute(f"ALTER TABLE twin {case.alter}")
        assert definition(connection, "t", with_counter=True) == definition(connection, "twin", with_counter=True)
        assert differing_rows(connection, "t", "twin") == []


def _advance(schema: Schema, connection: Connection, case: Case) -> None:
    plan = Plan("t", (case.alter,), settings=Settings(strategy=Strategy.SHADOW, chunk_rows=4, max_chunk_rows=8))
    target = Target("t", schema.name, account_of(schema.primary), plan=plan)
    advance(target, _PHASES, _Application(connection, case.moments), StopFlag(), Choices())


class _Application:
    """Writes when a phase has ended, and before the next begins."""

    def __init__(self, connection: Connection, moments: tuple[tuple[str, ...], ...]) -> None:
        self._connection, self._moments = connection, iter(moments)

    def report(self, event: Event) -> None:
        if isinstance(event, PhaseEnded) and event.outcome == "done":
            _write(self._connection, next(self._moments))


def _write(connection: Connection, statements: tuple[str, ...]) -> None:
    for statement in statements:
        for table in ("t", "twin"):
            connection.rows(statement.replace("{table}", table))
