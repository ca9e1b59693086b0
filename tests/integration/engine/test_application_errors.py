"""The application never gets an error because of us: transactions that read first and write later (promise 1)."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from onlinealter.model.events import StatementRan, Swapped
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, make_customers, run, widen
from tests.integration.faults.deeds import Reacting, waiting
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


def test_a_table_behind_is_locked_without_what_its_triggers_name(schema: Schema) -> None:
    """A transaction that holds the journal's conflicts doesn't keep the retired table's triggers: taken one after the other,
    these locks would make statements that fire triggers a deadlock's victims.
    """
    make_customers(schema)
    target = schema.target("customers", widen(patience=1))
    run(target, TO_VERIFY)
    columns, values = "run, back, digest, copy_key, error", "'another', 0, UNHEX(SHA2('1', 256)), '1', 0"
    with schema.connect() as application:
        hold = ("BEGIN", f"INSERT INTO _oa_conflict ({columns}) VALUES ({values})")
        recorder = Reacting({Swapped: lambda: application.run_all(hold)})
        assert run(target, [Phase.CUTOVER], recorder).state == "swapped"
        application.execute("ROLLBACK")
    dropped = [event for event in recorder.of(StatementRan) if event.purpose.startswith("drop the trigger")]
    assert len(dropped) == 3


def _wait_for_queueing(schema: Schema) -> None:
    """Until something of the tool's stands in a queue for a table's lock, which shouldn't be; or long enough."""
    deadline = time.monotonic() + 1.0
    with schema.connect() as looker:
        while time.monotonic() < deadline and waiting(looker) is None:
            time.sleep(0.002)
