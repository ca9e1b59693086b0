"""Servers that write all names in lower case, and people who don't."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from secrets import token_hex

import pytest

from onlinealter.engine.alteration import check, read_status
from onlinealter.engine.ownership import take_ownership
from onlinealter.model.errors import Owned
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.waits import Waits
from onlinealter.sandbox import Sandbox, start_sandbox
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, WHOLE, Recorder, objects, run, settings
from tests.servers import Schema, chosen_kinds


@pytest.fixture(scope="module", params=chosen_kinds(), ids=str)
def lower_case(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A server begun with lower_case_table_names = 1, on MySQL initialised with it too."""
    with start_sandbox(request.param, settings={"lower_case_table_names": "1"}) as sandbox:
        yield sandbox


@pytest.fixture
def line(lower_case: Sandbox) -> Iterator[Schema]:
    """A schema with a parent and a child."""
    name = f"Railway_{token_hex(4)}"
    schema = Schema(name, lower_case.kind, lower_case.primary, lower_case.primary)
    with lower_case.primary.connect() as connection:
        connection.run_all(
            [
                f"CREATE DATABASE {name}",
                f"USE {name}",
                "CREATE TABLE Station (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, stop INT)",
                "INSERT INTO Station (stop) VALUES (1), (2), (3)",
                "CREATE TABLE Train (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, at INT, tail INT,"
                " FOREIGN KEY (at) REFERENCES Station (id))",
                "INSERT INTO Train (at, tail) VALUES (1, 1), (2, 2)",
            ]
        )
        try:
            yield schema
        finally:
            connection.execute(f"DROP DATABASE {name}")


def _plan(table: str, alter: str) -> Plan:
    return Plan(table, (alter,), settings=settings())


def _parent_of_train(line: Schema) -> str:
    with line.connect() as connection:
        return str(connection.row("SHOW CREATE TABLE train")[1])  # type: ignore[index]


def test_the_children_of_a_table_follow_its_name(line: Schema) -> None:
    """However the table was written: there, back, there, and to the end."""
    plan = _plan("Station", "ADD COLUMN name VARCHAR(20), ADD KEY (name)")
    target = replace(line.target("Station", plan), replicas=())
    assert run(target, [*TO_CUTOVER, Phase.ROLLBACK, *TO_CUTOVER[2:], Phase.CLEANUP]).state == "done"
    assert "REFERENCES `station` (" in _parent_of_train(line)
    with line.connect() as connection:
        connection.execute("INSERT INTO STATION (stop) VALUES (9)")
        connection.execute("INSERT INTO train (at) VALUES (LAST_INSERT_ID())")
        assert objects(connection, replace(line, name=line.name.lower()))[1] == set()


@pytest.mark.parametrize(
    "alter", ["MODIFY tail BIGINT", "ADD COLUMN last INT, ADD FOREIGN KEY (tail) REFERENCES StatioN (id)"]
)
def test_a_child_is_altered(line: Schema, alter: str) -> None:
    """Aborted, and to the end."""
    target = replace(line.target("TRAIN", _plan("TRAIN", alter)), replicas=())
    run(target, TO_VERIFY)
    run(target, [Phase.ABORT])
    assert run(target, WHOLE).state == "done"
    assert _parent_of_train(line).count("REFERENCES `station` (") == (2 if "REFERENCES" in alter else 1)


def test_a_key_to_the_table_itself(line: Schema) -> None:
    """Written otherwise than the table is called."""
    target = replace(line.target("Station", _plan("Station", "ADD FOREIGN KEY (stop) REFERENCES STATION (id)")), replicas=())
    assert run(target, WHOLE).state == "done"
    with line.connect() as connection:
        assert "REFERENCES `station` (" in str(connection.row("SHOW CREATE TABLE station"))


def test_one_table_has_one_run(line: Schema) -> None:
    """By whatever name it is called, the schema's too."""
    plan = _plan("STATION", "MODIFY stop BIGINT")
    first = run(replace(line.target("STATION", plan), replicas=()), [Phase.PREPARE])
    other = replace(line.target("station", _plan("station", *plan.alter)), replicas=(), schema=line.name.upper())
    assert run(other, [Phase.EXECUTE]).run == first.run
    assert [each.run for each in read_status(replace(other, table="Station", plan=None))] == [first.run]
    with line.connect() as holder:
        take_ownership(holder, line.name.lower(), "station", None, Waits())
        with pytest.raises(Owned):
            run(replace(other, table="StatiON", plan=None), [Phase.ABORT])
    run(other, [Phase.ABORT])
    check(other, Recorder())
