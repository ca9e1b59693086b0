"""The application never gets an error because of us: transactions that read first and write later (promise 1)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from onlinealter.model.events import WaitingForLock
from onlinealter.model.states import Phase
from onlinealter.mysql import lingering
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, Recorder, make_customers, run, widen
from tests.integration.faults.deeds import wait_until, waiting
from tests.servers import Schema

_OFTEN = 2


@pytest.mark.parametrize(
    "reads", ["SELECT * FROM customers WHERE id = 7", "SELECT * FROM customers WHERE id = 7 FOR UPDATE"]
)
@pytest.mark.parametrize("moment", [Phase.PREPARE, Phase.CUTOVER, Phase.ROLLBACK, Phase.CLEANUP, Phase.ABORT])
def test_a_transaction_that_has_read_may_write_while_the_run_waits_for_it(
    schema: Schema, moment: Phase, reads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A waiting DDL would make it a deadlock's victim (1213) at once: so nothing of ours stands in the queue then."""
    monkeypatch.setattr(lingering, "_LINGERING", 600.0)  # else the run would wait for the transaction's end beforehand
    make_customers(schema)
    target = schema.target("customers", widen())
    before = {Phase.PREPARE: (), Phase.CUTOVER: TO_VERIFY, Phase.ABORT: TO_VERIFY}.get(moment, TO_CUTOVER)
    if before:
        run(target, before)
    recorder = Recorder()
    with ThreadPoolExecutor(1) as pool, schema.connect() as application:
        application.execute("BEGIN")
        application.rows(reads)
        altering = pool.submit(run, target, [moment], recorder)
        _wait_for_queueing(schema, recorder)
        application.execute("UPDATE customers SET amount = 123 WHERE id = 7")
        application.execute("COMMIT")
        altering.result()
        assert application.value("SELECT amount FROM customers WHERE id = 7") == 123


def _wait_for_queueing(schema: Schema, recorder: Recorder) -> None:
    """Until something of the tool's stands in a queue for a table's lock, which shouldn't be; or has been refused that."""

    def waits() -> bool:
        return waiting(looker) is not None or len(recorder.of(WaitingForLock)) > _OFTEN

    with schema.connect() as looker:
        wait_until(waits)
