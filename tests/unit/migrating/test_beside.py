"""The caller's connection while a run is under way."""

from __future__ import annotations

import logging
import threading

import pytest

from onlinealter.migrating.beside import SessionLost, beside


class _Session:
    """Of a server that lets it be idle for half a second; ``lost`` after so many statements."""

    log = logging.getLogger("tests")

    def __init__(self, lost: int = 1000) -> None:
        self._lost = lost
        self.heard: list[tuple[str, int]] = []
        self.twice = threading.Event()

    def ask(self, sql: str) -> object:
        self.heard.append((sql, threading.get_ident()))
        if len(self.heard) > 2:
            self.twice.set()
        if len(self.heard) > self._lost:
            self.twice.set()
            raise SessionLost from KeyError("gone")
        return "0.5"


def test_it_gives_signs_of_life_from_its_own_thread() -> None:
    """A connection is no thing for two threads."""
    connection = _Session()
    assert beside(connection, lambda: connection.twice.wait(60) and "done") == "done"
    assert {thread for _, thread in connection.heard} == {threading.get_ident()}
    assert [sql for sql, _ in connection.heard][:3] == ["SELECT @@wait_timeout", "SELECT 1", "SELECT 1"]


def test_the_work_goes_on_when_the_connection_is_lost() -> None:
    """It doesn't need it, and the next call of the same command writes the version row."""
    connection = _Session(lost=1)
    assert beside(connection, lambda: connection.twice.wait(60) and "done") == "done"
    assert len(connection.heard) == 2


def test_the_works_error_is_the_callers() -> None:
    """Also one that waiting knows for itself."""

    def fail() -> None:
        raise TimeoutError("the work's own")

    with pytest.raises(TimeoutError, match="the work's own"):
        beside(_Session(), fail)


def test_an_interrupt_stops_the_work_and_waits_for_its_end() -> None:
    """So that nothing is under way when Alembic ends."""
    stopped, ended = threading.Event(), list[bool]()

    class Interrupting(_Session):
        def ask(self, sql: str) -> object:
            if sql == "SELECT 1":
                raise KeyboardInterrupt
            return super().ask(sql)

    with pytest.raises(KeyboardInterrupt):
        beside(Interrupting(), lambda: ended.append(stopped.wait(60)), stopped.set)
    assert ended == [True]


def test_a_connection_that_is_lost_before_the_work_is_its_owners_error() -> None:
    """Nothing has begun yet."""
    with pytest.raises(KeyError, match="gone"):
        beside(_Session(lost=0), lambda: pytest.fail("it has begun"))
