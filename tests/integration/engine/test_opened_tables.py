"""What a server keeps of an opened table between two statements, and hands to the next session that asks for it."""

from __future__ import annotations

import pytest

from onlinealter.engine import conflict_store
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_VERIFY, run, settings
from tests.servers import Schema

_TABLE = (
    "CREATE TABLE events (id INT NOT NULL, day INT NOT NULL, n INT NOT NULL DEFAULT 0, PRIMARY KEY (day, id), KEY (id))"
    " PARTITION BY RANGE (day) (PARTITION a VALUES LESS THAN (100), PARTITION b VALUES LESS THAN (1000))"
)
_PLAN = Plan("events", ("MODIFY n BIGINT NOT NULL DEFAULT 0",), settings=settings())
# MariaDB goes through the whole index here; only such an UPDATE found nothing.
_UPDATE = "UPDATE events FORCE INDEX (PRIMARY) SET day = day + 1 WHERE id BETWEEN 50 AND 70"


def _make_events(schema: Schema) -> None:
    rows = ", ".join(f"({number}, {number})" for number in range(200))
    with schema.connect() as connection:
        connection.run_all([_TABLE, f"INSERT INTO events (id, day) VALUES {rows}"])


@pytest.mark.parametrize("last", [Phase.CUTOVER, Phase.ROLLBACK, Phase.CLEANUP], ids=str)
def test_an_update_finds_its_rows_after_each_phase(schema: Schema, last: Phase) -> None:
    """Of a partitioned table: MariaDB handed on what a statement of ours had left in the opened table."""
    _make_events(schema)
    phases = (*TO_VERIFY, Phase.CUTOVER) if last is Phase.CUTOVER else (*TO_VERIFY, Phase.CUTOVER, last)
    with schema.connect() as connection:
        for phase in phases:
            run(schema.target("events", _PLAN), (phase,))
            assert connection.execute(_UPDATE) == 21, f"after {phase}"


def test_a_conflict_is_settled_without_a_trace_in_the_opened_tables(schema: Schema) -> None:
    """Neither in the application's nor in the journal's: nobody's LOCK TABLES finds what the DELETE left there."""
    _make_events(schema)
    run(schema.target("events", _PLAN), (Phase.PREPARE,))
    with schema.connect() as ours, schema.connect() as application:
        for _ in range(5):
            ours.execute("INSERT INTO _oa_conflict (run, back, digest, copy_key, error) VALUES ('none', 0, '1', '1', 1)")
            application.execute("UPDATE events SET n = n + 1 WHERE id = 7")  # cleans up behind the INSERT
            conflict_store.forget_conflicts(ours, schema.name, "events", "none", back=False)
            application.execute("LOCK TABLES events WRITE")
            application.execute("INSERT INTO events (id, day) VALUES (500, 500)")
            assert application.execute("UPDATE events SET n = n + 1 WHERE id = 7") == 1
            application.execute("DELETE FROM events WHERE day = 500")
            application.execute("UNLOCK TABLES")
            assert application.execute(_UPDATE) == 21
            assert ours.value("SELECT COUNT(*) FROM _oa_conflict") == 0
