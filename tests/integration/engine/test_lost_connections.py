"""A connection of ours that is lost is ended on the server, and only that one."""

from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest

from onlinealter.model.errors import ConnectionLost
from onlinealter.mysql.reconnecting import ReconnectingConnection, end_connection, hold_name
from onlinealter.mysql.waits import Waits
from onlinealter.sandbox import ServerKind, start_sandbox
from tests.servers import Schema, chosen_kinds

_BEYOND_THE_FIRST = 25  # connections, so that the lost one's number is not one of the restarted server's own
_MOST = 200


def test_what_a_lost_connection_left_running_is_ended(schema: Schema) -> None:
    """The statement of a client that is gone does not outlive the next connection."""
    lost, ended = schema.connect(), threading.Event()
    hold_name(lost)

    def sleep() -> None:
        try:
            lost.rows("SELECT SLEEP(300)")
        except ConnectionLost:
            ended.set()

    sleeper = threading.Thread(target=sleep)
    sleeper.start()
    with schema.connect() as connection:
        end_connection(connection, lost.name, Waits())
        assert connection.value("SELECT COUNT(*) FROM information_schema.processlist WHERE id = %s", [lost.id]) == 0
    sleeper.join(60)
    assert ended.is_set()


@pytest.mark.parametrize("kind", chosen_kinds(), ids=str)
def test_an_application_that_got_a_lost_connections_number_is_spared(kind: ServerKind) -> None:
    """A restarted server counts its connections from the beginning."""
    with start_sandbox(kind) as sandbox, ExitStack() as applications:
        for _ in range(_BEYOND_THE_FIRST):
            sandbox.primary.connect().close()
        reconnecting = ReconnectingConnection(sandbox.primary.connect)
        lost = reconnecting.connection().id
        sandbox.kill_server()
        sandbox.restart_server()
        for _ in range(_MOST):
            application = applications.enter_context(sandbox.primary.connect())
            if application.id == lost:
                break
        assert application.id == lost
        assert reconnecting.retry(lambda c: c.value("SELECT 1")) == 1
        assert application.value("SELECT 2") == 2
        reconnecting.close()
