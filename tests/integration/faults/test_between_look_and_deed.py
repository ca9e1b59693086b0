"""Others act while the run waits, and in the moment between its last look and its deed: nothing of theirs is undone, nothing
is lost, and what they left is never a dead end.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence

import pytest

from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.swap import see_who_arrived
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Changed, ConflictsFound, Different, OnlineAlterError, Refused, UsageFault, WrongPhase
from onlinealter.model.events import Event, Notice, StatementRan, Swapped, VerifyAdvanced, WaitingForLock
from onlinealter.model.plan import Plan, VerifyOn
from onlinealter.model.states import Phase
from onlinealter.mysql import bare_rename
from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import ServerKind
from onlinealter.swapping.which_table import Side
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
)  # fmt: skip
from tests.integration.faults.deeds import is_clean, is_widened, wait_until
from tests.integration.faults.moments import Stopped, just_before
from tests.servers import Schema, chosen_kinds

STATE_OF_CONNECTION = "SELECT state FROM information_schema.processlist WHERE id = %s"


def retired_of(connection: Connection, place: Schema) -> str:
    """The old table's name."""
    return next(name for name in objects(connection, place)[0] if name.endswith("_old"))


@pytest.mark.parametrize(
    "deed",
    [
        "TRUNCATE TABLE customers",
        "ALTER TABLE customers ADD COLUMN late INT",
        "ALTER TABLE customers COMMENT 'somebody was here'",
        "DROP TRIGGER {trigger}",
        "TRUNCATE TABLE {shadow}",
        "ALTER TABLE {shadow} DROP KEY amount",
        "RENAME TABLE customers TO aside, {shadow} TO customers, aside TO {shadow}",
    ],
)
def test_a_deed_between_the_last_look_and_the_swap_keeps_it_from_coming_about(
    place: Schema, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """The tables' stamp is compared behind the lock; abort then leaves what the others made of the table."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_VERIFY)
    with place.connect() as connection:
        shadow = shadow_of(connection, place)
        trigger = f"_oa_{shadow.split('_')[-2]}_insert"
        statement = deed.format(shadow=shadow, trigger=trigger)

        def act() -> None:
            connection.execute(statement)
            if "TRIGGER" in deed:
                connection.execute("INSERT INTO customers (id, name) VALUES (1000, 'nobody copies this')")

        done = just_before(monkeypatch, "RENAME TABLE", act)
        with pytest.raises(OnlineAlterError):
            run(target, [Phase.CUTOVER])
        assert done
        monkeypatch.undo()
        by_hand = deed.startswith("RENAME")
        assert is_widened(connection) == by_hand
        rows = 0 if deed == "TRUNCATE TABLE customers" else 51 if "TRIGGER" in deed else 50
        assert connection.value("SELECT COUNT(*) FROM customers") == rows
        if "TRIGGER" in deed and place.kind.is_mariadb:
            run(target, [Phase.VERIFY, Phase.CUTOVER], choices=Choices(repair=True))
            assert connection.value("SELECT name FROM customers WHERE id = 1000") == "nobody copies this"
            return
        if by_hand:
            with pytest.raises(Changed, match=r"is aborted; .* was left alone"):
                run(target, [Phase.ABORT])
            assert {"customers", shadow} <= objects(connection, place)[0]
        else:
            assert run(target, [Phase.ABORT]).state == "aborted"
            assert is_clean(connection, place)
        assert objects(connection, place)[1] == set()


@pytest.mark.parametrize("own_servers", [kind for kind in chosen_kinds() if kind.is_mariadb], indirect=True, ids=str)
def test_a_truncate_that_is_served_before_mariadbs_rename_is_not_undone(
    place: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waited for the lock behind which the run looked, ahead of the RENAME. The names are exchanged back at once."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_VERIFY)
    lock, threads = bare_rename._lock, list[threading.Thread]()
    with place.connect() as other, place.connect() as connection:

        def locked(hands: Connection, locking: Sequence[str]) -> None:
            lock(hands, locking)
            if not threads:
                threads.append(threading.Thread(target=other.execute, args=("TRUNCATE TABLE customers",)))
                threads[0].start()
                wait_until(lambda: "Waiting" in str(connection.value(STATE_OF_CONNECTION, [other.id])))

        monkeypatch.setattr(bare_rename, "_lock", locked)
        with pytest.raises(Changed, match=r"in the moment of the swap .* were exchanged back"):
            run(target, [Phase.CUTOVER])
        threads[0].join()
        assert not is_widened(connection)
        assert connection.value("SELECT COUNT(*) FROM customers") == 0
        connection.execute("INSERT INTO customers (id, name) VALUES (1, 'after it')")
        with pytest.raises(Changed, match=r"is aborted; .* was left alone"):
            run(target, [Phase.ABORT])
        # Whether it came before the RENAME or after it nobody can tell: the other table keeps its rows.
        assert connection.value(f"SELECT COUNT(*) FROM `{shadow_of(connection, place)}`") == 50


def test_the_old_table_truncated_right_after_the_swap_loses_no_row(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """On MariaDB it can't be told from a TRUNCATE before the swap: what has the rows is dropped by nobody."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_VERIFY)
    look = see_who_arrived
    with place.connect() as connection:
        shadow = shadow_of(connection, place)

        def looked(of_run: PhaseContext, to: Side, *, at_once: bool) -> None:
            connection.execute(f"TRUNCATE TABLE `{shadow.removesuffix('_new')}_old`")
            look(of_run, to, at_once=at_once)

        monkeypatch.setattr(sys.modules["onlinealter.engine.phases.cutover"], "see_who_arrived", looked)
        if place.kind is ServerKind.MYSQL:
            run(target, [Phase.CUTOVER])
            with pytest.raises(Changed, match="is not the table that it was"):
                run(target, [Phase.ROLLBACK])
            holds = "customers"
        else:
            with pytest.raises(Changed, match=r"in the moment of the swap .* were exchanged back"):
                run(target, [Phase.CUTOVER])
            with pytest.raises(Changed, match=r"is aborted; .* was left alone"):
                run(target, [Phase.ABORT])
            holds = shadow
        assert connection.value(f"SELECT COUNT(*) FROM `{holds}`") == 50


@pytest.mark.parametrize("deed", ["TRUNCATE TABLE {shadow}", "ALTER TABLE {shadow} DROP KEY amount"])
def test_a_deed_while_the_swap_waits_keeps_it_from_coming_about(place: Schema, deed: str) -> None:
    """The looks are repeated before each attempt."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_VERIFY)
    with place.connect() as connection, place.connect() as reader:
        statement = deed.format(shadow=shadow_of(connection, place))
        reader.execute("BEGIN")
        reader.rows("SELECT * FROM customers LIMIT 1")
        done: list[str] = []

        class Meanwhile(Recorder):
            def report(self, event: Event) -> None:
                super().report(event)
                if isinstance(event, WaitingForLock) and not done:
                    done.append(statement)
                    connection.execute(statement)
                    reader.execute("COMMIT")

        with pytest.raises(OnlineAlterError):
            run(target, [Phase.CUTOVER], Meanwhile())
        assert done
        assert not is_widened(connection)
        assert connection.value("SELECT COUNT(*) FROM customers") == 50


def test_a_trigger_that_was_dropped_and_made_again_between_is_seen(place: Schema) -> None:
    """It reads the same, but what was written meanwhile is missing in the shadow."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    recorder = Recorder()
    run(target, [Phase.PREPARE], recorder)
    made = next(each.sql for each in recorder.of(StatementRan) if "_insert` AFTER INSERT" in each.sql)
    run(target, [Phase.EXECUTE, Phase.VERIFY])
    with place.connect() as connection:
        connection.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'")
        trigger = f"_oa_{shadow_of(connection, place).split('_')[-2]}_insert"
        connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("INSERT INTO customers (id, name) VALUES (1000, 'nobody copies this')")
        connection.execute(made)
        with pytest.raises(Changed, match="was dropped and made again"):
            run(target, [Phase.CUTOVER])
        assert run(target, [Phase.ABORT]).state == "aborted"


@pytest.mark.parametrize(
    "deed",
    [
        "TRUNCATE TABLE customers",
        "ALTER TABLE customers ADD COLUMN late INT",
        "ALTER TABLE customers ADD UNIQUE KEY late (id, name)",
        "TRUNCATE TABLE {retired}",
        "UPDATE {retired} SET amount = -1 WHERE id = 7",
        "DELETE FROM {retired} WHERE id = 7",
        "INSERT INTO {retired} (id, name) VALUES (2000, 'nobody else has this')",
    ],
)
def test_a_rollback_brings_no_other_table_back(place: Schema, deed: str) -> None:
    """Identity, definition, triggers and rows are looked at; the run still ends by a cleanup."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_CUTOVER)
    with place.connect() as connection:
        retired = retired_of(connection, place)
        connection.execute(deed.format(retired=retired))
        with pytest.raises((Changed, Different)):
            run(target, [Phase.ROLLBACK])
        if not deed.startswith(("UPDATE", "DELETE", "INSERT")):  # seen without a comparison of the rows
            with pytest.raises(Changed):
                run(target, [Phase.ROLLBACK], choices=Choices(unseen=True))
        assert is_widened(connection)
        rows = connection.value("SELECT COUNT(*) FROM customers")
        assert rows == (0 if deed == "TRUNCATE TABLE customers" else 50)
        if deed == "TRUNCATE TABLE {retired}":
            with pytest.raises(Changed, match=rf"{retired} in .* was left alone"):
                run(target, [Phase.CLEANUP])
        else:
            assert run(target, [Phase.CLEANUP]).state == "done"
        assert connection.value("SELECT COUNT(*) FROM customers") == rows


def test_rows_that_differ_are_written_again_or_left_by_who_asks_for_that(place: Schema) -> None:
    """A rollback compares first; with repair the old table gets the rows that the new one has."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_CUTOVER)
    with place.connect() as connection:
        connection.execute(f"UPDATE {retired_of(connection, place)} SET amount = -1 WHERE id = 7")
        with pytest.raises(Different, match=r"id=7 .changed."):
            run(target, [Phase.ROLLBACK])
        assert run(target, [Phase.ROLLBACK], choices=Choices(repair=True)).state == "copied"
        assert connection.value("SELECT amount FROM customers WHERE id = 7") == 49
        run(target, [Phase.VERIFY, Phase.CUTOVER])
        connection.execute(f"UPDATE {retired_of(connection, place)} SET amount = -1 WHERE id = 7")
        assert run(target, [Phase.ROLLBACK], choices=Choices(unseen=True)).state == "copied"
        assert connection.value("SELECT amount FROM customers WHERE id = 7") == -1
        run(target, [Phase.ABORT])


@pytest.mark.parametrize("deed", ["TRUNCATE TABLE customers", "TRUNCATE TABLE {retired}", "DROP TRIGGER {trigger}"])
def test_a_deed_between_the_last_look_and_the_swap_back(place: Schema, monkeypatch: pytest.MonkeyPatch, deed: str) -> None:
    """The same stamp, the other way."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_CUTOVER)
    with place.connect() as connection:
        retired = retired_of(connection, place)
        statement = deed.format(retired=retired, trigger=f"_oa_{retired.split('_')[-2]}_back_insert")
        done = just_before(monkeypatch, "RENAME TABLE", lambda: connection.execute(statement))
        with pytest.raises(Changed):
            run(target, [Phase.ROLLBACK])
        assert done
        monkeypatch.undo()
        assert is_widened(connection)
        assert connection.value("SELECT COUNT(*) FROM customers") == (0 if "TABLE customers" in deed else 50)


def test_names_exchanged_by_hand_lose_neither_table(place: Schema) -> None:
    """The name of the shadow leads to the original: it is known by its number, and never dropped."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_VERIFY)
    with place.connect() as connection:
        shadow = shadow_of(connection, place)
        connection.execute(f"RENAME TABLE customers TO aside, {shadow} TO customers, aside TO {shadow}")
        with pytest.raises(Changed):
            run(target, [Phase.CUTOVER])
        with pytest.raises(Changed, match="was left alone"):
            run(target, [Phase.ABORT])
        assert connection.value(f"SELECT COUNT(*) FROM {shadow}") == 50
        assert connection.value("SELECT COUNT(*) FROM customers") == 50
        assert objects(connection, place)[1] == set()


def test_another_table_under_the_old_tables_name_is_not_dropped(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it comes there between the look and the DROP."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_CUTOVER)
    with place.connect() as connection:
        retired = retired_of(connection, place)
        connection.execute("CREATE TABLE invoices (id INT PRIMARY KEY)")
        connection.execute("INSERT INTO invoices VALUES (1), (2)")
        deed = f"RENAME TABLE {retired} TO kept, invoices TO {retired}"
        done = just_before(monkeypatch, "DROP TABLE", lambda: connection.execute(deed))
        with pytest.raises(Changed, match=rf"{retired} in .* was left alone"):
            run(target, [Phase.CLEANUP])
        assert done == ["DROP TABLE"]
        assert connection.value(f"SELECT COUNT(*) FROM {retired}") == 2
        assert connection.value("SELECT COUNT(*) FROM kept") == 50


def test_a_table_with_letters_beyond_ascii_is_known_by_its_number(place: Schema) -> None:
    """Servers write such names in a way of their own: ü as @1o, 東 as @6771."""
    name = "Kündé ß_東$x"
    with place.connect() as connection:
        connection.execute(f"CREATE TABLE `{name}` (id INT PRIMARY KEY, a INT) PARTITION BY HASH (id) PARTITIONS 3")
        connection.execute(f"INSERT INTO `{name}` VALUES (1, 1), (2, 2)")
        target = place.target(name, Plan(name, ("MODIFY a BIGINT",), settings=settings()))
        run(target, TO_VERIFY)
        connection.execute(f"TRUNCATE TABLE `{name}`")
        with pytest.raises(Changed, match="truncated"):
            run(target, [Phase.CUTOVER])
        assert run(target, [Phase.ABORT]).state == "aborted"
        connection.execute(f"INSERT INTO `{name}` VALUES (1, 1), (2, 2)")
        assert run(target, WHOLE).state == "done"
        assert connection.value(f"SELECT COUNT(*) FROM `{name}`") == 2


def test_a_table_that_innodb_does_not_list_is_not_altered(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the server wrote its name in a way that we don't know: no number would tell it from another table."""
    make_customers(place, 5)
    monkeypatch.setattr("onlinealter.tables.statements.file_name", lambda name: f"{name}?")
    with pytest.raises(Refused, match="customers is not among the tables that InnoDB lists"):
        run(place.target("customers", widen()), [Phase.PREPARE])
    with place.connect() as connection:
        tables, triggers = objects(connection, place)
        assert tables <= {"customers", *JOURNAL}
        assert not triggers


def test_a_verification_counts_for_what_it_saw(place: Schema) -> None:
    """A verified run verifies again when asked; a shadow corrupted after a verification began is found by the next one."""
    make_customers(place, 500)
    target = place.target("customers", widen(verify_on=VerifyOn.PRIMARY))
    run(target, TO_VERIFY)
    with place.connect() as connection:
        connection.execute(f"UPDATE {shadow_of(connection, place)} SET amount = -1 WHERE id = 7")
        with pytest.raises(Different, match="id=7"):
            run(target, [Phase.VERIFY])
        with pytest.raises(WrongPhase, match="verifying"):
            run(target, [Phase.CUTOVER])
        run(target, [Phase.VERIFY], choices=Choices(repair=True))
        with pytest.raises(OnlineAlterError, match="killed here"):
            run(target, [Phase.VERIFY], Stopped(VerifyAdvanced))
        connection.execute(f"UPDATE {shadow_of(connection, place)} SET amount = -1 WHERE id = 7")
        with pytest.raises(Different, match="id=7"):
            run(target, [Phase.VERIFY])
        assert run(target, [Phase.ABORT]).state == "aborted"


@pytest.mark.parametrize(("changes", "age"), [({}, "2 HOUR"), ({"max_verification_age": 60.0}, "2 MINUTE")])
def test_a_verification_that_is_too_old_is_repeated_before_the_swap(
    place: Schema, changes: dict[str, float], age: str
) -> None:
    """Whatever happened to the shadow in the meantime is found then. By default a verification counts for an hour."""
    make_customers(place, 50)
    target = place.target("customers", widen(verify_on=VerifyOn.PRIMARY, **changes))
    run(target, TO_VERIFY)
    with place.connect() as connection:
        connection.execute("UPDATE _oa_run SET verified_at = verified_at - INTERVAL " + age)
        connection.execute(f"UPDATE {shadow_of(connection, place)} SET amount = -1 WHERE id = 7")
        with pytest.raises(Different, match="id=7"):
            run(target, [Phase.CUTOVER])
        assert not is_widened(connection)
        run(target, [Phase.VERIFY], choices=Choices(repair=True))
        connection.execute("UPDATE _oa_run SET verified_at = verified_at - INTERVAL " + age)
        recorder = Recorder()
        assert run(target, [Phase.CUTOVER], recorder).state == "swapped"
        assert any("compared again" in notice.text for notice in recorder.of(Notice))


def test_a_row_that_is_wrong_on_the_primary_alone_does_not_go_live(place: Schema) -> None:
    """The replicas are compared, and the primary is looked at too."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE, Phase.EXECUTE])
    with place.connect() as connection:
        connection.execute("SET SESSION sql_log_bin = 0")
        connection.execute(f"UPDATE {shadow_of(connection, place)} SET amount = -1 WHERE id = 7")
        with pytest.raises(Different, match="id=7"):
            run(target, [Phase.VERIFY])
        run(target, [Phase.VERIFY], choices=Choices(repair=True))
        assert run(target, [Phase.CUTOVER, Phase.CLEANUP]).state == "done"
        assert connection.value("SELECT amount FROM customers WHERE id = 7") == 49


def test_abort_after_a_kill_behind_the_swap_says_what_works(place: Schema) -> None:
    """The journal's state is behind the tables: nothing is entered that would refuse all else."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    with pytest.raises(OnlineAlterError, match="killed here"):
        run(target, TO_CUTOVER, Stopped(Swapped))
    for phase in (Phase.ABORT, Phase.CLEANUP):
        with pytest.raises(WrongPhase) as caught:
            run(target, [phase])
        assert "online-alter cutover --table customers" in caught.value.remedy
        assert "online-alter rollback --table customers" in caught.value.remedy
    assert run(target, [Phase.ROLLBACK]).state == "copied"
    with place.connect() as connection:
        assert not is_widened(connection)
        with pytest.raises(OnlineAlterError, match="killed here"):
            run(target, [Phase.VERIFY, Phase.CUTOVER], Stopped(Swapped))
        assert run(target, [Phase.CUTOVER, Phase.CLEANUP]).state == "done"
        assert is_clean(connection, place)


def test_cleanup_after_a_kill_behind_the_swap_back_says_what_works(place: Schema) -> None:
    """The old table bears the name again, and must not be dropped."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, TO_CUTOVER)
    with pytest.raises(OnlineAlterError, match="killed here"):
        run(target, [Phase.ROLLBACK], Stopped(Swapped))
    with pytest.raises(WrongPhase) as caught:
        run(target, [Phase.CLEANUP])
    assert "online-alter rollback --table customers" in caught.value.remedy
    assert run(target, [Phase.ROLLBACK]).state == "copied"
    with place.connect() as connection:
        assert run(target, [Phase.ABORT]).state == "aborted"
        assert is_clean(connection, place)
        assert connection.value("SELECT COUNT(*) FROM customers") == 50


def test_a_table_left_alone_in_front_is_known_by_its_number_or_definition(place: Schema) -> None:
    """Killed behind the swap, and somebody drops the old table: the journal must not say that the change was given up."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    with pytest.raises(OnlineAlterError, match="killed here"):
        run(target, TO_CUTOVER, Stopped(Swapped))
    with place.connect() as connection:
        connection.execute(f"DROP TABLE {retired_of(connection, place)}")
        with pytest.raises(WrongPhase, match="abort is not possible"):
            run(target, [Phase.ABORT])
        assert run(target, [Phase.CLEANUP]).state == "done"
        assert is_widened(connection)
        assert is_clean(connection, place)


def test_an_orphan_that_comes_just_before_the_swap_is_no_dead_end(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The names are exchanged back; once the row has its parent the same command continues with the finished copy."""
    make_customers(place, 50)
    with place.connect() as connection:
        connection.execute("CREATE TABLE regions (id INT PRIMARY KEY)")
        connection.execute("INSERT INTO regions VALUES (1)")
        connection.execute("UPDATE customers SET amount = 1")
        alter = "ADD CONSTRAINT in_region FOREIGN KEY (amount) REFERENCES regions (id)"
        target = place.target("customers", Plan("customers", (alter,), settings=settings()))
        just_before(monkeypatch, "RENAME TABLE", lambda: connection.execute("UPDATE customers SET amount = 9 WHERE id = 7"))
        with pytest.raises(ConflictsFound, match="id=7"):
            run(target, TO_CUTOVER, choices=Choices(abort_when_hopeless=True))
        monkeypatch.undo()
        assert not [table for table in objects(connection, place)[0] if table.endswith("_old")]
        connection.execute("UPDATE customers SET amount = 1 WHERE id = 7")
        assert run(target, WHOLE).state == "done"
        assert connection.value("SELECT COUNT(*) FROM _oa_run") == 1
        assert "in_region" in str(connection.row("SHOW CREATE TABLE customers"))


def test_another_change_is_told_which_command_ends_the_first(place: Schema) -> None:
    """Each command that an error names works."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    other = place.target("customers", Plan("customers", ("ADD COLUMN note INT",), settings=settings()))
    run(target, TO_VERIFY)
    with pytest.raises(UsageFault) as caught:
        run(other, TO_CUTOVER)
    assert "online-alter abort --table customers" in caught.value.remedy
    run(target, [Phase.CUTOVER])
    with pytest.raises(UsageFault) as caught:
        run(other, TO_CUTOVER)
    assert "online-alter cleanup --table customers" in caught.value.remedy
    assert "abort" not in caught.value.remedy
    run(_without_plan(target), [Phase.CLEANUP])
    assert run(other, WHOLE).state == "done"


def test_a_finished_copy_is_kept_when_a_row_has_to_be_fixed(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message asks for that row and for the same command again, which doesn't copy the others a second time."""
    make_customers(place, 50)
    plan = Plan("customers", ("ADD CONSTRAINT UNIQUE KEY amount_once (name)",), settings=settings())
    target = place.target("customers", plan)
    with place.connect() as connection:
        deed = "UPDATE customers SET name = 'name 8' WHERE id = 7"
        just_before(monkeypatch, "RENAME TABLE", lambda: connection.execute(deed))
        with pytest.raises(ConflictsFound, match="id=7"):
            run(target, TO_CUTOVER, choices=Choices(abort_when_hopeless=True))
        with pytest.raises(ConflictsFound, match="id=7"):
            run(target, TO_CUTOVER, choices=Choices(abort_when_hopeless=True))
        monkeypatch.undo()
        copied = connection.value("SELECT created_at FROM _oa_run ORDER BY created_at DESC LIMIT 1")
        connection.execute("UPDATE customers SET name = 'name 7' WHERE id = 7")
        assert run(target, WHOLE).state == "done"
        assert connection.value("SELECT created_at FROM _oa_run ORDER BY created_at DESC LIMIT 1") == copied


def _without_plan(target: Target) -> Target:
    return Target(target.table, target.schema, target.primary, target.replicas)
