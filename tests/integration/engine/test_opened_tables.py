"""What a server keeps of an opened table between two statements, and hands to the next session that asks for it."""

from __future__ import annotations

import pytest

from onlinealter.copying.row import Outcome, recopy_row
from onlinealter.copying.statements import Copy
from onlinealter.engine import conflict_store, conflicts
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.tables.copy_key import Key
from tests.integration.engine.alterations import TO_VERIFY, make_customers, run, settings, shadow_of, widen
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


def test_a_row_is_copied_again_without_a_trace_in_the_opened_tables(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """On MariaDB every later write under LOCK TABLES would be refused in the triggers, and noted."""
    make_customers(schema, 20)
    target, copies = schema.target("customers", widen()), list[Copy]()

    def seen(connection: Connection, copy: Copy, key: Key) -> tuple[Outcome, int]:
        copies.append(copy)
        return recopy_row(connection, copy, key)

    monkeypatch.setattr(conflicts, "recopy_row", seen)
    run(target, TO_VERIFY[:2])
    with schema.connect() as ours, schema.connect() as application:
        ours.execute(
            "INSERT INTO _oa_conflict (run, back, digest, copy_key, error)"
            " SELECT id, 0, UNHEX(SHA2('7', 256)), '7', 1442 FROM _oa_run"
        )
        run(target, [Phase.VERIFY])
        ours.execute(f"FLUSH TABLES customers, _oa_conflict, {shadow_of(ours, schema)}")
        assert recopy_row(ours, copies[-1], ("7",)) == (Outcome.SAME, 0)
        application.run_all(
            ["LOCK TABLES customers WRITE", "UPDATE customers SET amount = -1 WHERE id = 8", "UNLOCK TABLES"]
        )
        assert ours.value("SELECT COUNT(*) FROM _oa_conflict") == 0
