"""Ctrl-C in the middle of a statement that takes long."""

from __future__ import annotations

import threading
import time

import pytest

from onlinealter.engine.alteration import advance, read_status
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import Interrupted
from onlinealter.model.events import IndexesBuilding
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import make_customers, run
from tests.integration.faults.deeds import Reacting, is_clean, running, wait_until, waiting
from tests.integration.faults.slow_index import slow_index
from tests.servers import Schema

_LONGEST_WAIT, _AT_ONCE = 10.0, 6.0  # seconds; a plan may say no more than ten


def test_an_interrupt_ends_an_index_build_at_once(place: Schema) -> None:
    """Where the build would wait for seconds more, the server is told to give it up; the copied rows stay."""
    make_customers(place, 1500)
    target, stop = place.target("customers", slow_index(lock_wait=_LONGEST_WAIT)), StopFlag()
    asked: list[float] = []
    run(target, [Phase.PREPARE])
    with place.connect() as application, place.connect() as watcher:

        def interrupt() -> None:
            wait_until(lambda: running(watcher, "LOCK=NONE") is not None)
            application.execute("BEGIN")
            application.execute("UPDATE customers SET amount = 1 WHERE id = 1")
            wait_until(lambda: waiting(watcher) is not None)
            asked.append(time.monotonic())
            stop.request()

        thread = threading.Thread(target=interrupt)
        with pytest.raises(Interrupted):
            advance(target, [Phase.EXECUTE], Reacting({IndexesBuilding: thread.start}), stop, Choices())
        assert time.monotonic() - asked[0] < _AT_ONCE
        thread.join()
        application.execute("COMMIT")
        status = read_status(target)[-1]
        assert (status.state, status.rows_copied) == ("copying", 1500)
        assert running(watcher, "LOCK=NONE") is None
        run(target, [Phase.ABORT])
        assert is_clean(watcher, place)
