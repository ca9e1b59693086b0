"""What the servers of a sandbox are."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from onlinealter.model.errors import Changed, SandboxError, ServerError, Unreachable
from onlinealter.mysql.connection import Account, connect
from onlinealter.sandbox import Endpoint, Sandbox, ServerKind, start_sandbox, stop_sandbox
from onlinealter.sandbox.kinds import parse_version
from onlinealter.sandbox.processes import identify, wait_until
from tests.integration.sandbox.test_lifetime import children_of

_TIMEOUT = 60.0


@pytest.fixture
def fresh(kind: ServerKind) -> Iterator[Sandbox]:
    with start_sandbox(kind, replicas=1) as sandbox:
        yield sandbox


def has_row(endpoint: Endpoint, number: int) -> bool:
    """Whether the row has arrived; the table may not have."""
    try:
        with endpoint.connect("shop") as connection:
            return bool(connection.value("SELECT COUNT(*) FROM orders WHERE id = %s", (number,)))
    except (ServerError, Unreachable):
        return False


def children() -> set[int]:
    """The processes that this one has started and that still run, keepers of sandboxes among them."""
    return {pid for pid in children_of(os.getpid()) if identify(pid) is not None}


def make_table(primary: Endpoint) -> None:
    with primary.connect() as connection:
        connection.execute("CREATE DATABASE IF NOT EXISTS shop")
        connection.execute("CREATE TABLE IF NOT EXISTS shop.orders (id INT PRIMARY KEY)")


def add_row(primary: Endpoint, number: int) -> None:
    with primary.connect() as connection:
        connection.execute("INSERT INTO shop.orders VALUES (%s)", (number,))


def test_the_version_is_of_the_kind_asked_for(pair: Sandbox) -> None:
    """No other server stands for it."""
    version = parse_version(pair.version)
    assert version is not None
    assert version.fits(pair.kind)


def test_a_row_written_on_the_primary_arrives_at_the_replica(pair: Sandbox) -> None:
    """Replication runs when the start has returned."""
    make_table(pair.primary)
    add_row(pair.primary, 1)
    assert wait_until(lambda: has_row(pair.replicas[0], 1), timeout=_TIMEOUT)


def test_a_fresh_sandbox_holds_no_schema_but_the_servers_own(kind: ServerKind) -> None:
    """The marker of the start is gone from primary and replica."""
    with start_sandbox(kind, replicas=1) as sandbox:
        for endpoint in (sandbox.primary, *sandbox.replicas):
            with endpoint.connect() as connection:
                found = {name for (name,) in connection.rows("SHOW DATABASES")}
            assert found == {"information_schema", "mysql", "performance_schema", "sys"}


def test_the_replica_refuses_writes(pair: Sandbox) -> None:
    """An account without special rights can't write there."""
    with pair.primary.connect() as connection:
        connection.execute("CREATE DATABASE IF NOT EXISTS shop")
        connection.execute("CREATE USER IF NOT EXISTS app@localhost IDENTIFIED BY 'app'")
        connection.execute("GRANT ALL ON shop.* TO app@localhost")
    account = Account("127.0.0.1", pair.replicas[0].port, "app", "app")

    def may_connect() -> bool:
        try:
            connect(account, database="shop").close()
        except Unreachable:
            return False
        return True

    assert wait_until(may_connect, timeout=_TIMEOUT)
    with connect(account, database="shop") as connection, pytest.raises(Changed, match="read-only"):
        connection.execute("CREATE TABLE mine (id INT PRIMARY KEY)")


def test_servers_have_ids_of_their_own(pair: Sandbox) -> None:
    """No two of them share a server_id, and on MySQL no server_uuid."""
    column = "@@server_id" if pair.kind.is_mariadb else "CONCAT(@@server_id, @@server_uuid)"
    found = set()
    for endpoint in (pair.primary, *pair.replicas):
        with endpoint.connect() as connection:
            found.add(connection.value(f"SELECT {column}"))
    assert len(found) == 2


def test_triggers_may_be_made_by_default(pair: Sandbox) -> None:
    """The one setting a server does not have by itself."""
    with pair.primary.connect() as connection:
        assert connection.value("SELECT @@log_bin_trust_function_creators") == 1


def test_named_time_zones_are_known(pair: Sandbox) -> None:
    """Berlin keeps summer time in July and winter time in January."""
    for moment, expected in (("2026-07-01 12:00:00", "14:00:00"), ("2026-01-01 12:00:00", "13:00:00")):
        with pair.primary.connect() as connection:
            found = connection.value("SELECT TIME(CONVERT_TZ(%s, 'UTC', 'Europe/Berlin'))", (moment,))
        assert str(found) == expected


def test_no_password_is_on_a_command_line(pair: Sandbox) -> None:
    """Any user of the machine can read those."""
    for pid in pair.server_pids:
        assert pair.primary.password not in Path(f"/proc/{pid}/cmdline").read_text()


def test_only_the_owner_may_enter_the_folder(pair: Sandbox) -> None:
    """It holds data and passwords."""
    assert stat.S_IMODE(pair.folder.stat().st_mode) == 0o700


def test_an_account_without_the_password_is_refused(pair: Sandbox) -> None:
    """The empty password of a fresh data folder is closed before the server listens."""
    for endpoint in (pair.primary, *pair.replicas):
        with pytest.raises(Unreachable):
            connect(Account("127.0.0.1", endpoint.port, "root", ""))


def test_servers_listen_on_the_loopback_only(pair: Sandbox) -> None:
    """The kernel's own table shows each port at 127.0.0.1 and nowhere else."""
    listening = "0A"
    ports = {endpoint.port for endpoint in (pair.primary, *pair.replicas)}
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, port = local.split(":")
            if state == listening and int(port, 16) in ports:
                found.append(address)
    assert found == ["0100007F", "0100007F"]


def test_settings_reach_every_server(kind: ServerKind) -> None:
    """The caller's value wins over the sandbox's default."""
    settings = {"innodb-buffer-pool-size": "64M", "log_bin_trust_function_creators": "0"}
    with start_sandbox(kind, replicas=1, settings=settings) as sandbox:
        for endpoint in (sandbox.primary, *sandbox.replicas):
            with endpoint.connect() as connection:
                row = connection.row("SELECT @@innodb_buffer_pool_size, @@log_bin_trust_function_creators")
            assert row == (64 * 2**20, 0)


def test_a_server_that_does_not_come_up_says_why(kind: ServerKind) -> None:
    """The message holds the end of its log, and nothing stays behind."""
    before = children()
    with pytest.raises(SandboxError, match="no_such_option"):
        start_sandbox(kind, settings={"no_such_option": "1"})
    assert wait_until(lambda: children() == before, timeout=_TIMEOUT)  # its keeper is about to end


def test_an_unknown_sandbox_can_not_be_stopped() -> None:
    """Neither one that never was nor a path that leads elsewhere."""
    for name in ("ffffffff", "..", "../templates"):
        with pytest.raises(SandboxError, match="there is no sandbox"):
            stop_sandbox(name)


@pytest.mark.parametrize("index", [0, 1])
def test_a_killed_server_comes_back_with_its_data(fresh: Sandbox, index: int) -> None:
    """Same port, same rows, and replication continues, whichever of the two was killed."""
    make_table(fresh.primary)
    add_row(fresh.primary, 1)
    endpoint: Endpoint = (fresh.primary, *fresh.replicas)[index]
    assert wait_until(lambda: has_row(fresh.replicas[0], 1), timeout=_TIMEOUT)
    killed = fresh.server_pids[index]
    fresh.kill_server(index)
    assert identify(killed) is None
    if index == 1:
        add_row(fresh.primary, 2)
    fresh.restart_server(index)
    assert fresh.server_pids[index] != killed
    assert has_row(endpoint, 1)
    add_row(fresh.primary, 3)
    assert wait_until(lambda: has_row(fresh.replicas[0], 3), timeout=_TIMEOUT)
    assert has_row(fresh.replicas[0], 2) is (index == 1)
    with fresh.replicas[0].connect() as connection:
        assert connection.value("SELECT @@read_only") == 1
