"""While the application keeps the server busy one worker copies and verifies; on an idle server there are more."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from onlinealter.model.errors import ServerError
from onlinealter.model.events import CopyAdvanced
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import Recorder, make_customers, run, widen
from tests.integration.faults.deeds import wait_until
from tests.servers import Schema

_LONGEST = 600  # seconds that a session is at work, if nobody ends it


@pytest.mark.parametrize("busy", [False, True])
def test_the_application_decides_how_many_workers_there_are(schema: Schema, busy: bool) -> None:
    """From the first chunk on; its sessions are seen wherever they are at work."""
    make_customers(schema)
    target, recorder = schema.target("customers", widen()), Recorder()
    run(target, [Phase.PREPARE])
    with _sessions_at_work(schema, (os.cpu_count() or 1) if busy else 0):
        run(target, [Phase.EXECUTE], recorder)
    workers = {event.workers for event in recorder.of(CopyAdvanced)}
    assert workers == {1} if busy else min(workers) > 1
    assert run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"


@contextmanager
def _sessions_at_work(schema: Schema, count: int) -> Iterator[None]:
    sessions = [schema.connect() for _ in range(count)]
    threads = [threading.Thread(target=_work, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    with schema.connect() as connection:
        at_work = "SELECT COUNT(*) FROM information_schema.processlist WHERE db = %s AND info LIKE 'SELECT SLEEP%%'"
        wait_until(lambda: int(connection.value(at_work, [schema.name])) == count)
    try:
        yield
    finally:
        with schema.connect() as connection:
            for session in sessions:
                connection.execute(f"KILL QUERY {session.id}")
        for thread, session in zip(threads, sessions, strict=True):
            thread.join()
            session.close()


def _work(session: Connection) -> None:
    with suppress(ServerError):  # it is ended
        session.rows(f"SELECT SLEEP({_LONGEST})")
