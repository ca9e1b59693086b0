"""Hours that come twice, and clocks that don't agree."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onlinealter.engine.shard import connect_shard
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from onlinealter.mysql import statements
from onlinealter.mysql.blockers import old_transactions
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import read_server
from onlinealter.sandbox import start_sandbox
from onlinealter.throttles.clock import clock_offset
from onlinealter.throttles.replica_lag import ReplicaLag
from tests.integration.engine.alterations import make_customers, run, widen
from tests.integration.engine.test_waiting import held_open
from tests.integration.faults.deeds import wait_until
from tests.servers import Schema, chosen_kinds


@pytest.fixture(scope="module", params=chosen_kinds(), ids=str)
def berlin(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A server on a machine in Berlin."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TZ", "Europe/Berlin")
        with start_sandbox(request.param) as sandbox, sandbox.primary.connect() as connection:
            yield connection


@pytest.mark.parametrize(
    ("started", "now", "age"),
    [
        ("2026-10-25 02:50:00", "2026-10-25 01:10:00", 1200),  # before the clock was set back, and after
        ("2026-10-25 02:50:00", "2026-10-25 00:50:30", 30),
        ("2026-10-25 02:10:00", "2026-10-25 01:10:05", 3605),  # may have begun five seconds ago, or an hour before that
        ("2026-10-25 01:59:59", "2026-10-25 01:00:00", 3601),
        ("2026-10-25 03:00:00", "2026-10-25 02:00:07", 7),
        ("2026-03-29 01:59:50", "2026-03-29 01:00:10", 20),  # over the hour that never comes
        ("2026-07-01 12:00:00", "2026-07-01 10:00:40", 40),
    ],
)
def test_an_age_is_never_too_small(berlin: Connection, started: str, now: str, age: int) -> None:
    """A transaction is shown by local time; of the two moments that it may mean the earlier counts."""
    assert berlin.value("SELECT @@system_time_zone IN ('CET', 'CEST')") == 1
    assert berlin.value(f"SELECT {statements.age(f'TIMESTAMP {started!r}', f'TIMESTAMP {now!r}')}") == age


def test_mysql_times_a_transaction_too(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that one which began just now isn't an hour old in the hour that comes twice."""
    make_customers(place, 5)
    with place.connect() as connection, held_open(place, 60) as holder:
        server = read_server(connection)
        wait_until(lambda: holder.id in {each.connection for each in old_transactions(connection, server, 0)})
        an_hour_more = statements._AGE.replace("UTC_TIMESTAMP()", "UTC_TIMESTAMP() + INTERVAL 1 HOUR")
        monkeypatch.setattr(statements, "_TIMED_AGE", statements._TIMED_AGE.replace(statements._AGE, an_hour_more))
        monkeypatch.setattr(statements, "_AGE", an_hour_more)
        found = {each.connection: each.age for each in old_transactions(connection, server, 0)}
        assert found[holder.id] >= 3600 if place.kind.is_mariadb else found[holder.id] < 3600


@pytest.mark.parametrize("behind", [30, -30])
def test_a_clock_that_is_off_is_no_lag(place: Schema, behind: int) -> None:
    """Neither counted as lag nor hiding it."""
    make_customers(place, 5)
    target = place.target("customers", widen())
    record = run(target, [Phase.PREPARE])
    shard = connect_shard(target)
    with shard.open_primary() as primary:
        signal = ReplicaLag(
            "replica", lambda: shard.open_replica(target.replicas[0]), place.name, record.run, lambda: 5.0, NullReporter(),
            shard.server, lambda: clock_offset(primary) - behind,
        )  # fmt: skip
        beat = "UPDATE _oa_run SET heartbeat = UTC_TIMESTAMP(6) - INTERVAL %s SECOND"
        for lag in (0, 20):
            primary.execute(beat, [behind + lag])
            place.connect_to_replica().close()
            reason = signal.reason()
            assert (reason is None) == (lag == 0), reason
        signal.close()
