"""A server is killed and started again, or its replica is: the same process goes on."""

from __future__ import annotations

import threading
import time

import pytest

from onlinealter.model.events import CopyAdvanced, IndexesBuilding, Notice, Paused, StatementRan, VerifyAdvanced
from onlinealter.model.plan import VerifyOn
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_VERIFY, WHOLE, make_customers, run, widen
from tests.integration.faults.deeds import Reacting, contents, is_clean, is_widened, kill_and_restart, wait_until
from tests.integration.faults.relay import Cut, Loss, Relay
from tests.servers import Schema, ServerPair


def test_a_primary_killed_in_every_phase(own_servers: ServerPair, place: Schema, relay: Relay) -> None:
    """SIGKILL during prepare, copy, index build, verification and the very RENAME: one process, one command."""
    make_customers(place)
    with place.connect() as connection:
        before = contents(connection)
    kills = []

    def kill() -> None:
        kill_and_restart(own_servers, relay)
        kills.append(1)

    recorder = Reacting({StatementRan: kill, CopyAdvanced: kill, IndexesBuilding: kill, VerifyAdvanced: kill})
    relay.cuts = [Cut(("RENAME TABLE",), Loss.SENT, kill)]
    assert run(relay.before(place.target("customers", widen(verify_on=VerifyOn.PRIMARY))), WHOLE, recorder).state == "done"
    assert len(kills) == 5
    with place.connect() as connection:
        assert is_widened(connection)
        assert contents(connection) == before
        assert is_clean(connection, place)


def test_a_replica_killed_while_rows_are_copied_and_compared(own_servers: ServerPair, place: Schema) -> None:
    """The copy pauses, the comparison waits; both go on when it is there again."""
    make_customers(place, 1000)
    timers = []

    def kill() -> None:
        own_servers.sandbox.kill_server(1)
        timers.append(threading.Timer(4, lambda: _restart_replica(own_servers)))
        timers[-1].start()
        time.sleep(2)  # the copy waits for this, so that there is something left to pause

    recorder = Reacting({CopyAdvanced: kill})
    target = place.target("customers", widen(chunk_rows=1, most_chunk_rows=1, workers=1, longest_lag=1))
    try:
        assert run(target, [Phase.PREPARE, Phase.EXECUTE], recorder).state == "copied"
        assert any("lag of" in event.reason or "signals" in event.reason for event in recorder.of(Paused))
        timers[-1].join()
        recorder = Reacting({VerifyAdvanced: kill})
        assert run(target, [Phase.VERIFY], recorder).verification == "passed"
        assert len(timers) == 2
    finally:
        for timer in timers:
            timer.join()


def test_a_replica_whose_replication_broke_is_named_and_waited_for(place: Schema) -> None:
    """An error of its applier: the verification says so, and goes on when somebody has mended it."""
    make_customers(place)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE, Phase.EXECUTE])
    with place.connect_to_replica() as replica, place.connect() as primary:
        read_only = "super_read_only" if place.kind == "mysql" else "read_only"
        replica.run_all(
            [
                f"SET GLOBAL {read_only} = OFF",
                "SET SESSION sql_log_bin = 0",
                "INSERT INTO customers (id, name) VALUES (7777, 'only here')",
                f"SET GLOBAL {read_only} = ON",
            ]
        )
        primary.execute("INSERT INTO customers (id, name) VALUES (7777, 'from the primary')")

        def mend() -> None:
            replica.run_all(
                [
                    f"SET GLOBAL {read_only} = OFF",
                    "DELETE FROM customers WHERE id = 7777",
                    f"SET GLOBAL {read_only} = ON",
                    "START REPLICA",
                ]
            )

        recorder = Reacting({Notice: mend}, lambda event: isinstance(event, Notice) and "stands still" in event.text)
        assert run(target, [Phase.VERIFY], recorder).verification == "passed"
    assert any("its SQL thread is not running" in event.text for event in recorder.of(Notice))


def test_a_replica_that_stands_still_keeps_the_swap_waiting(place: Schema) -> None:
    """Replicas have to be near before the swap: its thread's name is given, and the swap follows when it goes on."""
    make_customers(place)
    target = place.target("customers", widen())
    run(target, TO_VERIFY)
    with place.connect_to_replica() as replica:
        replica.execute("STOP REPLICA")
        recorder = Reacting(
            {Notice: lambda: replica.execute("START REPLICA")},
            lambda event: isinstance(event, Notice) and "stands still" in event.text,
        )
        assert run(target, [Phase.CUTOVER], recorder).state == "swapped"
    assert len([event for event in recorder.of(Notice) if "stands still" in event.text]) == 1


@pytest.fixture(autouse=True)
def _replica_follows(own_servers: ServerPair) -> None:
    """Whatever the test before left."""
    wait_until(lambda: _follows(own_servers))


def _follows(servers: ServerPair) -> bool:
    with servers.sandbox.replicas[0].connect() as connection:
        status = connection.named_rows("SHOW REPLICA STATUS")[0]
        names = [("Replica_IO_Running", "Replica_SQL_Running"), ("Slave_IO_Running", "Slave_SQL_Running")]
        return any(all(status.get(name) == "Yes" for name in pair) for pair in names)


def _restart_replica(servers: ServerPair) -> None:
    servers.sandbox.restart_server(1)
    servers.sandbox.replicas[0].connect().close()
