"""The harness itself: it sees what it is there to see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.mysql.connection import Connection
from tests.scenarios.comparing import definition, differing_rows
from tests.scenarios.inventory import take_inventory
from tests.scenarios.scenario import Scenario, Writes, all_scenarios
from tests.scenarios.writers import Writers
from tests.servers import Schema

TYPES = {
    "case": ("VARCHAR(10) COLLATE utf8mb4_general_ci", "'a'", "'A'"),
    "trailing blank": ("VARCHAR(10)", "'a'", "'a '"),
    "NULL and empty": ("VARCHAR(10)", "NULL", "''"),
    "text of NULL": ("VARCHAR(10)", "NULL", "'N'"),
    "four bytes": ("VARCHAR(10) CHARACTER SET utf8mb4", "'\U0001f986'", "'?'"),
    "float beyond six digits": ("FLOAT", "16777216", "16777218"),
    "last bit of a double": ("DOUBLE", "0.1", "0.10000000000000002"),
    "microsecond": ("DATETIME(6)", "'2026-01-01 00:00:00.000001'", "'2026-01-01 00:00:00.000002'"),
    "zero byte": ("VARBINARY(10)", "x'61'", "x'6100'"),
    "end of a long value": ("LONGTEXT", "CONCAT(REPEAT('x', 5000), 'a')", "CONCAT(REPEAT('x', 5000), 'b')"),
    "empty and invalid ENUM": ("ENUM('', 'a')", "''", "0"),
    "bit": ("BIT(3)", "b'101'", "b'100'"),
}


@pytest.mark.parametrize("kind", TYPES)
def test_a_single_differing_value_is_found(schema: Schema, kind: str) -> None:
    """Of two tables that differ in one value of one row, the differing row of each is listed."""
    column, one, other = TYPES[kind]
    with schema.connect() as connection:
        _make_pair(connection, f"id INT PRIMARY KEY, value {column}")
        connection.execute("SET SESSION sql_mode = ''")
        connection.run_all([f"INSERT INTO {table} VALUES (1, {one}), (2, {one})" for table in ("t", "twin")])
        assert differing_rows(connection, "t", "twin") == []
        connection.execute(f"UPDATE twin SET value = {other} WHERE id = 2")
        found = differing_rows(connection, "t", "twin")
    assert found[0] == "2 rows differ"
    assert [line.split(": id 1:2 ")[0] for line in sorted(found[1:])] == ["t", "twin"]


def test_a_row_that_is_there_twice_is_found(schema: Schema) -> None:
    """Tables without a key are compared by how often they have each row."""
    with schema.connect() as connection:
        _make_pair(connection, "a INT")
        connection.run_all(["INSERT INTO t VALUES (1), (1), (2)", "INSERT INTO twin VALUES (1), (2), (2)"])
        assert differing_rows(connection, "t", "twin")[0] == "2 rows differ"


def test_definitions_differ_by_the_order_of_indexes_and_by_the_counter(schema: Schema) -> None:
    """Only the table's name is left out; the counter where that is asked for."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, a INT, KEY x (a), KEY y (a))")
        connection.execute("CREATE TABLE twin (id INT AUTO_INCREMENT PRIMARY KEY, a INT, KEY y (a), KEY x (a))")
        connection.execute("CREATE TABLE counted LIKE t")
        connection.execute("ALTER TABLE counted AUTO_INCREMENT = 7")
        texts = {name: definition(connection, name, with_counter=False) for name in ("t", "twin", "counted")}
        assert texts["t"] == texts["counted"] != texts["twin"]
        assert definition(connection, "t", with_counter=True) != definition(connection, "counted", with_counter=True)


def test_what_is_left_behind_is_seen(schema: Schema) -> None:
    """A table and a trigger that weren't there are named; the journal's tables aren't."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE t (id INT PRIMARY KEY)")
        before = take_inventory(connection)
        connection.execute("CREATE TABLE _oa_run (id INT PRIMARY KEY)")
        assert not take_inventory(connection).left_over_since(before)
        connection.execute("CREATE TABLE _oa_other (id INT PRIMARY KEY)")
        connection.execute("CREATE TRIGGER left_over BEFORE INSERT ON t FOR EACH ROW BEGIN END")
        left = take_inventory(connection).left_over_since(before)
        assert {each.split()[0] for each in left} == {"_oa_other", "left_over"}


def test_an_error_that_the_application_sees_fails_the_scenario(schema: Schema) -> None:
    """The writers go on, but who waits for them is told."""
    with schema.connect() as connection:
        _make_pair(connection, "id INT PRIMARY KEY")
    faulty = ("INSERT INTO {table} VALUES ({n})", "INSERT INTO {table} VALUES ({n})")
    with Writers(schema, _scenario(faulty), seed=1) as writers, pytest.raises(AssertionError, match="1062"):
        writers.finish_a_round()


def test_a_transaction_reaches_the_twin_or_neither(schema: Schema) -> None:
    """After rounds of writes, rolled back ones among them, table and twin are equal and not empty."""
    with schema.connect() as connection:
        _make_pair(connection, "id INT PRIMARY KEY")
        writes = ("INSERT INTO {table} VALUES ({n})",), ("INSERT INTO {table} VALUES (-1 - {n})", "ROLLBACK")
        with Writers(schema, _scenario(*writes), seed=1) as writers:
            writers.finish_a_round()
        assert not writers.seen.failures
        assert differing_rows(connection, "t", "twin") == []
        assert connection.value("SELECT MIN(id) FROM t") == 0


def _make_pair(connection: Connection, columns: str) -> None:
    connection.run_all([f"CREATE TABLE {table} ({columns})" for table in ("t", "twin")])


def _scenario(*transactions: tuple[str, ...]) -> Scenario:
    any_one = all_scenarios()[0]
    return replace(any_one, plan=replace(any_one.plan, table="t"), session=(), writes=Writes(transactions))
