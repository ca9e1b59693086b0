"""Each wait is provoked: within five seconds an event and ``status`` say who or what is waited for; its budget ends it."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

import pytest

from onlinealter.checks.connections import connections_needed
from onlinealter.engine import attendant, ownership, shard
from onlinealter.engine.alteration import advance, read_status, stop_process
from onlinealter.engine.ownership import end_remains
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import (
    Blocked,
    ConnectionLost,
    Interrupted,
    OnlineAlterError,
    ServerError,
    Unreachable,
    WrongPhase,
)
from onlinealter.model.events import CopyAdvanced, Event, PhaseBegan, Waiting
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Account, Connection, Tls, connect
from onlinealter.mysql.waits import Waits
from tests.integration.engine.alterations import TO_VERIFY, WHOLE, Recorder, make_customers, run, widen
from tests.integration.faults.deeds import Reacting, is_clean, is_widened, kill_and_restart, wait_until
from tests.integration.faults.relay import Cut, Loss, Relay
from tests.servers import Schema, ServerPair

_SOON = 5.0


@dataclass
class Course:
    """A run in a thread of its own, with what it said and when."""

    target: Target
    phases: tuple[Phase, ...]
    stop: StopFlag = field(default_factory=StopFlag)
    said: list[tuple[float, Event]] = field(default_factory=list)
    error: BaseException | None = None
    goes_on: threading.Event | None = None  # until this the copy stands still at its first chunk
    copying: threading.Event = field(default_factory=threading.Event)

    def report(self, event: Event) -> None:
        self.said.append((time.monotonic(), event))
        goes_on = self.goes_on
        if isinstance(event, CopyAdvanced) and goes_on is not None:
            self.copying.set()
            wait_until(lambda: goes_on.is_set() or self.stop.requested)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Run until the end, which the block's end waits for."""
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        try:
            yield
        finally:
            self.stop.request()
            self.thread.join(60)
            assert not self.thread.is_alive()

    def _run(self) -> None:
        try:
            advance(self.target, self.phases, self, self.stop, Choices())
        except OnlineAlterError as error:
            self.error = error

    def ended(self, seconds: float = 60.0) -> BaseException | None:
        """Wait for its end by itself."""
        self.thread.join(seconds)
        assert not self.thread.is_alive()
        return self.error

    def tells(self, pattern: str, since: float, within: float = _SOON) -> None:
        """An event says it within some seconds of that moment."""
        try:
            wait_until(lambda: any(at >= since and re.search(pattern, repr(event)) for at, event in list(self.said)), within)
        except TimeoutError:
            raise AssertionError([(at - since, event) for at, event in self.said]) from None
        at = next(at for at, event in list(self.said) if at >= since and re.search(pattern, repr(event)))
        assert at - since <= within, [event for _, event in self.said]


def status_tells(target: Target, pattern: str, within: float = _SOON) -> None:
    """As does the status of the run."""
    last = ""

    def says() -> bool:
        nonlocal last
        last = read_status(target)[-1].waiting
        return re.search(pattern, last) is not None

    try:
        wait_until(says, within)
    except TimeoutError:
        raise AssertionError(f"status says {last!r} instead of {pattern!r}") from None


@contextmanager
def held(place: Schema, take: str, give: str) -> Iterator[int]:
    """Somebody holds a lock; gives the connection."""
    with place.connect() as connection:
        connection.execute(take)
        try:
            yield connection.id
        finally:
            connection.execute(give)


# A backup


def _slow(**changes: Any) -> Plan:
    return widen(chunk_rows=1, max_chunk_rows=1, workers=1, **changes)


def test_a_backups_read_lock_pauses_the_copy_and_is_named(place: Schema) -> None:
    """FLUSH TABLES WITH READ LOCK, as a nightly backup takes it: the run continues when it is given up."""
    make_customers(place, 60)
    target = place.target("customers", _slow())
    goes_on = threading.Event()
    course = Course(target, WHOLE, goes_on=goes_on)
    who = r"FLUSH TABLES WITH READ LOCK, held by connection {}" if not place.kind.is_mariadb else "a backup's lock"
    with course.at_work():
        assert course.copying.wait(60)
        with held(place, "FLUSH TABLES WITH READ LOCK", "UNLOCK TABLES") as backup:
            since = time.monotonic()
            goes_on.set()
            course.tells(who.format(backup), since)
            status_tells(target, who.format(backup))
            time.sleep(2.0)
            assert course.thread.is_alive()
        assert course.ended(120) is None
    with place.connect() as connection:
        assert is_widened(connection)
        assert is_clean(connection, place)


def test_a_read_lock_that_stays_ends_by_its_budget(place: Schema) -> None:
    """Where the journal has to be written, the plan's lock_timeout is the bound; the same command continues."""
    make_customers(place, 50)
    target = place.target("customers", widen(lock_timeout=4))
    run(target, TO_VERIFY[:1])
    with held(place, "FLUSH TABLES WITH READ LOCK", "UNLOCK TABLES"):
        began = time.monotonic()
        with pytest.raises((Blocked, ServerError)):
            run(target, [Phase.EXECUTE])
        assert time.monotonic() - began < 30
    assert run(target, [Phase.EXECUTE]).state == "copied"


def test_a_backups_lock_on_definitions_is_named(place: Schema) -> None:
    """LOCK INSTANCE FOR BACKUP, and MariaDB's BACKUP STAGE: who holds it is said while a definition is to be changed."""
    make_customers(place, 50)
    target = place.target("customers", widen(lock_timeout=6))
    if place.kind.is_mariadb:
        take, give = "BACKUP STAGE START", "BACKUP STAGE END"
    else:
        take, give = "LOCK INSTANCE FOR BACKUP", "UNLOCK INSTANCE"
    run(target, TO_VERIFY)
    course = Course(target, (Phase.CUTOVER,))
    with place.connect() as backup:
        backup.execute(take)
        if place.kind.is_mariadb:
            backup.run_all(["BACKUP STAGE FLUSH", "BACKUP STAGE BLOCK_DDL"])
        who = "WaitingForLock" if place.kind.is_mariadb else rf"WaitingForLock.*connection={backup.id}"
        with course.at_work():
            wait_until(lambda: any(isinstance(event, PhaseBegan) for _, event in list(course.said)))
            course.tells(who, time.monotonic())
            status_tells(target, "a lock to" if place.kind.is_mariadb else f"held by connection {backup.id} ")
            error = course.ended()
        backup.execute(give)
    assert isinstance(error, Blocked)
    assert place.kind.is_mariadb or f"connection {backup.id} " in error.message
    assert run(target, [Phase.CUTOVER]).state == "swapped"


# Connections


def test_an_account_whose_connections_are_used_up_is_waited_for_and_named(
    place: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the number of its limit, not as a server that is down; the budget is one for all."""
    monkeypatch.setattr(shard, "_COMING_BACK", 4.0)
    make_customers(place, 60)
    settings = _slow()
    limit = connections_needed(settings.settings, mariadb=place.kind.is_mariadb)
    with place.connect() as connection:
        connection.execute(f"CREATE USER scarce@'%' IDENTIFIED BY 'few' WITH MAX_USER_CONNECTIONS {limit}")
        connection.execute(f"GRANT ALL ON `{place.name}`.* TO scarce@'%'")
        connection.execute("GRANT PROCESS ON *.* TO scarce@'%'")
        if not place.kind.is_mariadb:
            connection.execute("GRANT SELECT ON performance_schema.* TO scarce@'%'")
        account = Account(place.primary.host, place.primary.port, "scarce", "few", tls=Tls("PREFERRED"))
        connect(account).close()
        target = replace(place.target("customers", settings), primary=account, replicas=())
        goes_on = threading.Event()
        course = Course(target, WHOLE[:2], goes_on=goes_on)
        others: list[Connection] = []
        try:
            with course.at_work():
                assert course.copying.wait(60)
                _take_all(connection, account, limit, others)
                since = time.monotonic()
                goes_on.set()
                course.tells(r"Waiting.*gives the account 'scarce' no more connections", since)
                error = course.ended()
            assert isinstance(error, Unreachable)
            assert "gives the account 'scarce' no more connections" in error.message
            assert time.monotonic() - since < 25
            for each in others:
                each.close()
            wait_until(lambda: not _sessions(connection))
            assert run(target, WHOLE).state == "done"
        finally:
            connection.execute("DROP USER scarce@'%'")


def _sessions(connection: Connection) -> set[int]:
    rows = connection.rows("SELECT id FROM information_schema.processlist WHERE user = 'scarce'")
    return {int(number) for (number,) in rows}


def _take_all(connection: Connection, account: Account, limit: int, others: list[Connection]) -> None:
    """Others use the account up: each connection of the run's is ended until they have all of them."""
    while len(others) < limit:
        for each in _sessions(connection) - {other.id for other in others}:
            with suppress(ServerError):  # it has ended by itself
                connection.execute(f"KILL CONNECTION {each}")
        with suppress(Unreachable):
            others.append(connect(account))


def test_a_server_that_stays_away_uses_up_one_budget(place: Schema, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one for the work, one for the journal and one for the end."""
    monkeypatch.setattr(shard, "_COMING_BACK", 4.0)
    make_customers(place, 60)
    target = relay.before(place.target("customers", _slow()))
    goes_on = threading.Event()
    course = Course(target, WHOLE, goes_on=goes_on)
    with course.at_work():
        assert course.copying.wait(60)
        with relay.closed():
            since = time.monotonic()
            goes_on.set()
            course.tells(rf"Waiting\(what='a connection to 127.0.0.1:{relay.port}'", since)
            error = course.ended()
            took = time.monotonic() - since
    assert isinstance(error, Unreachable | ConnectionLost)
    assert took < 10.0  # the budget, and some attempts
    assert run(target, WHOLE).state == "done"


def test_a_server_that_answers_no_more_is_noticed(place: Schema, relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its connections stay open: half-open TCP. Who waits for an answer finds the connection lost after the budget."""
    monkeypatch.setattr(shard, "_COMING_BACK", 6.0)
    monkeypatch.setattr(attendant, "_LONGEST_SILENCE", 6.0)
    make_customers(place, 40)
    target = relay.before(place.target("customers", _slow()))
    run(target, [Phase.PREPARE])
    relay.cuts = [cut := Cut(("_oa_chunk", "COMMIT" if place.kind.is_mariadb else "INSERT"), Loss.VANISHED_BEFORE)]
    course = Course(target, WHOLE)
    with course.at_work():
        wait_until(lambda: cut.done)
        since = time.monotonic()
        course.tells(rf"Waiting\(what='a connection to 127.0.0.1:{relay.port}'", since, within=_SOON + 0.5)
        error = course.ended(40)
        relay.come_back()
    assert isinstance(error, Unreachable | ConnectionLost)
    assert run(target, WHOLE).state == "done"


def test_a_statement_that_takes_the_server_down_is_not_repeated_for_ever(
    own_servers: ServerPair, place: Schema, relay: Relay
) -> None:
    """The third time is the last, and the error says so."""
    make_customers(place, 50)
    target = relay.before(place.target("customers", widen(workers=1)))
    run(target, [Phase.PREPARE])
    crashes: list[int] = []

    def crash() -> None:
        crashes.append(1)
        kill_and_restart(own_servers, relay)

    relay.cuts = [Cut(("_oa_chunk", "COMMIT" if place.kind.is_mariadb else "INSERT"), Loss.UNSENT, crash) for _ in range(6)]
    with pytest.raises(ConnectionLost, match="went away 3 times while it did the same thing"):
        run(target, [Phase.EXECUTE])
    assert len(crashes) == 3
    relay.cuts = []
    assert run(target, WHOLE).state == "done"


# What is left running


def test_what_a_killed_process_left_is_waited_for_within_bounds(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server may have much to undo: it is named, and the wait ends."""
    monkeypatch.setattr(ownership, "_REMAINS", 2.0)
    heard = Recorder()

    class Undoing:
        """A connection whose server never ends what it was told to end."""

        mariadb = place.kind.is_mariadb

        def rows(self, *_: object) -> list[tuple[int]]:
            return [(4711,)]

        def execute(self, *_: object) -> int:
            return 0

    connection: Any = Undoing()
    with pytest.raises(Blocked, match="connection 4711"):
        end_remains(connection, "aaaa", Waits(heard))
    assert [(each.what, each.why) for each in heard.of(Waiting)] == [
        ("the end of what an earlier process of this run left running", "connection 4711")
    ]


# Orders and owners


def test_stop_ends_a_process_where_its_run_can_go_on(place: Schema) -> None:
    """Also one that waits for a lock; the next command isn't asked to stop; with nobody at work there is nothing to stop."""
    make_customers(place, 60)
    target = place.target("customers", _slow())
    goes_on = threading.Event()
    course = Course(target, WHOLE, goes_on=goes_on)
    with course.at_work():
        assert course.copying.wait(60)
        assert read_status(target)[-1].owner
        status = stop_process(target, Waits(), 30.0)
        assert status.owner == ""
        assert status.state == "copying"
        assert not course.stop.requested or isinstance(course.ended(), Interrupted)
    with pytest.raises(WrongPhase, match="no process attached"):
        stop_process(target, Waits(), 5.0)
    run(target, TO_VERIFY)
    course = Course(target, (Phase.CUTOVER,))
    with held(place, "LOCK TABLES customers READ", "UNLOCK TABLES"), course.at_work():
        wait_until(lambda: any(isinstance(event, PhaseBegan) for _, event in list(course.said)))
        course.tells("WaitingForLock|Waiting", time.monotonic())
        stop_process(target, Waits(), 30.0)
        assert isinstance(course.ended(), Interrupted)
    assert run(target, WHOLE).state == "done"


def test_stop_gives_up_and_names_the_process(place: Schema) -> None:
    """One that hears nothing, as a machine that sleeps: who it is, after the time that was given."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection, place.connect() as owner:
        connection.execute("UPDATE _oa_run SET owner_host = 'far', owner_process = 77, owner_since = UTC_TIMESTAMP(6)")
        owner.value("SELECT GET_LOCK(%s, 0)", [ownership._lock_name(place.name, "customers")])
        heard = Recorder()
        with pytest.raises(Blocked, match="process 77 on far was asked to stop"):
            stop_process(target, Waits(heard), 2.0)
        assert heard.of(Waiting)[0].what == "process 77 on far to stop"
        assert read_status(target)[-1].owner == "far process 77"


def test_status_shows_no_dead_process_as_the_owner(place: Schema) -> None:
    """The journal still has the name of one that was killed; the lock says that no process attached."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        connection.execute("UPDATE _oa_run SET owner_host = 'gone', owner_process = 4711, waiting = 'for ever'")
        connection.execute("UPDATE _oa_run SET owner_since = UTC_TIMESTAMP(6)")
    status = read_status(target)[-1]
    assert (status.owner, status.waiting) == ("", "")


def test_a_second_process_hears_whom_it_waits_for(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lock of a process that was killed may last until the server has noticed."""
    monkeypatch.setattr(ownership, "_GRACE", 3.0)
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as owner:
        owner.value("SELECT GET_LOCK(%s, 0)", [ownership._lock_name(place.name, "customers")])
        course = Course(target, (Phase.EXECUTE,))
        since = time.monotonic()
        with course.at_work():
            course.tells(rf"Waiting.*connection {owner.id} has it", since)
            assert "is being altered by" in str(course.ended())


# Threads beside the work


def test_a_thread_beside_the_work_that_dies_stops_the_run(place: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run ends with the error, and can go on."""
    make_customers(place, 60)
    target = place.target("customers", _slow())
    run(target, [Phase.PREPARE])
    broken = threading.Event()

    def breaks(*_: object) -> None:
        broken.set()
        raise KeyError("orders")

    with monkeypatch.context() as patched:
        patched.setattr(attendant._Attendant, "_look", breaks)
        with pytest.raises(OnlineAlterError, match="'attendant' ended by an unexpected error"):
            run(target, [Phase.EXECUTE], Reacting({CopyAdvanced: lambda: broken.wait(60)}))
    assert run(target, WHOLE).state == "done"


# Errors told apart


def test_an_option_that_forbids_a_statement_is_no_failover(place: Schema) -> None:
    """Error 1290 comes of read_only, and of other options too."""
    with place.connect() as connection:
        if not place.kind.is_mariadb:
            with pytest.raises(ServerError) as caught:
                connection.execute("SELECT 1 INTO OUTFILE '/nowhere/at/all'")
            assert caught.value.number == 1290
            assert connection.value("SELECT 1") == 1
        connection.execute("CREATE TABLE t (id INT)")
        connection.execute("CREATE USER plain@'%' IDENTIFIED BY 'plain'")
        connection.execute(f"GRANT ALL ON `{place.name}`.* TO plain@'%'")
        account = Account(place.primary.host, place.primary.port, "plain", "plain", tls=Tls("PREFERRED"))
        connection.execute("SET GLOBAL read_only = ON")
        try:
            with connect(account, database=place.name) as other, pytest.raises(OnlineAlterError, match="is read-only"):
                other.execute("INSERT INTO t VALUES (1)")
        finally:
            connection.execute("SET GLOBAL read_only = OFF")
            connection.execute("DROP USER plain@'%'")


# The command line


def _command(place: Schema, *words: str, port: int = 0) -> list[str]:
    user, host = f"{place.primary.user}:{place.primary.password}", f"{place.primary.host}:{port or place.primary.port}"
    dsn = f"mysql://{user}@{host}/{quote(place.name)}?ssl-mode=DISABLED"
    return [sys.executable, "-m", "onlinealter", *words, "--dsn", dsn, "--table", "customers"]


_SLOWLY = (
    *("--alter", "MODIFY name VARCHAR(40) NOT NULL", "--set", "strategy=shadow", "--set", "workers=1"),
    *("--set", "chunk_rows=1", "--set", "max_chunk_rows=1"),
)


def _copies(place: Schema, process: subprocess.Popen[str]) -> bool:
    assert process.poll() is None, process.communicate()
    with place.connect() as connection:
        there = connection.rows("SHOW TABLES LIKE '\\_oa\\_chunk'")
        return bool(there) and int(connection.value("SELECT COUNT(*) FROM _oa_chunk")) > 3


@pytest.mark.parametrize("way", ["stop", "hangup"])
def test_a_process_is_stopped_from_elsewhere_and_by_its_terminal(place: Schema, way: str) -> None:
    """By ``online-alter stop``, which then finds nobody; by SIGHUP. The process ends with 130 both times."""
    make_customers(place, 600)
    command = _command(place, "run", *_SLOWLY, "--yes")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: _copies(place, process))
            if way == "stop":
                stopped = subprocess.run(_command(place, "stop"), check=False, capture_output=True, text=True)
                assert stopped.returncode == 0, stopped.stderr
                assert "no process attached on run" in stopped.stderr
            else:
                process.send_signal(signal.SIGHUP)
            assert process.wait(60) == 130
        finally:
            process.kill()
    again = subprocess.run(_command(place, "stop"), check=False, capture_output=True, text=True)
    assert again.returncode == 10
    assert read_status(place.target("customers"))[-1].state == "copying"


def test_sigterm_ends_a_process_that_reconnects_in_a_schema_like_a_placeholder(servers: ServerPair) -> None:
    """While the server stays away, and long before that wait is over by itself."""
    odd = Schema("a%sb", servers.kind, servers.sandbox.primary, servers.sandbox.replicas[0])
    with servers.sandbox.primary.connect() as connection:
        connection.execute("CREATE DATABASE `a%sb`")
        try:
            make_customers(odd, 600)
            relay = Relay(odd.primary)
            command = _command(odd, "run", *_SLOWLY, "--yes", port=relay.port)
            with relay.at_work(), subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
                try:
                    wait_until(lambda: _copies(odd, process))
                    with relay.closed():
                        sessions = "SELECT COUNT(*) FROM information_schema.processlist WHERE db = %s"
                        wait_until(lambda: connection.value(sessions, [odd.name]) == 0)
                        process.send_signal(signal.SIGTERM)
                        assert process.wait(shard._COMING_BACK / 2) == 130
                finally:
                    process.kill()
            assert run(odd.target("customers"), [Phase.ABORT]).state == "aborted"
        finally:
            connection.execute("DROP DATABASE `a%sb`")
