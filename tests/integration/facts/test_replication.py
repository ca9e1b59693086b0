"""A server that applies another's binlog, and replicas that nobody named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.engine import watch
from onlinealter.engine.alteration import check
from onlinealter.engine.shard import connect_shard
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Changed, Refused
from onlinealter.model.events import Found
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection, Tls
from tests.integration.engine.alterations import Recorder, make_customers, objects, run, widen
from tests.integration.faults.test_deeds_of_others import execute_while_somebody
from tests.servers import Schema, account_of


@contextmanager
def writable(place: Schema) -> Iterator[None]:
    """The replica takes writes, as replicas do unless somebody says otherwise."""
    read_only = "read_only" if place.kind.is_mariadb else "super_read_only"
    with place.replica.connect() as connection:
        connection.execute("SET GLOBAL read_only = OFF")
        try:
            yield
        finally:
            connection.execute(f"SET GLOBAL {read_only} = ON")


@contextmanager
def set_up_as_replica(connection: Connection) -> Iterator[None]:
    """The primary is told of a source, but never started."""
    if connection.mariadb:
        told = "CHANGE MASTER 'other' TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1, MASTER_USER = 'nobody'"
        forget = "RESET SLAVE 'other' ALL"
    else:
        told = "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 1, SOURCE_USER = 'nobody'"
        forget = "RESET REPLICA ALL"
    connection.execute(told)
    try:
        yield
    finally:
        connection.execute(forget)


def test_a_replica_that_takes_no_writes_is_refused(place: Schema) -> None:
    """Named as the primary, by whatever command."""
    make_customers(place, 5)
    place.connect_to_replica().close()
    target = replace(place.target("customers", widen()), primary=account_of(place.replica), replicas=())
    for command in (lambda: check(target, Recorder()), lambda: run(target, [Phase.PREPARE])):
        with pytest.raises(Refused, match=r"is read-only: a replica\?") as refused:
            command()
        assert refused.value.remedy == "Name the primary, which takes the writes."
    with place.connect() as connection:
        assert objects(connection, place) == ({"customers"}, set())


def test_a_replica_that_takes_writes_is_refused(place: Schema) -> None:
    """Rows that come by its source's binlog fire no trigger."""
    make_customers(place, 5)
    place.connect_to_replica().close()
    target = replace(place.target("customers", widen()), primary=account_of(place.replica), replicas=())
    with writable(place), pytest.raises(Refused) as refused:
        check(target, Recorder())
    assert ("applied-binlog", True) in [
        (finding.check, f":{place.primary.port}" in finding.message) for finding in refused.value.findings
    ]
    remedy = next(finding.remedy for finding in refused.value.findings if finding.check == "applied-binlog")
    assert remedy.endswith(" REPLICAS; RESET REPLICA '' ALL;" if place.kind.is_mariadb else " RESET REPLICA ALL;")


@pytest.mark.remedy("has become a replica of")
def test_what_becomes_a_replica_in_mid_run_stops(place: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Started or not; one of several connections is enough. Before the swap, in the copy, and before the way back."""
    monkeypatch.setattr(watch, "HEURISTICS", replace(HEURISTICS, between_guard_looks=0.1))
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        whole = set_up_as_replica(connection)
        with pytest.raises(Changed, match="become a replica"):
            execute_while_somebody(whole.__enter__, target, tmp_path / "pause")
        whole.__exit__(None, None, None)
        run(target, [Phase.EXECUTE, Phase.VERIFY])
        for phase in (Phase.CUTOVER, Phase.ROLLBACK):
            with set_up_as_replica(connection), pytest.raises(Changed, match="become a replica"):
                run(target, [phase])
            run(target, [phase])
        with set_up_as_replica(connection):
            run(target, [Phase.ABORT])
        assert objects(connection, place)[1] == set()


@pytest.mark.remedy("the account may not ask whether … is set up as a replica")
def test_what_the_account_may_not_see_is_said(place: Schema) -> None:
    """With what to grant; an applier that runs is seen all the same."""
    make_customers(place, 5)
    place.connect_to_replica().close()
    blind = replace(account_of(place.primary), user="blindfolded", password="s3cret", tls=Tls())
    with place.connect() as connection:
        connection.execute("CREATE USER blindfolded@'%' IDENTIFIED BY 's3cret'")
        connection.execute("GRANT PROCESS ON *.* TO blindfolded@'%'")
        connection.execute(f"GRANT ALL ON `{place.name}`.* TO blindfolded@'%'")
        if not place.kind.is_mariadb:
            connection.execute("GRANT SELECT ON performance_schema.* TO blindfolded@'%'")
        try:
            recorder = Recorder()
            check(replace(place.target("customers", widen()), primary=blind, replicas=()), recorder)
            [told] = [each.finding for each in recorder.of(Found) if each.finding.check == "applied-binlog"]
            assert told.remedy.startswith("GRANT REPL")
            connection.execute(told.remedy)
            again = Recorder()
            check(replace(place.target("customers", widen()), primary=blind, replicas=()), again)
            assert "applied-binlog" not in {each.finding.check for each in again.of(Found)}
            connection.execute("REVOKE ALL PRIVILEGES, GRANT OPTION FROM blindfolded@'%'")
            connection.execute("GRANT PROCESS ON *.* TO blindfolded@'%'")
            connection.execute(f"GRANT ALL ON `{place.name}`.* TO blindfolded@'%'")
            place.connect_to_replica().close()
            on_replica = replace(blind, port=place.replica.port)
            with writable(place), pytest.raises(Refused) as refused:
                check(replace(place.target("customers", widen()), primary=on_replica, replicas=()), Recorder())
            assert "applied-binlog" in {each.check for each in refused.value.findings if each.severity == "refusal"}
        finally:
            connection.execute("DROP USER blindfolded@'%'")


@pytest.mark.remedy("that nobody watches")
def test_a_replica_that_nobody_named_is_named(place: Schema) -> None:
    """And counts where indexes are deferred only if replicas can bear it."""
    make_customers(place, 5)
    for replicas, expected in (((), 1), ((account_of(place.replica),), 0)):
        recorder = Recorder()
        target = replace(place.target("customers", widen()), replicas=replicas)
        check(target, recorder)
        told = [each.finding.message for each in recorder.of(Found) if each.finding.check == "replicas"]
        assert len(told) == expected
        assert connect_shard(target).replica_count == 1
