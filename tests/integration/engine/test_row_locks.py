"""The copy locks the rows that it reads, and never waits for those that the application has locked."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from onlinealter.model.events import Event, PhaseBegan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import Recorder, make_customers, run, shadow_of, widen
from tests.integration.engine.slow_copy import ROWS, make_parcels, slow_copy
from tests.integration.engine.test_waiting import Prober
from tests.integration.faults.deeds import running, wait_until, waiting
from tests.servers import Schema

_ROWS, _STEPS, _PAUSE = 500, 60, 0.05
_WRITES, _LONGEST_HELD, _BOUND = 300, 30.0, 10.0  # who waits behind the copy does so for as long as the row is held
_FEW = 60


class _Begun(Recorder):
    """Knows when the phase has begun."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, PhaseBegan):
            self.begun.set()


def test_a_transaction_that_goes_against_the_copy_is_never_a_deadlocks_victim(schema: Schema) -> None:
    """It locks row after row downwards, the copy a chunk's rows upwards: if the copy waited for it, the server would end the
    one that has done less, which is the application's.
    """
    make_customers(schema, _ROWS)
    target = schema.target("customers", widen(chunk_rows=_ROWS, max_chunk_rows=_ROWS, workers=1))
    run(target, [Phase.PREPARE])
    recorder = _Begun()
    with ThreadPoolExecutor(1) as pool, schema.connect() as application:
        application.execute("BEGIN")
        application.execute(f"UPDATE customers SET amount = -1 WHERE id = {_ROWS}")
        copying = pool.submit(run, target, [Phase.EXECUTE], recorder)
        assert recorder.begun.wait(60)
        for row in range(_ROWS - 1, _ROWS - 1 - _STEPS, -1):
            application.execute(f"UPDATE customers SET amount = -1 WHERE id = {row}")
            time.sleep(_PAUSE)
        application.execute("COMMIT")
        assert copying.result().state == "copied"
        assert application.value("SELECT COUNT(*) FROM customers WHERE amount = -1") == _STEPS + 1
    assert run(target, [Phase.VERIFY]).verification == "passed"


def test_nobody_waits_behind_a_copy_that_meets_a_locked_row(schema: Schema) -> None:
    """It lets go of the rows that it has locked itself, and comes back."""
    make_customers(schema, _ROWS)
    target = schema.target("customers", widen(chunk_rows=_ROWS, max_chunk_rows=_ROWS, workers=1))
    run(target, [Phase.PREPARE])
    recorder, prober = _Begun(), Prober(schema)
    with ThreadPoolExecutor(1) as pool, schema.connect() as holder, prober.at_work():
        holder.execute("BEGIN")
        holder.execute(f"UPDATE customers SET amount = -1 WHERE id = {_ROWS}")
        copying = pool.submit(run, target, [Phase.EXECUTE], recorder)
        assert recorder.begun.wait(60)
        seen = prober.writes
        with suppress(TimeoutError):  # the assertions say what that means
            wait_until(lambda: prober.writes >= seen + _WRITES, _LONGEST_HELD)
        holder.execute("COMMIT")
        assert copying.result().state == "copied"
    assert prober.errors == []
    assert prober.writes >= seen + _WRITES
    assert prober.longest < _BOUND


def test_a_row_deleted_while_its_chunk_is_copied_stays_deleted(schema: Schema) -> None:
    """The copy reads all rows of a chunk as they were at its begin; unlocked, the last would be written after its delete."""
    make_parcels(schema)
    target = schema.target("parcels", slow_copy())
    run(target, [Phase.PREPARE])
    with ThreadPoolExecutor(1) as pool, schema.connect() as application:
        copying = pool.submit(run, target, [Phase.EXECUTE])
        wait_until(lambda: running(application, "INSERT INTO%REPEAT(") is not None)
        application.execute(f"DELETE FROM parcels WHERE id = {ROWS}")
        assert copying.result().state == "copied"
    assert run(target, [Phase.VERIFY]).verification == "passed"


def test_a_chunks_rows_and_its_line_in_the_journal_come_together(schema: Schema) -> None:
    """While the line can't be written yet nobody sees a row of the chunk, and afterwards each counts once."""
    make_customers(schema, _FEW)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    with ThreadPoolExecutor(1) as pool, schema.connect() as looker, schema.connect() as holder:
        shadow = shadow_of(looker, schema)
        holder.execute("LOCK TABLES _oa_chunk READ")
        copying = pool.submit(run, target, [Phase.EXECUTE])
        wait_until(lambda: waiting(looker) is not None)
        assert looker.value(f"SELECT COUNT(*) FROM {shadow}") == 0
        holder.execute("UNLOCK TABLES")
        assert copying.result().state == "copied"
        assert looker.value("SELECT SUM(row_count) FROM _oa_chunk WHERE phase = 'copy'") == _FEW
