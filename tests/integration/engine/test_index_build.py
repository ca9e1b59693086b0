"""The deferred indexes are built while the application is never without an open transaction on the table."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from onlinealter.engine import index_build
from onlinealter.load.heuristics import HEURISTICS, Heuristics
from onlinealter.model.errors import Blocked, Interrupted, Refused, ServerError
from onlinealter.model.events import CopyAdvanced, Event, IndexesBuilding, StatementRan, WaitingForLock
from onlinealter.model.plan import Deferral, Plan
from onlinealter.model.states import Phase
from onlinealter.mysql import error_numbers
from onlinealter.mysql.server import read_server
from onlinealter.planning import statements
from onlinealter.tables.activity import count_writes
from tests.integration.engine.alterations import WHOLE, Recorder, make_customers, run, settings, widen
from tests.integration.faults.moments import Stopped
from tests.servers import Schema

_APPLICATIONS, _SECONDS_OPEN = 3, 0.15
# MariaDB begins to count writes again with each new statistics.
_COUNT_ON = "ALTER TABLE customers STATS_PERSISTENT = 1, STATS_AUTO_RECALC = 0"
_ALWAYS = replace(HEURISTICS, most_writes=0)  # of a table that is built in no time, however small
_ATTEMPTS = 14  # one that asks at once or not at all is made some twenty times, and then has still to queue


def test_a_build_queues_long_enough_to_get_its_lock_between_short_transactions(schema: Schema) -> None:
    """Each attempt that doesn't get the lock at its end has built all indexes for nothing, so there may not be many."""
    make_customers(schema)
    target, recorder = schema.target("customers", widen()), Recorder()
    run(target, [Phase.PREPARE])
    errors: list[str] = []
    with _always_in_a_transaction(schema, errors):
        assert run(target, [Phase.EXECUTE], recorder).state == "copied"
    waits = [event.attempt for event in recorder.of(WaitingForLock) if event.purpose == "build the secondary indexes"]
    assert max(waits, default=0) < _ATTEMPTS
    assert errors == []
    assert run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"


def test_a_named_check_comes_with_indexes_that_are_built_later(schema: Schema) -> None:
    """MySQL gives a CHECK's name once in a schema, and the shadow has it when the plan is tried again, by whatever call."""
    make_customers(schema, 50)
    change = "ADD CONSTRAINT in_credit CHECK (amount >= 0), ADD KEY changed (changed)"
    target = schema.target("customers", Plan("customers", (change,), settings=settings()))
    with pytest.raises(Interrupted):
        run(target, [Phase.PREPARE], Stopped(StatementRan, 2))
    assert run(target, WHOLE).state == "done"
    with schema.connect() as connection:
        made = connection.rows("SHOW CREATE TABLE customers")[0][1]
        assert "CONSTRAINT `in_credit` CHECK" in made
        assert "KEY `changed`" in made
        connection.execute("CREATE TABLE others (id INT PRIMARY KEY, n INT)")
    other = schema.target("others", Plan("others", ("ADD CONSTRAINT in_credit CHECK (n > 0)",), settings=settings()))
    if schema.kind.is_mariadb:
        run(other, WHOLE)
        return
    with pytest.raises(Refused) as refused:
        run(other, WHOLE)
    assert "Duplicate check constraint name" in refused.value.findings[0].message


def test_indexes_are_built_gently_while_rows_are_written(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one go, but with little of the server's power."""
    monkeypatch.setattr(index_build, "HEURISTICS", _ALWAYS)  # of a table that is built in no time, however small
    assert _built_beside_applications(schema, monkeypatch) == [True]


def test_an_application_that_leaves_processors_free_does_not_wait_for_a_build(
    schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The indexes are there before a row is copied, and none is left to build."""
    monkeypatch.setattr(index_build, "HEURISTICS", _ALWAYS)
    recorder = Recorder()
    _built_beside_applications(schema, monkeypatch, recorder)
    assert _order(recorder) == [IndexesBuilding, CopyAdvanced]


@pytest.mark.parametrize("bound", [replace(_ALWAYS, most_taken=0.0), replace(_ALWAYS, share_of_memory=0.0)])
def test_indexes_are_built_after_the_copy_where_more_would_be_too_much(
    schema: Schema, monkeypatch: pytest.MonkeyPatch, bound: Heuristics
) -> None:
    """For the CPUs, or for the memory."""
    monkeypatch.setattr(index_build, "HEURISTICS", bound)
    recorder = Recorder()
    _built_beside_applications(schema, monkeypatch, recorder)
    assert _order(recorder) == [CopyAdvanced, IndexesBuilding]


def test_indexes_are_built_one_by_one_where_more_is_written_than_is_kept(
    schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build that overflows at its end was for nothing."""
    monkeypatch.setattr(index_build, "HEURISTICS", replace(HEURISTICS, note_bytes=1 << 60))
    assert len(_built_beside_applications(schema, monkeypatch)) == 3


def test_indexes_are_built_in_one_go_while_nothing_is_written(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows are read once for all."""
    monkeypatch.setattr(index_build, "HEURISTICS", _ALWAYS)
    make_customers(schema)
    recorder = Recorder()
    run(schema.target("customers", widen()), [Phase.PREPARE, Phase.EXECUTE], recorder)
    assert _builds(recorder) == 1


@pytest.mark.parametrize("deferral", [Deferral.AUTO, Deferral.ALWAYS])
def test_a_small_table_that_is_written_keeps_its_indexes_from_the_start(schema: Schema, deferral: Deferral) -> None:
    """A build would have to find the shadow unused twice; who wants it all the same says so."""
    make_customers(schema)
    with schema.connect() as connection:
        connection.execute(_COUNT_ON)
    target, recorder, over = schema.target("customers", widen(deferred_indexes=deferral)), Recorder(), threading.Event()
    writer = threading.Thread(target=_write_now_and_then, args=(schema, over))
    writer.start()
    try:
        run(target, [Phase.PREPARE, Phase.EXECUTE], recorder)
    finally:
        over.set()
        writer.join()
    assert _builds(recorder) == (0 if deferral is Deferral.AUTO else 1)
    assert run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"


def test_a_build_that_overflows_is_made_one_by_one(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server has said that it can't keep all that is written while several are built."""
    make_customers(schema)
    recorder, build = Recorder(), index_build.build_again

    def overflow(*_: object) -> None:
        monkeypatch.setattr(index_build, "build_again", build)
        raise ServerError(error_numbers.TOO_MUCH_WHILE_BUILDING, "too much was written")

    monkeypatch.setattr(index_build, "build_again", overflow)
    run(schema.target("customers", widen()), [Phase.PREPARE, Phase.EXECUTE], recorder)
    assert _builds(recorder) == 3


def test_a_build_of_one_index_that_overflows_says_what_to_set(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the same command continues, with the indexes that are left."""
    make_customers(schema)
    target, recorder, build, calls = schema.target("customers", widen()), Recorder(), index_build.build_again, list[int]()

    def overflow(*arguments: Any) -> None:
        calls.append(1)
        if len(calls) != 2:
            raise ServerError(error_numbers.TOO_MUCH_WHILE_BUILDING, "too much was written")
        build(*arguments)

    monkeypatch.setattr(index_build, "build_again", overflow)
    with pytest.raises(Blocked, match="innodb_online_alter_log_max_size"):
        run(target, [Phase.PREPARE, Phase.EXECUTE])
    monkeypatch.setattr(index_build, "build_again", build)
    assert run(target, [Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP], recorder).state == "done"
    assert [len(event.names) for event in recorder.of(IndexesBuilding)] == [2]


@pytest.mark.parametrize("bound", [1000, 0], ids=["", "many-tables"])
def test_a_tables_writes_are_counted(schema: Schema, monkeypatch: pytest.MonkeyPatch, bound: int) -> None:
    """In a server of very many tables MariaDB's other count, of all tables' updates, has to do."""
    monkeypatch.setattr("onlinealter.tables.statements._MANY_TABLES", bound)
    make_customers(schema, 50)
    with schema.connect() as connection:
        server = read_server(connection)
        connection.execute("CREATE TABLE other (id INT PRIMARY KEY)")
        connection.execute(_COUNT_ON)

        def count() -> int:
            return count_writes(connection, server, schema.name, "customers") or 0

        before = count()
        connection.execute("INSERT INTO other VALUES (1), (2), (3)")
        connection.rows("SELECT * FROM customers")
        assert count() == before
        connection.execute("UPDATE customers SET amount = amount + 1 WHERE id < 4")
        assert count() >= before + 3 if connection.mariadb and not bound else count() == before + 3


def _built_beside_applications(
    schema: Schema, monkeypatch: pytest.MonkeyPatch, recorder: Recorder | None = None
) -> list[bool]:
    """Of each build, whether it was gentle."""
    builds, add_indexes = list[bool](), statements.add_indexes

    def noted(*arguments: Any, gently: bool) -> Any:
        builds.append(gently)
        return add_indexes(*arguments, gently=gently)

    monkeypatch.setattr(statements, "add_indexes", noted)
    make_customers(schema)
    with schema.connect() as connection:
        connection.execute(_COUNT_ON)
    target, errors = schema.target("customers", widen()), list[str]()
    run(target, [Phase.PREPARE])
    with _always_in_a_transaction(schema, errors):
        run(target, [Phase.EXECUTE], recorder or Recorder())
    assert errors == []
    assert run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"
    return builds


def _write_now_and_then(schema: Schema, over: threading.Event) -> None:
    with schema.connect() as connection:
        while not over.wait(0.01):
            connection.execute("UPDATE customers SET amount = amount + 1 WHERE id = 7")


def _order(recorder: Recorder) -> list[type[Event]]:
    """Copy and build, in the order in which they began."""
    return list(dict.fromkeys(type(event) for event in recorder.events if isinstance(event, CopyAdvanced | IndexesBuilding)))


def _builds(recorder: Recorder) -> int:
    return sum(event.purpose == "build the secondary indexes" for event in recorder.of(StatementRan))


@contextmanager
def _always_in_a_transaction(schema: Schema, errors: list[str]) -> Iterator[None]:
    """Several applications that write a row of their own and keep the transaction open a while, over and over again."""
    over = threading.Event()

    def work(row: int) -> None:
        with schema.connect() as connection:
            while not over.is_set():
                try:
                    connection.execute("BEGIN")
                    connection.execute(f"UPDATE customers SET amount = amount + 1 WHERE id = {row}")
                    time.sleep(_SECONDS_OPEN)
                    connection.execute("COMMIT")
                except Exception as error:  # noqa: BLE001 - every error of the application is one too many
                    errors.append(str(error))

    threads = [threading.Thread(target=work, args=(row + 1,)) for row in range(_APPLICATIONS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()
