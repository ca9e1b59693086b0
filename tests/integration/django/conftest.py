"""The documentation's example project of Django, on a schema of a test's own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.mysql.connection import Connection
from tests.django_project import PROJECT, Commands, environment
from tests.servers import Schema

IDLE = 5
"""Seconds after which the server ends Django's session when it hears nothing."""


@dataclass
class Project:
    """Calls manage.py; ``given`` is the environment that says where, and where runs are remembered."""

    schema: Schema
    commands: Commands
    given: dict[str, str]
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Begin a command, in a process of its own."""
        process = subprocess.Popen(
            [sys.executable, str(PROJECT / "manage.py"), *words],
            env=environment({**self.given, "MIN_ROWS": "0"}),
            stderr=subprocess.STDOUT,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def call(self, *words: str, min_rows: int = 0) -> str:
        """Run a command to its end, which has to be a good one."""
        return self.commands.call(*words, min_rows=min_rows)

    def value(self, sql: str) -> object:
        with self.schema.connect() as connection:
            return connection.value(sql)

    def execute(self, sql: str) -> None:
        with self.schema.connect() as connection:
            connection.execute(sql)

    def applied(self) -> int:
        """How many migrations Django's table has."""
        return int(str(self.value("SELECT COUNT(*) FROM django_migrations WHERE app = 'shop'")))

    def definition(self) -> str:
        with self.schema.connect() as connection:
            [(_, text)] = connection.rows("SHOW CREATE TABLE customer")
        return str(text).partition(" AUTO_INCREMENT=")[0]

    def runs(self) -> tuple[RunRecord, ...]:
        with self.schema.connect() as connection:
            return read_runs(connection, self.schema.name)

    def states(self) -> list[str]:
        return [run.state.value for run in self.runs()]

    @contextmanager
    def held(self) -> Iterator[Connection]:
        """Meanwhile a transaction has the table in use: a run begins, and gets nowhere."""
        with self.schema.connect() as connection:
            connection.execute("START TRANSACTION")
            connection.rows("SELECT COUNT(*) FROM customer")
            yield connection


@pytest.fixture
def project(schema: Schema, tmp_path: Path) -> Iterator[Project]:
    """The project with its first migration applied, and rows."""
    server = schema.primary
    given = {
        "MYSQL_HOST": server.host,
        "MYSQL_PORT": str(server.port),
        "MYSQL_USER": server.user,
        "MYSQL_PWD": server.password,
        "MYSQL_DATABASE": schema.name,
        "MYSQL_INIT": f"SET SESSION wait_timeout={IDLE}",
        "ONLINEALTER_STATE": str(tmp_path / "state"),
    }
    with Commands(given) as commands:
        project = Project(schema, commands, given)
        project.call("migrate", "shop", "0001")
        values = ", ".join(f"('name {number}', {'NULL' if number % 3 else number}, 'fax {number}')" for number in range(300))
        project.execute(f"INSERT INTO customer (name, town, fax) VALUES {values}")
        yield project
    for process in project.running:
        if process.poll() is None:
            process.kill()
            process.wait()
