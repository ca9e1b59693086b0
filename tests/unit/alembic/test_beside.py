"""Alembic's connection while a run is under way."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from onlinealter.alembic.beside import beside


class _Connection:
    """One of SQLAlchemy's, of a server that lets a session be idle for half a second; ``lost`` after so many statements."""

    def __init__(self, lost: int = 1000) -> None:
        self.invalidated, self._lost = False, lost
        self.heard: list[tuple[str, int]] = []
        self.twice = threading.Event()

    def exec_driver_sql(self, sql: str) -> Any:
        self.heard.append((sql, threading.get_ident()))
        if len(self.heard) > 2:
            self.twice.set()
        if len(self.heard) > self._lost:
            self.invalidated = True
            self.twice.set()
            raise DBAPIError(sql, None, Exception("gone"), connection_invalidated=True)
        return self

    def scalar(self) -> str:
        return "0.5"


def test_it_gives_signs_of_life_from_its_own_thread() -> None:
    """A connection is no thing for two threads."""
    connection = _Connection()
    assert beside(connection, lambda: connection.twice.wait(60) and "done") == "done"
    assert {thread for _, thread in connection.heard} == {threading.get_ident()}
    assert [sql for sql, _ in connection.heard][:3] == ["SELECT @@wait_timeout", "SELECT 1", "SELECT 1"]


def test_the_work_goes_on_when_the_connection_is_lost() -> None:
    """It doesn't need it, and the next call of the same command writes the version row."""
    connection = _Connection(lost=1)
    assert beside(connection, lambda: connection.twice.wait(60) and "done") == "done"
    assert len(connection.heard) == 2


def test_the_works_error_is_the_callers() -> None:
    """Also one that waiting knows for itself."""

    def fail() -> None:
        raise TimeoutError("the work's own")

    with pytest.raises(TimeoutError, match="the work's own"):
        beside(_Connection(), fail)


def test_an_interrupt_stops_the_work_and_waits_for_its_end() -> None:
    """So that nothing is under way when Alembic ends."""
    stopped, ended = threading.Event(), list[bool]()

    class Interrupting(_Connection):
        def exec_driver_sql(self, sql: str) -> Any:
            if sql == "SELECT 1":
                raise KeyboardInterrupt
            return self

    with pytest.raises(KeyboardInterrupt):
        beside(Interrupting(), lambda: ended.append(stopped.wait(60)), stopped.set)
    assert ended == [True]
