"""The application never gets an error because of us: transactions that read first and write later (promise 1)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from onlinealter.model.errors import Blocked
from onlinealter.model.events import StatementRan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, Recorder, make_customers, run, widen
from tests.integration.faults.deeds import waiting
from tests.servers import Schema

_YOUNGER = 2.5  # seconds than the copy, whose age counts whole ones


@pytest.mark.parametrize(
    "reads", ["SELECT * FROM customers WHERE id = 7", "SELECT * FROM customers WHERE id = 7 FOR UPDATE"]
)
@pytest.mark.parametrize("moment", [Phase.PREPARE, Phase.CUTOVER, Phase.ROLLBACK, Phase.CLEANUP, Phase.ABORT])
def test_a_transaction_that_has_read_may_write_while_the_run_waits_for_it(schema: Schema, moment: Phase, reads: str) -> None:
    """A waiting DDL would make it a deadlock's victim (1213) at once: so nothing of ours stands in the queue then."""
    make_customers(schema)
    target = schema.target("customers", widen())
    before = {Phase.PREPARE: (), Phase.CUTOVER: TO_VERIFY, Phase.ABORT: TO_VERIFY}.get(moment, TO_CUTOVER)
    if before:
        run(target, before)
    with ThreadPoolExecutor(1) as pool, schema.connect() as application:
        application.execute("BEGIN")
        application.rows(reads)
        altering = pool.submit(run, target, [moment])
        _wait_for_queueing(schema)
        application.execute("UPDATE customers SET amount = 123 WHERE id = 7")
        application.execute("COMMIT")
        altering.result()
        assert application.value("SELECT amount FROM customers WHERE id = 7") == 123


def test_a_table_behind_is_locked_without_what_its_triggers_name(schema: Schema) -> None:
    """A transaction that holds the journal's conflicts doesn't keep triggers from the shadow: taken one after the other,
    these locks would make statements that fire triggers a deadlock's victims.
    """
    make_customers(schema)
    target, recorder = schema.target("customers", widen(patience=1)), Recorder()
    run(target, TO_VERIFY)
    time.sleep(_YOUNGER)
    with schema.connect() as application:
        application.execute("BEGIN")
        columns, values = "run, back, digest, copy_key, error", "'another', 0, UNHEX(SHA2('1', 256)), '1', 0"
        application.execute(f"INSERT INTO _oa_conflict ({columns}) VALUES ({values})")
        with suppress(Blocked):  # the swap locks all that triggers use
            run(target, [Phase.CUTOVER], recorder)
        application.execute("ROLLBACK")
    made = {event.purpose for event in recorder.of(StatementRan)}
    assert {f"create the reverse {event} trigger" for event in ("insert", "update", "delete")} <= made
    assert run(target, [Phase.CUTOVER]).state == "swapped"


def _wait_for_queueing(schema: Schema) -> None:
    """Until something of the tool's stands in a queue for a table's lock, which shouldn't be; or long enough."""
    deadline = time.monotonic() + 1.0
    with schema.connect() as looker:
        while time.monotonic() < deadline and waiting(looker) is None:
            time.sleep(0.002)
