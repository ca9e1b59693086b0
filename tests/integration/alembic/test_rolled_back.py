"""The way down, as Alembic's and Django's operations take it, where only a copy of the rows leads back."""

from __future__ import annotations

import logging
from urllib.parse import quote

import pytest

import onlinealter as oa
from onlinealter.migrating.rolled_back import is_rolled_back, without_ways_back
from onlinealter.migrating.told import Told
from tests.integration.engine.alterations import make_customers
from tests.servers import Schema


def test_a_rollback_by_a_copy_goes_on_where_it_was_stopped(schema: Schema) -> None:
    """The server widens the column by itself; narrowing it writes the rows again, by a run that has a name of its own."""
    make_customers(schema, 50)
    server = schema.primary
    target = oa.Target(f"mysql://{quote(server.user)}@{server.host}:{server.port}/{schema.name}", password=server.password)
    plan = oa.Plan("customers", ("MODIFY amount INT DEFAULT 3, MODIFY name VARCHAR(40) NOT NULL",))
    assert oa.run(plan, target) is not None
    stop = oa.StopFlag()

    def stopped(event: oa.Event) -> None:
        if isinstance(event, oa.PhaseEnded) and event.phase is oa.Phase.EXECUTE:
            stop.request()

    with pytest.raises(oa.Interrupted):
        oa.rollback(plan, target, on_event=stopped, stop=stop)
    runs = oa.status(plan, target)
    assert [run.state for run in runs] == ["swapped", "copied"]
    [first] = without_ways_back(runs)
    told = Told(logging.getLogger(__name__), None)
    assert is_rolled_back(first, plan, lambda: False, target, told, oa.StopFlag())
    assert [run.state for run in oa.status(plan, target)] == ["aborted", "done"]
    with schema.connect() as connection:
        assert (
            connection.value(
                "SELECT CHARACTER_MAXIMUM_LENGTH FROM information_schema.columns WHERE table_schema ="
                " DATABASE() AND table_name = 'customers' AND column_name = 'name'"
            )
            == 20
        )
    # Called again: the process died before the version row was written.
    [first] = without_ways_back(oa.status(plan, target))
    assert is_rolled_back(first, plan, lambda: True, target, told, oa.StopFlag())
