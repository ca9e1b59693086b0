"""The application never gets an error because of us: transactions that read first and write later (promise 1)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, make_customers, run, widen
from tests.integration.faults.deeds import waiting
from tests.servers import Schema


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


def _wait_for_queueing(schema: Schema) -> None:
    """Until something of the tool's stands in a queue for a table's lock, which shouldn't be; or long enough."""
    deadline = time.monotonic() + 1.0
    with schema.connect() as looker:
        while time.monotonic() < deadline and waiting(looker) is None:
            time.sleep(0.002)
