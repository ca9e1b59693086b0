"""``python -m tests.benchmarks fleet``: many small shards on two servers, as one command sees them.

Schemas of a MySQL and a MariaDB server stand for shards, each with an empty table. Status and run are whole programs. For
the long list each schema has a copy of one shard's journal.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from onlinealter.engine.alteration import advance
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.plan import Plan, Settings, Strategy
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import Endpoint, ServerKind, start_sandbox
from tests.benchmarks.child import Ended, run_child
from tests.servers import account_of

SHARDS, FAKED = 200, 2000
SECONDS = {"status": 5.0, "run --until clean": 180.0, "status of the long list": 20.0}
PEAK_MIB = 300
_TABLE, _ALTER = "customers", "MODIFY name VARCHAR(60), ADD COLUMN note VARCHAR(20)"
_CREATE = f"CREATE TABLE {{schema}}.{_TABLE} (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20)) ENGINE=InnoDB"
_KINDS = {"m": ServerKind.MYSQL, "d": ServerKind.MARIADB_10_11}
_PASSWORD = "BENCHMARK_PASSWORD_"
_PLAN = f'name = "widen"\ntable = "{_TABLE}"\nalter = "{_ALTER}"\n[settings]\nstrategy = "shadow"\n'


@dataclass(frozen=True)
class Fleet:
    """Shards as files in a folder, and the two servers that they are on."""

    folder: Path
    servers: dict[str, Endpoint]

    def make(self, prefix: str, shards: int, *, faked: bool) -> None:
        """Make so many schemas with an empty table, half of them on each server, and the file that names them."""
        makers = [threading.Thread(target=_make, args=(each, prefix, shards // 2, faked)) for each in self.servers.values()]
        for maker in makers:
            maker.start()
        for maker in makers:
            maker.join()
        lines = []
        last = shards // 2 - 1
        for letter, at in self.servers.items():
            names = f"{{{0:0{len(str(last))}}..{last}}}"
            dsn = f"mysql://{at.user}@{at.host}:{at.port}/{prefix}{names}?ssl-mode=DISABLED"
            lines += ["[[shard]]", f'name = "{letter}-{names}"', f'primary = "{dsn}"']
            lines += [f'password = {{ env = "{_PASSWORD}{letter}" }}']
        (self.folder / f"{prefix}.toml").write_text("\n".join(lines))
        (self.folder / "plan.toml").write_text(_PLAN)

    def call(self, prefix: str, *words: str) -> Ended:
        """A command of ours on all of them."""
        files = (str(self.folder / "plan.toml"), "--shards", str(self.folder / f"{prefix}.toml"))
        passwords = {f"{_PASSWORD}{letter}": at.password for letter, at in self.servers.items()}
        return run_child([sys.executable, "-m", "onlinealter", words[0], *files, *words[1:]], passwords)


@dataclass(frozen=True)
class Measured:
    """A command of ours: what it was, how it ended, and what it said in its first line."""

    name: str
    ended: Ended

    @property
    def within(self) -> bool:
        """Whether it succeeded, within its time and its memory."""
        return self.ended.status == 0 and self.ended.seconds < SECONDS[self.name] and self.ended.peak_kib < PEAK_MIB << 10

    def __str__(self) -> str:
        ended = self.ended
        said = next(iter(ended.said.splitlines()), "")
        return (
            f"{self.name:24} exit {ended.status}  {ended.seconds:6.1f} s of {SECONDS[self.name]:.0f}"
            f"  CPU {ended.processor_seconds:5.1f} s  {ended.peak_kib / 1024:4.0f} MiB of {PEAK_MIB}"
            f"  load {os.getloadavg()[0]:.1f}  {said}"
        )


def measured(shards: int = SHARDS, faked: int = FAKED) -> list[Measured]:
    """Status and run of a fleet with empty tables, then the status of a long list with journals; none for a number of 0."""
    found = []
    with ExitStack() as stack:
        servers = {letter: stack.enter_context(start_sandbox(kind)).primary for letter, kind in _KINDS.items()}
        fleet = Fleet(Path(stack.enter_context(TemporaryDirectory())), servers)
        if shards:
            fleet.make("few", shards, faked=False)
            found.append(Measured("status", fleet.call("few", "status")))
            words = ("run", "--yes", "--quiet", "--until", "clean")
            found.append(Measured("run --until clean", fleet.call("few", *words)))
            found.append(Measured("status", fleet.call("few", "status")))
        if faked:
            fleet.make("many", faked, faked=True)
            found.append(Measured("status of the long list", fleet.call("many", "status")))
    return found


def _make(server: Endpoint, prefix: str, shards: int, faked: bool) -> None:
    names = [f"{prefix}{number:0{len(str(shards - 1))}}" for number in range(shards)]
    with server.connect() as connection:
        for schema in names:
            connection.run_all([f"CREATE DATABASE {schema}", _CREATE.format(schema=schema)])
            if faked and schema == names[0]:
                _begin(server, schema)
            elif faked:
                _fake(connection, names[0], schema)


def _begin(server: Endpoint, schema: str) -> None:
    plan = Plan(_TABLE, (_ALTER,), name="widen", settings=Settings(strategy=Strategy.SHADOW))
    phases = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY)
    advance(Target(_TABLE, schema, account_of(server), (), plan), phases, NullReporter(), StopFlag(), Choices())


def _fake(connection: Connection, like: str, schema: str) -> None:
    """The journal of the first, and the tables that it speaks of."""
    for (table,) in connection.rows(f"SHOW TABLES FROM {like}"):
        connection.execute(f"CREATE TABLE IF NOT EXISTS {schema}.{table} LIKE {like}.{table}")
        if str(table).startswith("_oa_"):
            connection.execute(f"INSERT INTO {schema}.{table} SELECT * FROM {like}.{table}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shards", type=int, default=SHARDS, help="how many are altered; an even number")
    parser.add_argument("--faked", type=int, default=FAKED, help="how many the long list has; an even number")


def run(arguments: argparse.Namespace) -> None:
    """Print what was measured; ends with 1 where something took longer or more memory than it may."""
    found: Sequence[Measured] = measured(arguments.shards, arguments.faked)
    for each in found:
        sys.stdout.write(f"{each}\n{each.ended.complained[-2000:] if each.ended.status else ''}")
    if not all(each.within for each in found):
        raise SystemExit(1)
