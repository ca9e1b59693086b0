"""Each signal on a real server: what it counts, what it doesn't, and how its reason reads."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest

from onlinealter.engine.shard import Shard, connect_shard
from onlinealter.model.errors import OnlineAlterError, ServerError, UsageFault
from onlinealter.model.ports import NullReporter
from onlinealter.mysql.connection import Account, Connection, connect
from onlinealter.throttles import disk, statements
from onlinealter.throttles.binlog import BinlogMeter, BinlogUse
from onlinealter.throttles.history import HistoryLength
from onlinealter.throttles.lock_waits import LockWaits
from onlinealter.throttles.processors import processors_of
from onlinealter.throttles.query import UserQuery
from onlinealter.throttles.replica_lag import ReplicaLag
from onlinealter.throttles.signal import Ask
from onlinealter.throttles.threads_running import ThreadsRunning
from tests.servers import Schema

_T = TypeVar("_T")
_TIMEOUT = 60.0


@pytest.fixture
def shard(schema: Schema) -> Shard:
    """The schema's primary as a run has it, and a table with some rows."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE busy (id INT PRIMARY KEY, note VARBINARY(1000))")
        connection.execute("INSERT INTO busy VALUES (1, 'a'), (2, 'b'), (3, 'c')")
    return connect_shard(schema.target("busy"))


@pytest.fixture
def eyes(shard: Shard) -> Iterator[Connection]:
    """The session that asks."""
    with shard.open_primary() as connection:
        yield connection


def asking(connection: Connection) -> Ask:
    def ask(question: Callable[[Connection], _T], /) -> _T:
        return question(connection)

    return ask


@contextmanager
def waiting_for_row(open_waiter: Callable[[], Connection], holder: Connection, row: int) -> Iterator[None]:
    """A session that waits for a row which the holder has locked, until the end."""
    holder.execute("BEGIN")
    holder.rows(f"SELECT * FROM busy WHERE id = {row} FOR UPDATE")
    waiter = open_waiter()
    waiter.execute("SET SESSION innodb_lock_wait_timeout = 60")

    def wait() -> None:
        with suppress(OnlineAlterError):
            waiter.execute(f"UPDATE busy SET note = 'x' WHERE id = {row}")

    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        thread.join()
        waiter.close()


def eventually(ask: Callable[[], _T], wanted: Callable[[_T], bool]) -> _T:
    """Ask again and again until the answer is as wanted, or for long enough."""
    deadline = time.monotonic() + _TIMEOUT
    while not wanted(found := ask()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return found


def test_only_the_application_waiting_for_us_counts_as_a_lock_wait(schema: Schema, shard: Shard, eyes: Connection) -> None:
    """Not who waits for others, nor we ourselves; each sample with somebody waiting makes the chunks smaller."""
    relieved: list[int] = []
    signal = LockWaits(asking(eyes), shard.server, lambda: 0, lambda: relieved.append(1))
    with (
        schema.connect() as other,
        waiting_for_row(schema.connect, other, 1),
        schema.connect() as another,
        waiting_for_row(shard.open_primary, another, 2),
    ):
        time.sleep(0.5)
        assert signal.reason() is None
        assert not relieved
        with shard.open_primary() as ours, waiting_for_row(schema.connect, ours, 3):
            assert eventually(signal.reason, lambda found: found is not None) == "row lock waits on the copy 1 > 0"
    assert relieved
    bound = LockWaits(asking(eyes), shard.server, lambda: 1, lambda: relieved.append(1))
    with shard.open_primary() as ours, waiting_for_row(schema.connect, ours, 3):
        relieved.clear()
        assert eventually(lambda: (bound.reason(), bool(relieved)), lambda found: found[1]) == (None, True)


def test_old_row_versions_are_counted(schema: Schema, shard: Shard, eyes: Connection) -> None:
    """A transaction that looks at the past keeps them."""
    with schema.connect() as past, schema.connect() as writer:
        past.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        past.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        for number in range(20):
            writer.execute(f"UPDATE busy SET note = '{number}'")
        signal = HistoryLength(asking(eyes), shard.server, lambda: 5)
        found = eventually(signal.reason, lambda found: found is not None)
        assert found is not None
        assert found.startswith("history list length ")
        assert found.endswith(" > 5")
        assert HistoryLength(asking(eyes), shard.server, lambda: 10**12).reason() is None


def test_threads_at_work_are_counted_without_ours(schema: Schema, shard: Shard, eyes: Connection) -> None:
    """By the limit as it is now."""
    limit = [10**6]
    seen: list[int] = []
    signal = ThreadsRunning(asking(eyes), shard.server, lambda: limit[0], seen.append)
    assert signal.reason() is None
    limit[0] = 0
    with schema.connect() as other, waiting_for_row(schema.connect, other, 1):
        found = eventually(signal.reason, lambda found: found is not None)
    assert found is not None
    assert found.startswith("threads running ")
    assert max(seen) >= 1


def test_what_triggers_do_for_us_is_not_the_applications_work(schema: Schema, shard: Shard, eyes: Connection) -> None:
    """MariaDB shows the statement in the trigger, which doesn't say whose it is: the copy gave way to itself."""
    with schema.connect() as application:
        application.execute("CREATE TRIGGER slow BEFORE UPDATE ON busy FOR EACH ROW DO SLEEP(60)")
        assert _counted_while_updating(application, shard, eyes) == {1}
    with shard.open_primary() as ours:
        assert _counted_while_updating(ours, shard, eyes) == {0}


def _counted_while_updating(session: Connection, shard: Shard, eyes: Connection) -> set[int]:
    """What of a session was counted, in three looks while its statement is in the trigger."""
    question = f"{statements.threads_at_work(shard.server)} AND id = {session.id}"
    state = f"SELECT state FROM information_schema.processlist WHERE id = {session.id}"

    def update() -> None:
        with suppress(ServerError):  # it is ended
            session.execute("UPDATE busy SET note = CONCAT(note, '.')")

    thread = threading.Thread(target=update)
    thread.start()
    try:
        assert eventually(lambda: eyes.value(state), lambda found: found == "User sleep") == "User sleep"
        return {int(eyes.value(question)) for _ in range(3)}
    finally:
        eyes.execute(f"KILL QUERY {session.id}")
        thread.join()


def test_the_servers_processors_are_seen_where_it_tells(shard: Shard, eyes: Connection) -> None:
    """It runs on this machine."""
    found = processors_of(eyes, shard.server)
    assert found is not None
    assert 1 <= found <= (os.cpu_count() or 1)


def test_a_query_of_the_users_is_compared_with_its_limit(shard: Shard, eyes: Connection) -> None:
    """It can't write, and what isn't a number is a fault."""
    ask = asking(eyes)
    assert UserQuery(ask, "SELECT COUNT(*) FROM busy", lambda: 2).reason() == "throttle query 3 > 2"
    assert UserQuery(ask, "SELECT COUNT(*) FROM busy", lambda: 3).reason() is None
    for wrong in ("SELECT 'many'", "SELECT NULL", "SELECT id FROM busy WHERE id = 9"):
        with pytest.raises(UsageFault, match="instead of a number"):
            UserQuery(ask, wrong, lambda: 0).reason()
    with pytest.raises(ServerError):
        UserQuery(ask, "DELETE FROM busy", lambda: 0).reason()
    with shard.open_primary() as connection:
        assert connection.value("SELECT COUNT(*) FROM busy") == 3


def test_free_disk_is_seen_where_the_server_is_on_this_machine(eyes: Connection, tmp_path: Path) -> None:
    """Else by a query or a command; the floor is a limit from below."""
    folders = disk.folders_here(eyes)
    assert folders
    assert all((folder / "ibdata1").exists() for folder in folders[:1])
    free = disk.free_here(folders)
    assert disk.DiskFloor(free, lambda: 0, optional=True).reason() is None
    low = disk.DiskFloor(free, lambda: 10**12, optional=True).reason()
    assert low is not None
    assert low.startswith("free disk ")
    assert low.endswith(" MB < 1,000,000,000,000 MB")
    by_query = disk.free_by_query(asking(eyes), "SELECT 300")
    assert disk.DiskFloor(by_query, lambda: 500, optional=False).reason() == "free disk 300 MB < 500 MB"
    assert disk.free_by_command("echo 42.5")() == 42.5
    for wrong in ("echo much", "false", f"{tmp_path}/no-such-command"):
        with pytest.raises(UsageFault, match="tells no number"):
            disk.free_by_command(wrong)()


def test_a_replica_that_does_not_answer_is_a_reason(shard: Shard) -> None:
    """At once, and naming it."""

    def open_replica() -> Connection:
        return connect(Account(port=9), connect_timeout=1)

    signal = ReplicaLag("db2:3306", open_replica, shard.schema, "k7f2a9aa", lambda: 5, NullReporter(), shard.server, float)
    assert str(signal.reason()).startswith("lag of db2:3306 unknown: no connection to ")
    signal.close()


def test_the_binlog_that_chunks_write_is_measured(schema: Schema, shard: Shard) -> None:
    """To the byte on a quiet server, also when a new file begins; on MariaDB whatever others write."""
    meter = BinlogMeter(shard.server, BinlogUse(), 0, lambda: True, chunk_rows=2)
    with shard.open_copier(compressing=True) as copier, schema.connect() as other:
        before = _binlog_size(other)
        for number in range(10, 30):
            copier.execute("BEGIN")
            copier.execute(f"INSERT INTO busy VALUES ({number}, REPEAT('a', 1000)), ({number + 100}, RANDOM_BYTES(900))")
            with meter.measured(copier, 2):
                copier.execute("COMMIT")
        written = _binlog_size(other) - before
        assert meter.use.measured == written
        assert meter.use.rows == 40
        assert meter.use.of_last_hour(int(time.time() // 60)) == written
        copier.execute("BEGIN")
        copier.execute("INSERT INTO busy VALUES (1000, RANDOM_BYTES(1000))")
        rotating = _Rotating(copier, other)
        with meter.measured(rotating, 1):  # type: ignore[arg-type]  # all that a session has
            rotating.execute("COMMIT")
    assert written + 1000 < meter.use.measured < written + 2000


def test_the_copys_part_of_the_binlog_is_compressed_where_the_server_can(shard: Shard) -> None:
    """MySQL, at the level that costs least; not where the plan says so. MariaDB can't for a session."""
    with shard.open_copier(compressing=True) as copier, shard.open_copier(compressing=False) as plain:
        found: dict[str, str] = dict(copier.rows("SHOW SESSION VARIABLES LIKE 'binlog_transaction_compression%'"))
        left = plain.row("SHOW SESSION VARIABLES LIKE 'binlog_transaction_compression'")
    assert found == (
        {}
        if shard.server.is_mariadb
        else {"binlog_transaction_compression": "ON", "binlog_transaction_compression_level_zstd": "1"}
    )
    assert left is None if shard.server.is_mariadb else left == ("binlog_transaction_compression", "OFF")


class _Rotating:
    """A session in whose last moment before a commit another one begins a new file."""

    def __init__(self, connection: Connection, other: Connection) -> None:
        self._connection = connection
        self._other = other

    def execute(self, sql: str) -> int:
        if sql == "COMMIT":
            self._other.execute("FLUSH BINARY LOGS")
        return self._connection.execute(sql)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def _binlog_size(connection: Connection) -> int:
    return sum(int(row[1]) for row in connection.rows("SHOW BINARY LOGS"))
