"""Nothing is lost: verification, conflicts, rollback."""

from __future__ import annotations

import sys

import pytest

from onlinealter.engine.target import Choices
from onlinealter.model.errors import Blocked, Changed, ConflictsFound, Different, Interrupted, WrongPhase
from onlinealter.model.events import CopyAdvanced, DifferenceSeen, Notice, Swapped
from onlinealter.model.plan import LossSearch, Plan, Strategy
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import (
    JOURNAL,
    TO_CUTOVER,
    TO_VERIFY,
    WHOLE,
    Recorder,
    make_customers,
    objects,
    run,
    settings,
    shadow_of,
    widen,
)
from tests.integration.faults.deeds import Reacting
from tests.integration.faults.moments import Stopped, just_before
from tests.servers import Schema


@pytest.mark.parametrize(
    ("damage", "kind", "key"),
    [
        ("UPDATE {shadow} SET name = CONCAT(name, ' ') WHERE id = 77", "changed", "id=77"),
        ("UPDATE {shadow} SET amount = NULL WHERE id = 500", "changed", "id=500"),
        ("UPDATE {shadow} SET changed = changed + INTERVAL 1000 MICROSECOND WHERE id = 1", "changed", "id=1"),
        ("DELETE FROM {shadow} WHERE id = 250", "missing", "id=250"),
        ("INSERT INTO {shadow} (id, name) VALUES (9999, 'nobody')", "surplus", "id=9999"),
        ("INSERT INTO {shadow} (id, name) VALUES (-3, 'nobody')", "surplus", "id=-3"),
    ],
)
def test_a_single_wrong_value_is_found_bars_the_cutover_and_can_be_repaired(
    schema: Schema, damage: str, kind: str, key: str
) -> None:
    """The row is named; the swap is refused until a verification succeeds; --repair copies the row again."""
    make_customers(schema)
    target, recorder = schema.target("customers", widen()), Recorder()
    run(target, [Phase.PREPARE, Phase.EXECUTE])
    with schema.connect() as connection:
        connection.execute(damage.format(shadow=shadow_of(connection, schema)))
    with pytest.raises(Different, match=key):
        run(target, [Phase.VERIFY], recorder)
    assert [(event.kind, event.key) for event in recorder.of(DifferenceSeen)] == [(kind, key)]
    with pytest.raises(WrongPhase, match="not possible now"):
        run(target, [Phase.CUTOVER])
    assert run(target, [Phase.VERIFY], choices=Choices(repair=True)).verification == "passed"
    assert run(target, [Phase.CUTOVER, Phase.CLEANUP]).state == "done"


def test_a_value_that_does_not_fit_becomes_a_conflict_and_never_an_error_of_the_application(schema: Schema) -> None:
    """The application's write succeeds; the run stops before the swap and names the row; fixed, it continues."""
    make_customers(schema)
    shorter = Plan("customers", ("MODIFY name VARCHAR(10) NOT NULL",), settings=settings())
    target = schema.target("customers", shorter)
    run(target, [Phase.PREPARE, Phase.EXECUTE])
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'much too long a name' WHERE id = 5")
        connection.execute("INSERT INTO customers (id, name) VALUES (700, 'another long name')")
        with pytest.raises(ConflictsFound, match=r"id=5 .*id=700 "):
            run(target, [Phase.VERIFY, Phase.CUTOVER])
        connection.execute("UPDATE customers SET name = 'short' WHERE id = 5")
        connection.execute("DELETE FROM customers WHERE id = 700")
        assert run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"
        assert connection.row("SELECT name, (SELECT COUNT(*) FROM customers) FROM customers WHERE id = 5") == ("short", 500)


def test_old_rows_that_do_not_fit_are_named_and_the_table_is_left_as_it_was(schema: Schema) -> None:
    """By the copy, where prepare didn't look for them. The rows that fit aren't copied a second time."""
    make_customers(schema)
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'much too long a name' WHERE id IN (3, 400)")
        unsearched = settings(loss_search=LossSearch.OFF)
        plan = Plan("customers", ("MODIFY name VARCHAR(10) NOT NULL",), settings=unsearched)
        with pytest.raises(ConflictsFound, match=r"2 rows .*id=3 .*id=400 "):
            run(schema.target("customers", plan), WHOLE, choices=Choices(abort_when_hopeless=True))
        assert "varchar(20)" in str(connection.row("SHOW CREATE TABLE customers"))
        connection.execute("UPDATE customers SET name = 'fits' WHERE id IN (3, 400)")
        recorder = Recorder()
        assert run(schema.target("customers", plan), WHOLE, recorder).state == "done"
        assert not recorder.of(CopyAdvanced)[:-1]
        assert objects(connection, schema) == ({"customers"} | JOURNAL, set())
        assert connection.value("SELECT COUNT(*) FROM customers") == 500


def test_bytes_are_compared_beside_texts_of_several_collations(schema: Schema) -> None:
    """Bytes that are no text are neither taken for different where they are the same, nor for the same where they differ."""
    with schema.connect() as connection:
        connection.execute(
            "CREATE TABLE customers (id VARCHAR(24) COLLATE utf8mb4_unicode_ci NOT NULL PRIMARY KEY,"
            " name VARCHAR(20) COLLATE utf8mb4_general_ci NOT NULL, data VARBINARY(20) NOT NULL)"
        )
        connection.execute("INSERT INTO customers VALUES ('a', 'x', x'ff00ff'), ('b', 'y', x'61'), ('c ', 'z', x'')")
        alter = "MODIFY id VARCHAR(40) COLLATE utf8mb4_unicode_ci NOT NULL"
        target = schema.target("customers", Plan("customers", (alter,), settings=settings(strategy=Strategy.SHADOW)))
        assert run(target, TO_VERIFY).verification == "passed"
        run(target, [Phase.ABORT])
        run(target, [Phase.PREPARE, Phase.EXECUTE])
        connection.execute(f"UPDATE {shadow_of(connection, schema)} SET data = x'fe00ff' WHERE id = 'a'")
        with pytest.raises(Different, match="id='a'"):
            run(target, [Phase.VERIFY])


def test_a_new_unique_key_never_swallows_a_row(schema: Schema) -> None:
    """A write that collides with another row leaves that row alone and becomes a conflict."""
    make_customers(schema, 50)
    plan = Plan("customers", ("ADD UNIQUE KEY one_name (name)",), settings=settings())
    target = schema.target("customers", plan)
    run(target, [Phase.PREPARE, Phase.EXECUTE])
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'name 7' WHERE id = 8")
        connection.execute("INSERT INTO customers (id, name) VALUES (60, 'name 9')")
        shadow = shadow_of(connection, schema)
        assert connection.rows(f"SELECT id FROM {shadow} WHERE name IN ('name 7', 'name 9') ORDER BY id") == [(7,), (9,)]
        with pytest.raises(ConflictsFound, match=r"id=60 .*id=8 "):
            run(target, [Phase.VERIFY])
        connection.execute("DELETE FROM customers WHERE id = 60")
        connection.execute("UPDATE customers SET name = 'name 8' WHERE id = 8")
        run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP])
        assert connection.value("SELECT COUNT(DISTINCT name) FROM customers") == 50


def test_a_transaction_older_than_the_copy_keeps_the_swap_waiting(schema: Schema) -> None:
    """In its view the shadow is empty, and it is to read the table under this name: it is named, and waited for."""
    make_customers(schema, 50)
    target = schema.target("customers", widen(old_transaction_timeout=2))
    with schema.connect() as reader:
        reader.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        run(target, [Phase.PREPARE])
        reader.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        run(target, [Phase.EXECUTE, Phase.VERIFY])
        with pytest.raises(Blocked, match=rf"older than the copy .*connection {reader.id} "):
            run(target, [Phase.CUTOVER])
        assert reader.value("SELECT COUNT(*) FROM customers") == 50
        reader.execute("COMMIT")
        assert run(target, [Phase.CUTOVER]).state == "swapped"


def test_what_is_compared_on_a_replica_is_all_that_the_primary_has_written(schema: Schema) -> None:
    """A wrong value that has not arrived there yet is waited for, and found."""
    make_customers(schema, 50)
    target = schema.target("customers", widen(max_lag=600.0))
    run(target, [Phase.PREPARE, Phase.EXECUTE])
    with schema.connect_to_replica() as replica, schema.connect() as primary:
        shadow = shadow_of(primary, schema)
        replica.execute(f"LOCK TABLES {shadow} READ")
        primary.execute(f"UPDATE {shadow} SET amount = -1 WHERE id = 7")
        recorder = Reacting(
            {Notice: lambda: replica.execute("UNLOCK TABLES")},
            lambda event: isinstance(event, Notice) and "to catch up" in event.text,
        )
        with pytest.raises(Different, match="id=7"):
            run(target, [Phase.VERIFY], recorder)
        [seen] = recorder.of(DifferenceSeen)
        assert seen.server == f"{schema.replica.host}:{schema.replica.port}"


def test_a_number_that_was_given_out_is_never_given_again(schema: Schema) -> None:
    """The highest row was deleted before: what is left doesn't tell how far the counting was."""
    make_customers(schema, 50)
    with schema.connect() as connection:
        connection.execute("DELETE FROM customers WHERE id > 40")
        run(schema.target("customers", widen()), TO_CUTOVER)
        connection.execute("INSERT INTO customers (name) VALUES ('new')")
        assert connection.value("SELECT MAX(id) FROM customers") == 51


def test_rollback_keeps_every_write_made_since_the_cutover(schema: Schema) -> None:
    """Inserted, changed, deleted and re-keyed rows are in the old definition; then forward again."""
    make_customers(schema)
    target = schema.target("customers", widen())
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        connection.execute("INSERT INTO customers (name, amount) VALUES ('new one', 1), ('new two', 2)")
        connection.execute("UPDATE customers SET amount = -amount WHERE id BETWEEN 10 AND 20")
        connection.execute("DELETE FROM customers WHERE id IN (30, 31)")
        connection.execute("UPDATE customers SET id = 100000 WHERE id = 40")
        connection.execute("UPDATE customers SET name = name WHERE id = 41")
        expected = connection.rows("SELECT id, name, amount, changed FROM customers ORDER BY id")
        assert run(target, [Phase.ROLLBACK]).state == "copied"
        assert connection.rows("SELECT id, name, amount, changed FROM customers ORDER BY id") == expected
        assert "varchar(20)" in str(connection.row("SHOW CREATE TABLE customers"))
        connection.execute("UPDATE customers SET amount = 5 WHERE id = 100000")
        assert run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"
        assert connection.value("SELECT amount FROM customers WHERE id = 100000") == 5


def test_a_row_that_the_old_definition_cannot_hold_bars_the_rollback(schema: Schema) -> None:
    """It is named; shortened, the rollback continues."""
    make_customers(schema, 50)
    target = schema.target("customers", widen())
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = REPEAT('x', 35) WHERE id = 9")
        with pytest.raises(ConflictsFound, match="id=9 "):
            run(target, [Phase.ROLLBACK])
        connection.execute("UPDATE customers SET name = 'fits' WHERE id = 9")
        run(target, [Phase.ROLLBACK])
        assert connection.value("SELECT name FROM customers WHERE id = 9") == "fits"


def test_a_dropped_column_keeps_its_values_for_the_rollback(schema: Schema) -> None:
    """Rows changed after the cutover keep what the old column held."""
    make_customers(schema, 50)
    target = schema.target("customers", Plan("customers", ("DROP COLUMN amount",), settings=settings()))
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'changed' WHERE id = 6")
        run(target, [Phase.ROLLBACK])
        assert connection.row("SELECT name, amount FROM customers WHERE id = 6") == ("changed", 42)


def test_verification_needs_no_second_pass_when_interrupted(schema: Schema) -> None:
    """A damaged row is found whether or not a verification passed before a rollback."""
    make_customers(schema, 200)
    target = schema.target("customers", widen())
    run(target, TO_CUTOVER)
    run(target, [Phase.ROLLBACK])
    with schema.connect() as connection:
        connection.execute(f"UPDATE {shadow_of(connection, schema)} SET amount = 3 WHERE id = 100")
    with pytest.raises(Different, match="id=100"):
        run(target, [Phase.VERIFY])
    run(target, TO_VERIFY, choices=Choices(repair=True))


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_row_refused_just_before_the_swap_back_is_not_lost(
    schema: Schema, interrupted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The names are exchanged back; given up after an interruption, the table that has the row stays."""
    make_customers(schema, 50)
    target = schema.target("customers", widen())
    run(target, TO_CUTOVER)
    name = "much too long a name for the old one"
    with schema.connect() as connection:
        with monkeypatch.context() as patched:
            just_before(
                patched, "RENAME TABLE", lambda: connection.execute("UPDATE customers SET name = %s WHERE id = 5", [name])
            )
            if interrupted:
                with pytest.raises(Interrupted):
                    run(target, [Phase.ROLLBACK], Stopped(Swapped))
            else:
                recorder = Recorder()
                with pytest.raises(ConflictsFound, match="id=5"):
                    run(target, [Phase.ROLLBACK], recorder)
                assert any("came during the swap" in notice.text for notice in recorder.of(Notice))
        holds = "customers"
        if interrupted:
            with pytest.raises(Changed, match=r"is aborted; .* was left alone"):
                run(target, [Phase.ABORT])
            holds = shadow_of(connection, schema)
        assert connection.value(f"SELECT name FROM {holds} WHERE id = 5") == name
        if not interrupted:
            connection.execute("UPDATE customers SET name = 'short' WHERE id = 5")
            run(target, [Phase.ROLLBACK])
            assert connection.value("SELECT name FROM customers WHERE id = 5") == "short"


@pytest.mark.parametrize("looks", [True, False], ids=["seen before the swap", "seen after it"])
def test_a_row_refused_just_before_the_swap_is_not_lost(
    schema: Schema, looks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked for before each attempt, and once more after it: then the names are exchanged back."""
    make_customers(schema, 50)
    target = schema.target("customers", Plan("customers", ("MODIFY name VARCHAR(10) NOT NULL",), settings=settings()))
    run(target, TO_VERIFY)
    with schema.connect() as connection, monkeypatch.context() as patched:

        def write(*_: object) -> None:
            connection.execute("UPDATE customers SET name = 'much too long a name' WHERE id = 5")

        if looks:
            patched.setattr(sys.modules["onlinealter.engine.phases.cutover"], "copy_auto_increment", write)
        else:
            just_before(patched, "RENAME TABLE", write)
        recorder = Recorder()
        with pytest.raises(ConflictsFound, match="id=5"):
            run(target, [Phase.CUTOVER], recorder)
        assert any("came during the swap" in notice.text for notice in recorder.of(Notice)) is not looks
    with schema.connect() as connection:
        assert connection.value("SELECT name FROM customers WHERE id = 5") == "much too long a name"
        connection.execute("UPDATE customers SET name = 'short' WHERE id = 5")
        assert run(target, [Phase.CUTOVER, Phase.CLEANUP]).state == "done"
        assert connection.value("SELECT name FROM customers WHERE id = 5") == "short"


@pytest.mark.parametrize("back", [False, True], ids=["cutover", "rollback"])
def test_a_row_refused_in_the_swap_that_fits_a_moment_later_ends_no_command(
    schema: Schema, back: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is looked at again, and the names are swapped again."""
    make_customers(schema, 50)
    plan = Plan("customers", (f"MODIFY name VARCHAR({40 if back else 10}) NOT NULL",), settings=settings())
    target = schema.target("customers", plan)
    run(target, TO_CUTOVER if back else TO_VERIFY)
    with schema.connect() as connection, monkeypatch.context() as patched:

        def write(name: str) -> None:
            connection.execute("UPDATE customers SET name = %s WHERE id = 5", [name])

        just_before(patched, "RENAME TABLE", lambda: write("x" * (30 if back else 15)))
        reacting = Reacting(
            {Notice: lambda: write("short")}, lambda event: "came during the swap" in getattr(event, "text", "")
        )
        run(target, [Phase.ROLLBACK if back else Phase.CUTOVER], reacting)
        assert len(reacting.of(Swapped)) == 3  # there, back and there again
        assert connection.value("SELECT name FROM customers WHERE id = 5") == "short"
        if back:
            run(target, [Phase.ABORT])
        else:
            run(target, [Phase.CLEANUP])
        assert connection.value("SELECT COUNT(*) FROM customers") == 50
