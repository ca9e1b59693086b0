"""A server is killed and started again, or its replica is: the same process continues."""

from __future__ import annotations

import re
import threading

import pytest

from onlinealter.engine.target import Choices
from onlinealter.model.errors import Different
from onlinealter.model.events import CopyAdvanced, IndexesBuilding, Notice, Paused, StatementRan, VerifyAdvanced
from onlinealter.model.plan import VerifyOn
from onlinealter.model.states import Phase
from onlinealter.mysql import bare_rename
from tests.integration.engine.alterations import TO_VERIFY, WHOLE, make_customers, run, widen
from tests.integration.faults.deeds import Reacting, contents, is_clean, is_widened, kill_and_restart, running, wait_until
from tests.integration.faults.relay import Cut, Loss, Relay
from tests.servers import Schema, ServerPair

_LONGEST = 60.0


def test_a_primary_killed_in_every_phase(own_servers: ServerPair, place: Schema, relay: Relay) -> None:
    """SIGKILL during prepare, copy, index build, verification and the very RENAME: one process, one command.

    On MariaDB the RENAME is not sent any more: while it waits, the triggers go, and a server that is killed then leaves a
    table without them.
    """
    make_customers(place)
    with place.connect() as connection:
        before = contents(connection)
    kills = []

    def kill() -> None:
        kill_and_restart(own_servers, relay)
        kills.append(1)

    recorder = Reacting({StatementRan: kill, CopyAdvanced: kill, IndexesBuilding: kill, VerifyAdvanced: kill})
    relay.cuts = [Cut(("RENAME TABLE",), Loss.UNSENT if place.kind.is_mariadb else Loss.SENT, kill)]
    assert run(relay.before(place.target("customers", widen(verify_on=VerifyOn.PRIMARY))), WHOLE, recorder).state == "done"
    assert len(kills) == 5
    with place.connect() as connection:
        assert is_widened(connection)
        assert contents(connection) == before
        assert is_clean(connection, place)


def test_a_primary_killed_when_the_triggers_are_off_asks_for_a_repair(
    own_servers: ServerPair, place: Schema, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MariaDB drops the triggers while the RENAME waits. The run puts them on again, and says how to bring writes across."""
    make_customers(place)
    target = relay.before(place.target("customers", widen()))
    run(target, TO_VERIFY)
    monkeypatch.setattr(bare_rename, "_LONGEST_START", _LONGEST)  # on a busy machine the RENAME comes late
    cut, seen = Cut(("DROP TRIGGER",), Loss.NOTHING), list[int]()

    def kill() -> None:
        with place.connect() as connection:
            seen.extend(filter(None, [running(connection, "RENAME TABLE")]))
        cut.done = len(seen) > 1  # one of the triggers is off
        if cut.done or not place.kind.is_mariadb:
            kill_and_restart(own_servers, relay)

    cut.deed = kill
    relay.cuts = [cut] if place.kind.is_mariadb else [Cut(("RENAME TABLE",), Loss.SENT, kill)]
    if place.kind.is_mariadb:
        with pytest.raises(Different, match="may be missing"):
            run(target, [Phase.CUTOVER])
        run(target, [Phase.VERIFY], choices=Choices(repair=True))
    assert run(target, WHOLE).state == "done"
    with place.connect() as connection:
        assert is_widened(connection)
        assert is_clean(connection, place)


def test_a_replica_killed_while_rows_are_copied_and_compared(own_servers: ServerPair, place: Schema) -> None:
    """The copy pauses, the comparison waits; both go on when it is there again."""
    make_customers(place, 200)
    paused, restarts = threading.Event(), list[threading.Thread]()

    def restart() -> None:
        restarts.append(threading.Thread(target=_restart_replica, args=(own_servers,)))
        restarts[-1].start()

    killed = threading.Event()

    def kill_and_wait() -> None:
        own_servers.sandbox.kill_server(1)
        killed.set()
        paused.wait(_LONGEST)  # the only worker waits, so that there is something left to pause

    def kill() -> None:
        own_servers.sandbox.kill_server(1)
        restart()

    def see_pause() -> None:
        paused.set()
        restart()

    recorder = Reacting(
        {CopyAdvanced: kill_and_wait, Paused: see_pause},
        lambda event: not isinstance(event, Paused) or (killed.is_set() and _is_for_the_replica(event)),
    )
    target = place.target("customers", widen(chunk_rows=1, max_chunk_rows=1, workers=1, max_lag=1))
    try:
        assert run(target, [Phase.PREPARE, Phase.EXECUTE], recorder).state == "copied"
        assert paused.is_set()
        restarts[-1].join()
        recorder = Reacting({VerifyAdvanced: kill})
        assert run(target, [Phase.VERIFY], recorder).verification == "passed"
        assert len(restarts) == 2
    finally:
        for thread in restarts:
            thread.join()


def test_a_replica_whose_replication_broke_is_named_and_waited_for(place: Schema) -> None:
    """An error of its applier: the verification says so, and continues when somebody has fixed it."""
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

        def fix() -> None:
            replica.run_all(
                [
                    f"SET GLOBAL {read_only} = OFF",
                    "DELETE FROM customers WHERE id = 7777",
                    f"SET GLOBAL {read_only} = ON",
                    "START REPLICA",
                ]
            )

        recorder = Reacting({Notice: fix}, lambda event: isinstance(event, Notice) and "stands still" in event.text)
        assert run(target, [Phase.VERIFY], recorder).verification == "passed"
    assert any("its SQL thread is not running" in event.text for event in recorder.of(Notice))


def test_a_replica_that_stands_still_keeps_the_swap_waiting(place: Schema) -> None:
    """Replicas have to be near before the swap: its thread's name is given, and the swap follows when it continues."""
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


def _is_for_the_replica(pause: Paused) -> bool:
    return re.search("lag of|signals", pause.reason) is not None


def _follows(servers: ServerPair) -> bool:
    with servers.sandbox.replicas[0].connect() as connection:
        status = connection.named_rows("SHOW REPLICA STATUS")[0]
        names = [("Replica_IO_Running", "Replica_SQL_Running"), ("Slave_IO_Running", "Slave_SQL_Running")]
        return any(all(status.get(name) == "Yes" for name in pair) for pair in names)


def _restart_replica(servers: ServerPair) -> None:
    servers.sandbox.restart_server(1)
    servers.sandbox.replicas[0].connect().close()
