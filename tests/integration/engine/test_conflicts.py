"""Rows that the new definition can't hold: how many may be met, how they are told, and how they are settled."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from contextlib import nullcontext

import pytest

from onlinealter.checksums.comparer import Difference
from onlinealter.engine import statements
from onlinealter.engine.alteration import read_status, set_paused
from onlinealter.engine.conflict_store import read_conflicts
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.phases import verify as verifying
from onlinealter.engine.target import Target
from onlinealter.model.errors import ConflictsFound, Different
from onlinealter.model.events import ConflictSeen, CopyAdvanced, Event, Paused, RowRepaired
from onlinealter.model.plan import LossSearch, Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.binding import bound
from tests.integration.engine.alterations import Recorder, make_customers, run, settings, shadow_of, widen
from tests.servers import Schema


def narrowed(schema: Schema, **changes: object) -> Target:
    """Names of more than seven characters don't fit: 'name 100' and those behind."""
    plan = Plan("customers", ("MODIFY name VARCHAR(7) NOT NULL",), settings=settings(loss_search=LossSearch.OFF, **changes))
    return schema.target("customers", plan)


class Acting(Recorder):
    """Does something at the first event of a kind."""

    def __init__(self, kind: type[Event], deed: Callable[[], object]) -> None:
        super().__init__()
        self._kind, self._deed = kind, deed
        self._done = False

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, self._kind) and not self._done:
            self._done = True
            self._deed()


@pytest.mark.remedy("and no more may be met")
def test_the_copy_stops_at_as_many_as_the_plan_lets_it_meet(schema: Schema) -> None:
    """Their keys are named, by ``status`` too; fixed rows count no more when the same command continues."""
    make_customers(schema)
    target = narrowed(schema, max_conflicts=3, workers=1)
    with pytest.raises(ConflictsFound, match=r"at least 3 rows.*: id=\d+ \(error 1406\); id=\d+ .*; id=\d+ "):
        run(target, [Phase.PREPARE, Phase.EXECUTE])
    [status] = read_status(target)
    with schema.connect() as connection:
        count = int(connection.value("SELECT COUNT(*) FROM _oa_conflict"))
    # MariaDB's triggers meet them, in chunks of 50 rows.
    assert status.conflicts == count <= 50
    assert {key.partition(" (")[2] for key in status.conflict_keys} == {"error 1406)"}
    assert len(status.conflict_keys) == min(count, 10)
    recorder = Recorder()
    with pytest.raises(ConflictsFound, match="at least 3 rows"):  # as they still are: nothing more is copied
        run(target, [Phase.EXECUTE], recorder)
    assert not recorder.of(CopyAdvanced)
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'fixed' WHERE id BETWEEN 101 AND 498")
        connection.execute("UPDATE customers SET name = 'still too long' WHERE id = 100")
    recorder = Recorder()
    with pytest.raises(ConflictsFound, match=r"at least 3 rows.*id=499.*id=500"):
        run(target, [Phase.EXECUTE], recorder)
    repaired = {event.key for event in recorder.of(RowRepaired)}
    assert repaired
    assert "id=100" not in repaired
    assert {"id=100", "id=499", "id=500"} <= {event.key for event in recorder.of(ConflictSeen)}
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'fixed' WHERE id >= 100")
    assert run(target, [Phase.EXECUTE]).state == "copied"
    assert read_status(target)[0].conflict_keys == ()
    run(target, [Phase.ABORT])


def test_rows_that_the_application_writes_meanwhile_count_too(schema: Schema) -> None:
    """Even while the copy waits: the run ends, and each of them is told."""
    make_customers(schema, rows=90)
    target = narrowed(schema, max_conflicts=5, max_pause=20.0)  # longer than the run takes to see them
    run(target, [Phase.PREPARE])
    set_paused(target, True)

    def write() -> None:
        with schema.connect() as connection:
            connection.execute("UPDATE customers SET name = 'much too long' WHERE id <= 5")

    recorder = Acting(Paused, write)
    with pytest.raises(ConflictsFound, match=r"at least 5 rows.*id=1 \(error 1406\).*id=5"):
        run(target, [Phase.EXECUTE], recorder)
    assert {event.key for event in recorder.of(ConflictSeen)} == {f"id={number}" for number in range(1, 6)}
    run(target, [Phase.ABORT])


def test_many_conflicts_are_settled_one_by_one_and_by_their_key(schema: Schema) -> None:
    """More than are read at once; the server finds each by the primary key."""
    make_customers(schema)
    target = narrowed(schema)
    run(target, [Phase.PREPARE])
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'fixed' WHERE id < 250")
        connection.execute("UPDATE customers SET name = CONCAT('again ', name) WHERE id >= 250")
        connection.execute("UPDATE customers SET name = 'fixed' WHERE id >= 250")
        assert connection.value("SELECT COUNT(*) FROM _oa_conflict") == 251
        run_id = str(connection.value("SELECT id FROM _oa_run"))
        pages = [read_conflicts(connection, schema.name, run_id, back=False, most=100)]
        while pages[-1]:
            after = pages[-1][-1][0]
            pages.append(read_conflicts(connection, schema.name, run_id, back=False, most=100, after=after))
        assert [len(page) for page in pages] == [100, 100, 51, 0]
        assert len({row[1] for page in pages for row in page}) == 251
        if not connection.mariadb:
            connection.execute("SET SESSION explain_format = 'TRADITIONAL'")
        digest = hashlib.sha256(b"400").hexdigest()
        sql = f"EXPLAIN {statements.settle_conflict(schema.name)}"
        plan = connection.named_rows(bound(sql, [f"'{run_id}'", "0", f"'{digest}'", "1"]))
        assert [(row["key"], int(row["rows"])) for row in plan] == [("PRIMARY", 1)], plan
    assert run(target, [Phase.EXECUTE]).state == "copied"
    with schema.connect() as connection:
        assert connection.value("SELECT COUNT(*) FROM _oa_conflict") == 0
    run(target, [Phase.ABORT])


def test_a_row_that_is_refused_and_written_again_and_again_is_named_all_the_same(schema: Schema) -> None:
    """The application doesn't wait with its writes for a row that doesn't fit."""
    make_customers(schema, 9)
    target = narrowed(schema)
    run(target, [Phase.PREPARE])
    begun, ended = threading.Event(), threading.Event()

    def write() -> None:
        with schema.connect() as connection:
            while not ended.is_set():
                connection.execute("UPDATE customers SET name = 'a long name', amount = amount + 1 WHERE id < 5")
                begun.set()

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    assert begun.wait(10)
    try:
        with pytest.raises(ConflictsFound, match=r"4 rows.*id=1 "):
            run(target, [Phase.EXECUTE, Phase.VERIFY])
    finally:
        ended.set()
        writer.join(10)


@pytest.mark.parametrize("noted", [True, False], ids=["noted by its trigger", "stale without a word"])
def test_a_row_that_its_trigger_notes_during_the_comparison(
    schema: Schema, monkeypatch: pytest.MonkeyPatch, noted: bool
) -> None:
    """It is copied again, and compared again: a trigger on MariaDB may meet the shadow in use, under LOCK TABLES."""
    make_customers(schema, 50)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE, Phase.EXECUTE])
    with schema.connect() as connection:
        shadow = shadow_of(connection, schema)
        compare, done = verifying._compare_everywhere, list[str]()

        def meanwhile(context: PhaseContext) -> list[Difference]:
            if not done:
                done.append(shadow)
                connection.execute(f"UPDATE {shadow} SET name = 'stale' WHERE id = 7")
                if noted:
                    connection.execute(
                        "INSERT INTO _oa_conflict (run, back, digest, copy_key, error)"
                        " SELECT id, 0, UNHEX(SHA2('7', 256)), '7', 1442 FROM _oa_run"
                    )
            return compare(context)

        monkeypatch.setattr(verifying, "_compare_everywhere", meanwhile)
        with nullcontext() if noted else pytest.raises(Different, match="1 row of customers differ"):
            run(target, [Phase.VERIFY])
        assert done
        assert connection.value(f"SELECT name FROM {shadow} WHERE id = 7") == ("name 7" if noted else "stale")
        assert connection.value("SELECT COUNT(*) FROM _oa_conflict") == 0
    run(target, [Phase.ABORT])
