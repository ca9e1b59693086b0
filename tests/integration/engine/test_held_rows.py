"""A row that somebody has locked for long: who it is gets said within seconds, and lock_timeout counts."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from secrets import token_hex

import pytest

from onlinealter.engine.alteration import read_status
from onlinealter.model.errors import Blocked, ConflictsFound
from onlinealter.model.events import Notice
from onlinealter.model.plan import LossSearch, Plan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import Recorder, make_customers, run, settings, widen
from tests.integration.faults.deeds import wait_until
from tests.servers import Schema

_ROW, _SOON = 37, 10.0


@contextmanager
def _prepared(schema: Schema) -> Iterator[str]:
    """A prepared XA transaction has the row; the session that made it is gone."""
    name = f"xa {token_hex(4)}"
    with schema.connect() as leaving:
        leaving.run_all([f"XA START '{name}'", f"UPDATE customers SET amount = 0 WHERE id = {_ROW}"])
        leaving.run_all([f"XA END '{name}'", f"XA PREPARE '{name}'"])
    try:
        yield name
    finally:
        with schema.connect() as connection:
            wait_until(lambda: _rolls_back(connection, name))


def _rolls_back(connection: object, name: str) -> bool:
    """A session that has just left may still hold it."""
    try:
        connection.execute(f"XA ROLLBACK '{name}'")  # type: ignore[attr-defined]
    except Exception:  # noqa: BLE001 - 1397 until the server has noticed
        return False
    return True


def _waits(recorder: Recorder) -> list[str]:
    return [event.text for event in recorder.of(Notice) if event.text.startswith("waiting for the row")]


def test_the_session_that_has_a_row_is_named_and_patience_counts(schema: Schema) -> None:
    """By a notice and in the status while it is waited for, and in the error; afterwards the same command ends the copy."""
    make_customers(schema)
    target = schema.target("customers", widen(lock_timeout=6))
    run(target, [Phase.PREPARE])
    recorder = Recorder()
    with ThreadPoolExecutor(1) as pool, schema.connect() as holder:
        holder.execute("BEGIN")
        holder.rows(f"SELECT * FROM customers WHERE id = {_ROW} FOR UPDATE")
        who = rf"waiting for the row id={_ROW}, locked by connection {holder.id} \S+@\S+ for \d+ s"
        began = time.monotonic()
        copying = pool.submit(run, target, [Phase.EXECUTE], recorder)
        wait_until(lambda: bool(_waits(recorder)))
        assert time.monotonic() - began < _SOON
        assert re.fullmatch(who, _waits(recorder)[0])
        wait_until(lambda: bool(re.search(who, read_status(target)[-1].waiting)))
        with pytest.raises(Blocked, match=who):
            copying.result()
        assert len(_waits(recorder)) == 1
    assert run(target, [Phase.EXECUTE, Phase.VERIFY]).verification == "passed"
    assert read_status(target)[-1].waiting == ""


def test_a_pause_that_may_not_be_long_bounds_the_wait_for_a_row(schema: Schema) -> None:
    """As it does any other pause."""
    make_customers(schema)
    target = schema.target("customers", widen(max_pause=3))
    run(target, [Phase.PREPARE])
    with schema.connect() as holder:
        holder.execute("BEGIN")
        holder.rows(f"SELECT * FROM customers WHERE id = {_ROW} FOR UPDATE")
        with pytest.raises(Blocked, match=f"id={_ROW}, locked by connection {holder.id} "):
            run(target, [Phase.EXECUTE])
    run(target, [Phase.ABORT])


def test_a_prepared_transaction_that_has_a_row_is_named(schema: Schema) -> None:
    """No session has it, so nobody else would find it."""
    make_customers(schema)
    target = schema.target("customers", widen(lock_timeout=3))
    run(target, [Phase.PREPARE])
    with _prepared(schema) as name, pytest.raises(Blocked, match=f"id={_ROW}, locked by .*prepared XA transaction '{name}'"):
        run(target, [Phase.EXECUTE])
    assert run(target, [Phase.EXECUTE, Phase.VERIFY]).verification == "passed"


def test_who_has_a_row_that_is_looked_at_again_is_named(schema: Schema) -> None:
    """One that didn't fit, was corrected, and is locked since."""
    make_customers(schema)
    plan = Plan(
        "customers", ("MODIFY name VARCHAR(8) NOT NULL",), settings=settings(loss_search=LossSearch.OFF, lock_timeout=3)
    )
    target = schema.target("customers", plan)
    with schema.connect() as holder:
        holder.execute(f"UPDATE customers SET name = 'much too long' WHERE id = {_ROW}")
        with pytest.raises(ConflictsFound, match=f"id={_ROW}"):
            run(target, [Phase.PREPARE, Phase.EXECUTE])
        holder.execute(f"UPDATE customers SET name = 'short' WHERE id = {_ROW}")
        holder.execute("BEGIN")
        holder.rows(f"SELECT * FROM customers WHERE id = {_ROW} FOR UPDATE")
        # The correcting UPDATE wrote the row across, but the conflict is still to be looked at.
        with pytest.raises(Blocked, match=f"id={_ROW}, locked by connection {holder.id} "):
            run(target, [Phase.EXECUTE])
        holder.execute("ROLLBACK")
    assert run(target, [Phase.EXECUTE, Phase.VERIFY]).verification == "passed"
