"""XA transactions that were prepared, and whose clients left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import pytest

from onlinealter.engine.alteration import check
from onlinealter.model.errors import Blocked
from onlinealter.model.events import Event, Found, Notice
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, WHOLE, Recorder, make_customers, run, widen
from tests.integration.faults.deeds import Reacting, wait_until
from tests.servers import Schema


@contextmanager
def left_prepared(place: Schema, *statements: str) -> Iterator[str]:
    """An XA transaction that made these statements and that no client holds; gives its id. Rolled back at the end."""
    xid = f"'till {token_hex(4)}','\\\\'"
    with place.connect() as connection:
        client = place.connect()
        client.run_all([f"XA START {xid}", *statements, f"XA END {xid}", f"XA PREPARE {xid}"])
        gone = client.id
        client.close()
        listed = "SELECT COUNT(*) FROM information_schema.processlist WHERE id = %s"
        wait_until(lambda: connection.value(listed, [gone]) == 0)
        try:
            yield xid
        finally:
            if connection.rows("XA RECOVER"):
                connection.execute(f"XA ROLLBACK {xid}")


def _commit(place: Schema, xid: str) -> None:
    with place.connect() as connection:
        connection.execute(f"XA COMMIT {xid}")


def _is_waiting(event: Event) -> bool:
    return isinstance(event, Notice) and "prepared XA" in event.text


def test_a_row_that_is_committed_later_is_not_lost(place: Schema) -> None:
    """Its transaction wrote before there were triggers, above the highest key: it is waited for, by its name."""
    make_customers(place, 50)
    insert = "INSERT INTO customers (id, name) VALUES (900, 'late')"
    with left_prepared(place, insert) as xid, place.connect() as connection:
        recorder = Reacting({Notice: lambda: _commit(place, xid)}, _is_waiting)
        assert run(place.target("customers", widen()), WHOLE, recorder).state == "done"
        told = [event.text for event in recorder.of(Notice) if _is_waiting(event)]
        assert [f"X'{xid.split(chr(39))[1].encode().hex()}'" in text for text in told] == [True]
        assert connection.value("SELECT name FROM customers WHERE id = 900") == "late"


@pytest.mark.remedy("and were still open after")
def test_after_a_bound_it_is_named_with_what_to_type(place: Schema) -> None:
    """At the triggers and at the swap, forwards and back; what is typed works."""
    make_customers(place, 50)
    target = place.target("customers", widen(old_transaction_timeout=0.5))
    change = "UPDATE customers SET amount = 7 WHERE id = 3"
    for phases in ([Phase.PREPARE], TO_CUTOVER, [Phase.ROLLBACK]):
        before = [phase for phase in phases if phase is not phases[-1]]
        if before:
            run(target, before)
        with left_prepared(place, change), place.connect() as connection:
            with pytest.raises(Blocked, match="clients are gone") as blocked:
                run(target, phases[-1:])
            typed = blocked.value.remedy.split("XA ROLLBACK ")[1].split(";")[0]
            connection.execute(f"XA ROLLBACK {typed}")
        if phases[-1] is not Phase.PREPARE:
            run(target, phases[-1:])
    run(target, TO_VERIFY[2:])
    assert run(target, [Phase.CUTOVER, Phase.CLEANUP]).state == "done"


def test_check_says_so(place: Schema) -> None:
    """Before anything is begun."""
    make_customers(place, 5)
    with left_prepared(place, "DELETE FROM customers WHERE id = 1"):
        recorder = Recorder()
        check(place.target("customers", widen()), recorder)
        found = [each.finding for each in recorder.of(Found) if each.finding.check == "prepared-xa"]
        assert ["XA COMMIT X'" in each.remedy for each in found] == [True]
