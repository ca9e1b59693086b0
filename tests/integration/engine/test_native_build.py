"""An index that the server builds by itself: what is told of it meanwhile, and who may come in its way at its end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from onlinealter.model.events import IndexBuildAdvanced, StatementRan, WaitingForLock
from onlinealter.model.plan import Plan, Strategy
from onlinealter.model.states import Phase
from onlinealter.mysql import build_progress
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, Recorder, run, settings
from tests.servers import Schema

_INDEXES = ", ".join(f"ADD INDEX by_{column} ({column})" for column in ("a", "b", "c", "d"))
_BACK = ", ".join(f"DROP INDEX by_{column}" for column in ("a", "b", "c", "d"))
_PLAN = Plan("goods", (_INDEXES,), settings=settings(strategy=Strategy.NATIVE, lock_timeout=300, lock_wait=0.5))
_TRIES, _LONGEST = 6, 120.0


def _make(connection: Connection) -> None:
    """Enough rows for a build that can be met while it is under way."""
    columns = ("a", "b", "c", "d")
    connection.execute(
        "CREATE TABLE goods (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT,"
        f" {', '.join(f'{column} CHAR(60)' for column in columns)})"
    )
    connection.execute("INSERT INTO goods (n) VALUES (1)")
    for _ in range(15):
        values = ", ".join("SHA2(RAND(), 224)" for _ in columns)
        connection.execute(f"INSERT INTO goods (n, {', '.join(columns)}) SELECT n, {values} FROM goods")


def _state_of_build(connection: Connection) -> str:
    """What the server says of the ALTER that builds, not of those that only try it; empty where there is none."""
    ours = "info LIKE '%`goods` ADD INDEX by_a%' AND id <> CONNECTION_ID()"
    return str(connection.value(f"SELECT state FROM information_schema.processlist WHERE {ours}") or "")


def _until(so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + _LONGEST
    while time.monotonic() < deadline:
        if so():
            return True
        time.sleep(0.002)
    return False


@contextmanager
def _building(schema: Schema, recorder: Recorder) -> Iterator[threading.Thread]:
    """A run that is at its ALTER, in another thread."""
    run(schema.target("goods", _PLAN), TO_VERIFY)
    thread = threading.Thread(target=lambda: run(schema.target("goods", _PLAN), (Phase.CUTOVER,), recorder))
    thread.start()
    try:
        yield thread
    finally:
        thread.join()


def test_a_transaction_that_begins_during_a_build_does_not_let_the_application_wait_behind_it(
    schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ALTER wants the table for itself at its end: it is ended after lock_wait, and made again when that is over."""
    monkeypatch.setattr(build_progress, "_BETWEEN", 0.0)
    recorder = Recorder()
    with schema.connect() as connection, schema.connect() as blocker, schema.connect() as application:
        _make(connection)
        application.execute("SET SESSION lock_wait_timeout = 60")
        for _ in range(_TRIES):
            with _building(schema, recorder) as build:
                assert _until(lambda: _state_of_build(connection).startswith("altering") or not build.is_alive())
                try:
                    blocker.execute("BEGIN")
                    blocker.rows("SELECT n FROM goods LIMIT 1")
                    met = _until(lambda: _waits(recorder) or not build.is_alive()) and build.is_alive()
                    # The transaction is still open: what is written now waits behind nobody, or for lock_wait at most.
                    application.execute("UPDATE goods SET n = n + 1 WHERE id = 1")
                finally:
                    blocker.execute("COMMIT")
            if met:
                break
            connection.execute(f"ALTER TABLE goods {_BACK}")
            run(schema.target("goods", _PLAN), (Phase.ABORT,))
        assert met
        assert len(connection.rows("SHOW INDEX FROM goods WHERE Key_name LIKE 'by_%%'")) == 4
    assert any("ADD INDEX" in event.sql for event in recorder.of(StatementRan))


def _waits(recorder: Recorder) -> bool:
    return any(event.purpose == "build the indexes" for event in recorder.of(WaitingForLock))


def test_the_server_s_own_progress_is_told(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where MySQL's instruments are off nothing is told, and nothing fails."""
    monkeypatch.setattr(build_progress, "_BETWEEN", 0.0)
    with schema.connect() as connection:
        _make(connection)
        if schema.kind.value == "mysql":
            with _blind(connection):
                assert not _advanced(schema, connection, most=1)
        told = _advanced(schema, connection, most=_TRIES)
    assert told
    assert all(0 < event.fraction < 1 for event in told)


@contextmanager
def _blind(connection: Connection) -> Iterator[None]:
    """MySQL doesn't note meanwhile what an ALTER is at."""
    switch = "UPDATE performance_schema.setup_instruments SET enabled = '{}' WHERE name LIKE 'stage/innodb/alter%'"
    connection.execute(switch.format("NO"))
    try:
        yield
    finally:
        connection.execute(switch.format("YES"))


def _advanced(schema: Schema, connection: Connection, most: int) -> list[IndexBuildAdvanced]:
    """What is told of builds, of some until one was slow enough to be seen."""
    recorder = Recorder()
    for _ in range(most):
        run(schema.target("goods", _PLAN), (*TO_CUTOVER, Phase.CLEANUP), recorder)
        connection.execute(f"ALTER TABLE goods {_BACK}")
        if recorder.of(IndexBuildAdvanced):
            break
    return recorder.of(IndexBuildAdvanced)
