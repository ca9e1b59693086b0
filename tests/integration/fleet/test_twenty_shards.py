"""Twenty shards on a MySQL and a MariaDB server from their first state to their last, whatever happens on the way."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.exit_codes import ExitCode
from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import Sandbox, ServerKind, start_sandbox

_ALTER = "MODIFY name VARCHAR(15) NOT NULL, ADD COLUMN note VARCHAR(20) NOT NULL DEFAULT '', ADD KEY by_amount (amount)"
_PLAN = (
    f'name = "narrow"\ntable = "customers"\nalter = "{_ALTER}"\n'
    '[settings]\nstrategy = "shadow"\nverify_on = "primary"\nchunk_rows = 40\nmax_chunk_rows = 50\nworkers = 1\n'
)
_ROLLOUT = '[rollout.copy]\nparallel = 6\n[rollout.cutover]\nwaves = ["canary", "25%", "rest"]\nask = true\nstop_at = 3\n'
_CREATE = "CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL, amount INT)"
_NAMES = tuple(f"{server}-{number:02}" for server in ("m", "d") for number in range(10))
_CANARY, _REFUSED = "m-00", "d-07"
_ROWS = 400
_SWAPPED = ("swapped", "cleaning", "done")
_TOLD = 200  # looks of the watcher at most


@dataclass
class _Fleet:
    servers: Mapping[str, Sandbox]
    folder: Path
    added: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in _NAMES})
    unknown: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in _NAMES})
    wrong: list[str] = field(default_factory=list)
    looks: int = 0

    @contextmanager
    def connect(self, shard: str) -> Iterator[Connection]:
        with self.servers[shard[0]].primary.connect() as connection:
            connection.execute(f"USE {shard.replace('-', '_')}")
            yield connection

    def make(self) -> None:
        """The shards' tables, and the files that name them."""
        lines = []
        for name in _NAMES:
            at = self.servers[name[0]].primary
            with at.connect() as connection:
                connection.execute(f"CREATE DATABASE {name.replace('-', '_')}")
            with self.connect(name) as connection:
                connection.execute(_CREATE)
                values = ", ".join(f"('name {number}', {number})" for number in range(_ROWS))
                connection.execute(f"INSERT INTO customers (name, amount) VALUES {values}")
                if name == _REFUSED:
                    connection.execute("INSERT INTO customers (name) VALUES ('a name that is long')")
            dsn = f"mysql://{at.user}@{at.host}:{at.port}/{name.replace('-', '_')}?ssl-mode=DISABLED"
            group = "canary" if name == _CANARY else "others"
            lines += [f'[[shard]]\nname = "{name}"\nprimary = "{dsn}"\ngroup = "{group}"']
            lines += [f'password = {{ env = "SHARDS_{name[0]}" }}']
        (self.folder / "shards.toml").write_text("\n".join(["[defaults]", "per_server = 3", *lines, _ROLLOUT]))
        (self.folder / "plan.toml").write_text(_PLAN)

    def start(self, command: str, *words: str) -> subprocess.Popen[str]:
        """Begin a command in a process of its own."""
        files = [str(self.folder / "plan.toml"), "--shards", str(self.folder / "shards.toml")]
        passwords = {f"SHARDS_{letter}": sandbox.primary.password for letter, sandbox in self.servers.items()}
        return subprocess.Popen(
            [sys.executable, "-m", "onlinealter", command, *files, *words],
            env={**os.environ, **passwords},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, command: str, *words: str) -> tuple[int, str, str]:
        """Run a command to its end."""
        process = self.start(command, *words)
        out, err = process.communicate()
        return process.returncode, out, err

    def status(self) -> dict[str, dict[str, Any]]:
        """What status tells of each shard."""
        return {row["shard"]: row for row in json.loads(self.call("status", "--json")[1])["shards"]}

    def is_new(self, shard: str) -> bool | None:
        """Whether the name leads to the new definition; None where the server can't be asked."""
        try:
            with self.connect(shard) as connection:
                return bool(connection.rows("SHOW COLUMNS FROM customers LIKE 'note'"))
        except OnlineAlterError:
            return None

    def watch(self, over: threading.Event) -> None:
        """Hold status against the servers, again and again."""
        while not over.is_set() and self.looks < _TOLD:
            before = {name: self.is_new(name) for name in _NAMES}
            told = self.status()
            after = {name: self.is_new(name) for name in _NAMES}
            self.looks += 1
            for name in _NAMES:
                row = told[name]
                if before[name] is None or before[name] != after[name] or row["standing"] == "unreachable":
                    continue
                if (row["state"] in _SWAPPED) is not before[name]:
                    self.wrong.append(f"{name} is {row['state']!r}, new definition: {before[name]}")
            over.wait(0.5)

    def write(self, letter: str, over: threading.Event) -> None:
        """An application that adds rows to all shards of a server, and comes back when it was thrown out."""
        number = 0
        while not over.is_set():
            with suppress(OnlineAlterError), ExitStack() as stack:
                own = {name: stack.enter_context(self.connect(name)) for name in _NAMES if name[0] == letter}
                while not over.wait(0.02):
                    for name, connection in own.items():
                        number += 1
                        text = f"new {number}"
                        self.unknown[name].add(text)
                        connection.execute("INSERT INTO customers (name, amount) VALUES (%s, 1)", [text])
                        self.unknown[name].discard(text)
                        self.added[name].append(text)
            over.wait(0.2)


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[_Fleet]:
    """Twenty shards on two servers of their own, one of which is going to be killed."""
    with ExitStack() as stack:
        kinds = {"m": ServerKind.MYSQL, "d": ServerKind.MARIADB_10_11}
        servers = {letter: stack.enter_context(start_sandbox(kind)) for letter, kind in kinds.items()}
        found = _Fleet(servers, tmp_path)
        found.make()
        yield found


def _wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextmanager
def _held_in_its_copy(fleet: _Fleet, shard: str) -> Iterator[Callable[[], bool]]:
    """Meanwhile a row is locked that the shard's copy can't pass; gives whether it has come there."""
    with fleet.connect(shard) as holder:
        holder.execute("BEGIN")
        holder.rows("SELECT * FROM customers WHERE id = 300 FOR UPDATE")
        yield lambda: fleet.status()[shard]["state"] == "copying"


def _definition(connection: Connection) -> str:
    [(_, text)] = connection.rows("SHOW CREATE TABLE customers")
    return re.sub(r" AUTO_INCREMENT=\d+", "", str(text))


def _swapped_by_waves(fleet: _Fleet, until: str) -> str:
    """Two questions are answered, each by another process; gives what the last one says."""
    for words, code in (
        ((), ExitCode.ASKS),
        (("--answer", "go"), ExitCode.ASKS),
        (("--answer", "go"), ExitCode.SOME_FAILED),
    ):
        ended, _, said = fleet.call("run", "--yes", "--until", until, *words)
        assert ended == code, said
    return said


@pytest.mark.statistical  # where a kill hits is a matter of chance
def test_canary_then_waves_with_everything_in_between(fleet: _Fleet) -> None:
    """The command is killed, a server is killed, two questions are answered by other processes. All are rolled
    back and swapped again. Nineteen shards end up as the server's own ALTER makes them, the refused one is as it was, and
    status was right at each look.
    """
    over = threading.Event()
    courses = [threading.Thread(target=fleet.write, args=(letter, over)) for letter in fleet.servers]
    courses.append(threading.Thread(target=fleet.watch, args=(over,)))
    for course in courses:
        course.start()
    try:
        assert fleet.call("prepare")[0] == ExitCode.SOME_FAILED  # before anybody holds a table
        with _held_in_its_copy(fleet, "d-03") as stands_there:
            with _held_in_its_copy(fleet, "m-03") as stands_here:
                killed = fleet.start("run", "--yes", "--until", "verified")
                _wait_until(stands_here)
                killed.send_signal(signal.SIGKILL)
                killed.communicate()
            going_on = fleet.start("run", "--yes", "--until", "verified")
            _wait_until(stands_there)
            fleet.servers["d"].kill_server()
        fleet.servers["d"].restart_server()
        going_on.communicate()
        assert f"1 of {len(_NAMES)} shards failed: {_REFUSED}: " in _swapped_by_waves(fleet, "swapped")
        fleet.call("rollback", "--yes")
        assert not any(fleet.is_new(name) for name in _NAMES)
        _swapped_by_waves(fleet, "clean")
    finally:
        over.set()
        for course in courses:
            course.join(60)
    assert fleet.wrong == []
    assert fleet.looks > 3
    told = fleet.status()
    assert {name for name, row in told.items() if row["state"] == "done"} == set(_NAMES) - {_REFUSED}
    for name in _NAMES:
        with fleet.connect(name) as connection:
            expected = _CREATE if name == _REFUSED else f"{_CREATE}; ALTER TABLE customers {_ALTER}"
            connection.execute(f"CREATE DATABASE plain_{name[0]}_{name[2:]}")
            found = _definition(connection)
            names = [str(row[0]) for row in connection.rows("SELECT name FROM customers ORDER BY id")]
            connection.execute(f"USE plain_{name[0]}_{name[2:]}")
            connection.run_all(expected.split("; "))
            assert found == _definition(connection)
        written = names[_ROWS + (name == _REFUSED) :]
        assert names[:_ROWS] == [f"name {number}" for number in range(_ROWS)]
        assert len(written) == len(set(written))
        assert set(fleet.added[name]) <= set(written) <= set(fleet.added[name]) | fleet.unknown[name]
