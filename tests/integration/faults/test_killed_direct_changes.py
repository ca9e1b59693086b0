"""A process that dies at any statement of a change that the server makes by itself: the same command ends it."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

import pytest

from onlinealter.engine.alteration import advance
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import ConnectionLost, WrongPhase
from onlinealter.model.plan import Plan, Strategy
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import JOURNAL, TO_CUTOVER, Recorder, make_customers, objects, run, settings
from tests.integration.faults.relay import Cut, Loss, Relay
from tests.servers import Schema

_CHANGING = re.compile(r"\b(ALTER|CREATE|DROP) TABLE|\bINSERT INTO")
_FAST = settings(strategy=Strategy.AUTO, lock_timeout=5)
_DROPPED, _ADDED, _COUNTED = "DROP INDEX amount", "ADD INDEX changed (changed)", "AUTO_INCREMENT = 500"
_STEP = 3  # each case kills at every third statement: all of them take minutes


class _Killed(BaseException):
    """What SIGKILL does: no handler sees it coming."""


@dataclass
class _Process:
    """Dies at a statement, before or after the server has got it; then all of its connections are gone."""

    number: int
    after: bool
    dead: bool = False
    connections: list[Connection] = field(default_factory=list)
    left: int = 0

    def live_in(self, patch: pytest.MonkeyPatch) -> None:
        plain, self.left = Connection._run, self.number

        def counted(connection: Connection, sql: str, parameters: Sequence[object]) -> object:
            self.connections.append(connection)
            if self.dead and threading.current_thread() is not threading.main_thread():
                raise ConnectionLost("the process is gone")  # its threads end without a word
            if self.dead:
                raise _Killed
            if not _CHANGING.search(sql):
                return plain(connection, sql, parameters)
            self.left -= 1
            if self.left == 0 and not self.after:
                self._die()
            try:
                return plain(connection, sql, parameters)
            finally:
                if self.left == 0:
                    self._die()

        patch.setattr(Connection, "_run", counted)

    def _die(self) -> None:
        self.dead = True
        for connection in self.connections:
            connection.close()
        raise _Killed


def _kill(patch: pytest.MonkeyPatch, schema: Schema, phases: Sequence[Phase], process: _Process, alter: str) -> bool:
    """Whether the process died before it was through."""
    with patch.context() as patched:
        process.live_in(patched)
        try:
            run(schema.target("customers", Plan("customers", (alter,), settings=_FAST)), phases)
        except _Killed:
            time.sleep(0.1)  # the server notices that its clients are gone
            return True
        return False


def _shape(connection: Connection) -> str:
    text = str(connection.rows("SHOW CREATE TABLE customers")[0][1])
    return "\n".join(sorted(line.rstrip(",") for line in text.split("\n")[1:]))


@pytest.mark.parametrize(
    ("alter", "after", "first"), [(_DROPPED, False, 1), (_DROPPED, True, 2), (_ADDED, True, 3), (_COUNTED, True, 1)], ids=str
)
def test_a_killed_change_is_ended_by_the_same_command(
    schema: Schema, monkeypatch: pytest.MonkeyPatch, alter: str, after: bool, first: int
) -> None:
    """At each statement that changes the server, on the way there and on the way back."""
    make_customers(schema, 60)
    target = schema.target("customers", Plan("customers", (alter,), settings=_FAST))
    with schema.connect() as connection:
        old = _shape(connection)
        new, number, died = "", first - _STEP, True
        while died:
            number += _STEP
            died = _kill(monkeypatch, schema, TO_CUTOVER, _Process(number, after), alter)
            if died:
                run(target, TO_CUTOVER)
            new = new or _shape(connection)
            assert _shape(connection) == new != old
            back = _kill(monkeypatch, schema, (Phase.ROLLBACK,), _Process(number, after), alter)
            if back:
                with suppress(WrongPhase):  # it may have been its last statement
                    run(target, (Phase.ROLLBACK,))
            assert _shape(connection) == old
            if _kill(monkeypatch, schema, (Phase.ABORT,), _Process(number, after), alter):
                advance(target, (Phase.ABORT,), Recorder(), StopFlag(), Choices())  # as above
            assert objects(connection, schema) == ({"customers", *JOURNAL}, set())
        assert number > 10


@pytest.mark.parametrize("loss", [Loss.UNSENT, Loss.SENT, Loss.ANSWERED], ids=lambda loss: str(loss.name))
@pytest.mark.parametrize("words", [("ALTER TABLE", "_new`"), ("ALTER TABLE", "`customers`"), ("_old` LIKE",)], ids=str)
def test_a_lost_connection_is_no_end(place: Schema, relay: Relay, words: tuple[str, ...], loss: Loss) -> None:
    """Whether the statement was run is asked of the definition."""
    make_customers(place, 60)
    plan = Plan("customers", ("MODIFY amount INT COMMENT 'in cents'",), settings=replace(_FAST, lock_timeout=20))
    relay.cuts = [Cut(words, loss)]
    run(relay.before(place.target("customers", plan)), TO_CUTOVER)
    assert relay.cuts[0].done
    with place.connect() as connection:
        assert "in cents" in _shape(connection)
        run(place.target("customers", plan), (Phase.CLEANUP,))
        assert objects(connection, place) == ({"customers", *JOURNAL}, set())
