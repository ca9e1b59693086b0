"""Rows that would be lost, rows that are left out, and the way back."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from onlinealter.engine.alteration import check
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import ConflictsFound, Different, OnlineAlterError, Refused, UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.findings import Severity
from onlinealter.model.plan import LossSearch, Plan, Rollback
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.sql import quoting
from tests.integration.engine.alterations import (
    TO_CUTOVER,
    TO_VERIFY,
    Recorder,
    make_customers,
    objects,
    run,
    settings,
)
from tests.servers import Schema

NARROW = "MODIFY name VARCHAR(7) NOT NULL"
WIDEN = "MODIFY name VARCHAR(40) NOT NULL"


def a_plan(
    alter: str = WIDEN,
    *,
    where: str = "",
    allow: tuple[str, ...] = (),
    columns: Mapping[str, str] | None = None,
    **changes: object,
) -> Plan:
    """An alteration of the customers."""
    return Plan("customers", (alter,), columns=columns or {}, allow=allow, where=where, settings=settings(**changes))


def refused(target: Target) -> str:
    """What stands against it, as one text."""
    with pytest.raises(Refused) as caught:
        check(target, NullReporter())
    assert all(each.remedy for each in caught.value.findings if each.severity is Severity.REFUSAL)
    return "; ".join(f"{each.check}: {each.message} -> {each.remedy}" for each in caught.value.findings)


def names_of(connection: Connection, *keys: int) -> list[str]:
    """The names that these customers have now."""
    wanted = ", ".join(map(str, keys))
    return [str(row[0]) for row in connection.rows(f"SELECT name FROM customers WHERE id IN ({wanted}) ORDER BY id")]


def test_the_query_that_a_finding_gives_shows_all_its_rows(schema: Schema) -> None:
    """Names from 'name 100' on are too long: 401 rows, found on the replica too, and counted to the last."""
    make_customers(schema)
    said = refused(schema.target("customers", a_plan(NARROW)))
    assert "more than 7 characters: 401 rows, first id=100; id=101; id=102; id=103; id=104" in said
    assert 'allow = ["truncate:name"]' in said
    with schema.connect() as connection:
        assert len(connection.rows(said.partition("See them all: ")[2])) == 401
        assert objects(connection, schema) == ({"customers"}, set())


def test_check_looks_as_far_as_it_may_and_says_how_far(schema: Schema) -> None:
    """The last rows are bad: check, bounded, doesn't see them and says so; prepare looks at all and refuses."""
    make_customers(schema)
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'n' WHERE id < 450")
    target = schema.target("customers", a_plan(NARROW, check_rows=100))
    said = [finding.message for finding in check(target, NullReporter())]
    assert any("scanned the first 100 rows" in each for each in said), said
    with pytest.raises(Refused) as caught:
        run(target, [Phase.PREPARE])
    assert any("51 rows" in finding.message for finding in caught.value.findings)


def test_the_search_can_be_switched_off_and_the_copy_stops_at_the_rows_instead(schema: Schema) -> None:
    """Then they are conflicts."""
    make_customers(schema)
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'n' WHERE id <> 450")
    target = schema.target("customers", a_plan(NARROW, loss_search=LossSearch.OFF))
    with pytest.raises(ConflictsFound, match="id=450"):
        run(target, [Phase.PREPARE, Phase.EXECUTE])
    run(target, [Phase.ABORT])


def test_an_allowance_of_nothing_is_refused(schema: Schema) -> None:
    """A wrong column or kind is named, with what may be allowed there."""
    make_customers(schema, rows=5)
    said = refused(schema.target("customers", a_plan(NARROW, allow=("truncate:nmae", "round:name", "null:amount"))))
    assert "no column nmae" in said
    assert 'Allowed there: "truncate:name"' in said
    assert "the change loses no value of amount in this way" in said


def test_a_member_outside_of_ascii_bars_another_character_set(schema: Schema) -> None:
    """The servers' own ALTER would make '' of it."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE customers (id INT PRIMARY KEY, size ENUM('groß', 'klein')) CHARACTER SET latin1")
    assert "member-charset" in refused(schema.target("customers", a_plan("CONVERT TO CHARACTER SET utf8mb4")))


def test_a_condition_that_its_row_does_not_fix_is_refused(schema: Schema) -> None:
    """Triggers and copy would disagree about it."""
    make_customers(schema, rows=5)
    for where in ("changed > NOW()", "RAND() < 0.5", "name <> UUID()", "id > @floor", "id > (SELECT 1)"):
        assert "where is not fixed by its row" in refused(schema.target("customers", a_plan(where=where, allow=("rows",))))


def test_a_transform_that_its_row_does_not_fix_is_refused(schema: Schema) -> None:
    """The same of [columns]; what only needs our time zone passes."""
    make_customers(schema, rows=5)
    alter = "ADD COLUMN added DATETIME, ADD COLUMN second BIGINT"
    plan = a_plan(alter, columns={"added": "NOW()", "second": "UNIX_TIMESTAMP(changed)"})
    assert "[columns] added is not fixed by its row" in refused(schema.target("customers", plan))
    check(
        schema.target("customers", a_plan(alter, columns={"second": "UNIX_TIMESTAMP(changed) -- since 1970"})),
        NullReporter(),
    )


def test_a_condition_that_the_server_cannot_read_is_one_clear_error(schema: Schema) -> None:
    """Found before anything is made."""
    make_customers(schema, rows=5)
    for where, says in (("name LIKE", "can't read where"), ("nmae = 'a'", "unknown column.*nmae")):
        with pytest.raises(UsageFault, match=says) as caught:
            check(schema.target("customers", a_plan(where=where, allow=("rows",))), NullReporter())
        assert caught.value.remedy


def test_rows_are_left_out_and_counted_before_and_after(schema: Schema) -> None:
    """With a way back only where that is allowed by name."""
    make_customers(schema)
    assert "rollback: where leaves rows out" in refused(schema.target("customers", a_plan(where="id % 5")))
    target = schema.target("customers", a_plan(where="id % 5", rollback=Rollback.NONE))
    assert "where leaves out 100 of 500 rows" in [finding.message for finding in check(target, NullReporter())]
    recorder = Recorder()
    run(target, TO_CUTOVER, recorder)
    assert any("where leaves 100 rows out" in event.text for event in recorder.of(Notice))
    with schema.connect() as connection:
        assert connection.value("SELECT COUNT(*) FROM customers") == 400


def test_without_a_way_back_nothing_is_written_twice_and_a_rollback_is_refused(schema: Schema) -> None:
    """No reverse trigger is left, so none can touch a row that was left out."""
    make_customers(schema)
    target = schema.target("customers", a_plan(rollback=Rollback.NONE))
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        assert objects(connection, schema)[1] == set()
        with pytest.raises(Refused, match='rollback = "none"'):
            run(target, [Phase.ROLLBACK])
        with pytest.raises(OnlineAlterError):  # whatever the setting says now
            run(schema.target("customers", a_plan()), [Phase.ROLLBACK])
        run(target, [Phase.CLEANUP])


def test_a_row_left_out_stays_as_it_is_whatever_becomes_of_its_key(schema: Schema) -> None:
    """The application uses its key again, by INSERT and by a change of key, and gives it up again. It bars a rollback as
    long as both are there, and comes back with it as it was.
    """
    make_customers(schema)
    target = schema.target("customers", a_plan(where="id % 5", allow=("rows",)))
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        connection.execute("INSERT INTO customers (id, name) VALUES (10, 'inserted')")
        connection.execute("UPDATE customers SET name = 'written' WHERE id = 10")
        connection.execute("UPDATE customers SET id = 20, name = 'moved here' WHERE id = 21")
        connection.execute("UPDATE customers SET amount = 5, name = 'n' WHERE id = 20")
        connection.execute("INSERT INTO customers (id, name) VALUES (30, 'deleted again')")
        connection.execute("DELETE FROM customers WHERE id = 30")
        with pytest.raises(ConflictsFound, match=r"id=10 .error 1022.*id=20"):
            run(target, [Phase.ROLLBACK])
        connection.execute("DELETE FROM customers WHERE id = 10")
        connection.execute("UPDATE customers SET id = 1021, name = 'moved on' WHERE id = 20")
        run(target, [Phase.ROLLBACK])
        assert names_of(connection, 10, 20, 21, 30, 1021) == ["name 10", "name 20", "name 30", "moved on"]
        assert connection.value("SELECT COUNT(*) FROM customers") == 500


def test_a_rollback_compares_the_rows_that_were_not_left_out(schema: Schema) -> None:
    """Those that were are in the old table alone, and come back as they are; what came since may be like them."""
    make_customers(schema, 50)
    target = schema.target("customers", a_plan(where="id % 5", allow=("rows",)))
    run(target, TO_CUTOVER)
    with schema.connect() as connection:
        old = quoting.name(str(connection.value("SHOW TABLES LIKE 'customers%%old'")))
        connection.execute("INSERT INTO customers (id, name) VALUES (1000, 'came since')")
        connection.execute(f"UPDATE {old} SET name = 'wrong' WHERE id IN (3, 5)")
        connection.execute(f"DELETE FROM {old} WHERE id = 4")
        connection.execute(
            f"INSERT INTO {old} (id, name) VALUES (2001, 'nobody else has this'), (2005, 'like one left out')"
        )
        with pytest.raises(Different, match=r"(^|\D)3 rows .*id=2001 .surplus") as different:
            run(target, [Phase.ROLLBACK])
        assert {"id=3 (changed)", "id=4 (missing)"} <= set(re.split(": |; |, as", different.value.message))
        run(target, [Phase.ROLLBACK], choices=Choices(repair=True))
        assert names_of(connection, 3, 4, 5, 10, 1000, 2001) == ["name 3", "name 4", "wrong", "name 10", "came since"]
        assert connection.value("SELECT COUNT(*) FROM customers") == 52


def test_a_condition_on_a_moment_does_not_ask_for_the_application_s_time_zone(schema: Schema) -> None:
    """The trigger computes it as the copy does."""
    make_customers(schema)
    where = "changed >= '2026-06-01 00:00:00'"
    target = schema.target("customers", a_plan(where=where, allow=("rows",)))
    run(target, [Phase.PREPARE])
    with schema.connect() as connection:
        connection.execute("SET SESSION time_zone = '+09:00'")
        connection.execute("UPDATE customers SET changed = '2026-06-01 08:00:00' WHERE id = 1")
        connection.execute("UPDATE customers SET changed = '2026-06-01 10:00:00' WHERE id = 2")
        run(target, TO_VERIFY[1:])
        run(target, [Phase.CUTOVER])
        assert names_of(connection, 1, 2) == ["name 2"]


def test_what_a_rollback_would_lose_has_to_be_said(schema: Schema) -> None:
    """Of a column that needs a value, and of one whose unit changes; or the plan gives up rollback."""
    make_customers(schema, rows=5)
    alter = "DROP COLUMN name, MODIFY amount DECIMAL(12, 2)"
    columns = {"amount": "amount / 100"}
    said = refused(schema.target("customers", a_plan(alter, columns=columns)))
    assert "column name has no default" in said
    assert "column amount goes into [columns]" in said
    assert "[reverse] amount" in said
    assert 'rollback = "none"' in said
    check(schema.target("customers", a_plan(alter, columns=columns, rollback=Rollback.NONE)), NullReporter())
