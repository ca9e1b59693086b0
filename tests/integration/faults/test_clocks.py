"""Clocks that jump, or don't agree."""

from __future__ import annotations

import time

from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.blockers import old_transactions
from onlinealter.mysql.connection import connect
from onlinealter.mysql.server import read_server
from tests.integration.engine.alterations import WHOLE, make_customers, run, settings, widen
from tests.integration.engine.test_waiting import held_open
from tests.integration.faults.deeds import is_clean
from tests.servers import Schema


def test_a_clock_that_was_set_back_between_two_runs(place: Schema) -> None:
    """The run that was begun is the one that is worked on, also where an older one seems to be younger."""
    make_customers(place, 50)
    assert run(place.target("customers", widen()), WHOLE).state == "done"
    with place.connect() as connection:
        connection.execute("UPDATE _oa_run SET created_at = created_at + INTERVAL 1 DAY")
        again = Plan("customers", ("MODIFY name VARCHAR(50) NOT NULL",), settings=settings())
        assert run(place.target("customers", again), WHOLE).state == "done"
        assert "varchar(50)" in str(connection.row("SHOW COLUMNS FROM customers LIKE 'name'"))
        assert is_clean(connection, place)


def test_a_clock_that_was_set_back_after_the_copy(place: Schema) -> None:
    """How long ago the copy ended is never less than nothing: the swap then waits for every transaction there is."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY])
    with place.connect() as connection:
        connection.execute("UPDATE _oa_run SET copied_at = copied_at + INTERVAL 1 HOUR")
    assert run(target, [Phase.CUTOVER, Phase.CLEANUP]).state == "done"


def test_the_age_of_a_transaction_does_not_depend_on_the_session(place: Schema) -> None:
    """Its time zone and the clock that a session may set for itself don't count, only the server's."""
    make_customers(place, 5)
    target = place.target("customers")
    with connect(target.primary, database=place.name) as ours, held_open(place, 30) as holder:
        server = read_server(ours)
        holder.execute("SET SESSION timestamp = 1000000000")
        ours.execute("SET SESSION time_zone = '+05:00'")
        time.sleep(0.15)  # asked sooner, the server gives the list that it gave before
        found = {each.connection: each.age for each in old_transactions(ours, server, 0)}
        assert 0 <= found[holder.id] < 30
