"""The documentation's example project of Alembic, on a schema of a test's own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import pytest

from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.mysql.connection import Connection
from tests.servers import Schema

ROOT = Path(__file__).parents[3]
PROJECT = ROOT / "docs" / "examples" / "alembic"
IDLE = 5
"""Seconds after which the server ends Alembic's session when it hears nothing."""


def url_of(schema: Schema) -> str:
    """The schema as SQLAlchemy reads it, with sessions that are ended when they are idle."""
    server = schema.primary
    where = f"{quote(server.user)}:{quote(server.password, safe='')}@{server.host}:{server.port}/{schema.name}"
    return f"mysql+pymysql://{where}?init_command=SET SESSION wait_timeout={IDLE}"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    said: str


@dataclass
class Project:
    """Calls alembic, in processes of its own; ``state`` is where they remember runs."""

    schema: Schema
    state: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str, min_rows: int = 0) -> subprocess.Popen[str]:
        """Begin a command."""
        process = subprocess.Popen(
            [sys.executable, "-m", "alembic", "-c", str(PROJECT / "alembic.ini"), *words],
            env={
                **os.environ,
                "DATABASE_URL": url_of(self.schema),
                "MIN_ROWS": str(min_rows),
                "ONLINEALTER_STATE": str(self.state),
                "PYTHONPATH": str(ROOT),
            },
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self.running.append(process)
        return process

    def call(self, *words: str, min_rows: int = 0) -> Ended:
        """Run a command to its end."""
        process = self.start(*words, min_rows=min_rows)
        _, said = process.communicate()
        return Ended(process.returncode, said)

    def version(self) -> str:
        """What Alembic's table says."""
        with self.schema.connect() as connection:
            return str(connection.value("SELECT GROUP_CONCAT(version_num) FROM alembic_version"))

    def columns(self) -> list[str]:
        with self.schema.connect() as connection:
            return [str(row[0]) for row in connection.rows("SHOW COLUMNS FROM customer")]

    def indexes(self) -> set[str]:
        with self.schema.connect() as connection:
            return {str(row[2]) for row in connection.rows("SHOW INDEX FROM customer")}

    def runs(self) -> tuple[RunRecord, ...]:
        with self.schema.connect() as connection:
            return read_runs(connection, self.schema.name)

    def execute(self, sql: str) -> None:
        with self.schema.connect() as connection:
            connection.execute(sql)

    @contextmanager
    def held(self) -> Iterator[Connection]:
        """Meanwhile a transaction has the table in use: a run begins, and gets nowhere."""
        with self.schema.connect() as connection:
            connection.execute("START TRANSACTION")
            connection.rows("SELECT COUNT(*) FROM customer")
            yield connection

    @contextmanager
    def writing(self, name: str) -> Iterator[None]:
        """Meanwhile an application adds rows and changes them; at the end each one has to be there as it was written."""
        done, written, over = 0, threading.Event(), threading.Event()

        def write() -> None:
            nonlocal done
            with self.schema.connect() as connection:
                while not over.is_set():
                    connection.execute("INSERT INTO customer (name) VALUES (%s)", [f"draft {name} {done}"])
                    connection.execute("UPDATE customer SET name = SUBSTRING(name, 7) WHERE name LIKE 'draft %'")
                    done += 1
                    written.set()
                    over.wait(0.02)

        with ThreadPoolExecutor(1) as pool:
            writer = pool.submit(write)
            try:
                assert written.wait(30)
                yield
            finally:
                over.set()
            writer.result()
        with self.schema.connect() as connection:
            assert connection.value("SELECT COUNT(*) FROM customer WHERE name LIKE %s", [f"{name} %"]) == done
            assert connection.value("SELECT COUNT(*) FROM customer WHERE name LIKE 'draft %'") == 0


def until_said(process: subprocess.Popen[str], text: str) -> None:
    """Read what a process says up to this."""
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if text in line:
            return
    pytest.fail(f"the process ended without saying '{text}':\n{''.join(said)}")


def seconds_pass(seconds: float) -> None:
    """The one thing that can't be had sooner: that a session was idle for so long."""
    time.sleep(seconds)


@pytest.fixture
def project(schema: Schema, tmp_path: Path) -> Iterator[Project]:
    """The project with its first revision applied, and rows."""
    project = Project(schema, tmp_path / "state")
    first = project.call("upgrade", "a1")
    assert first.code == 0, first.said
    values = ", ".join(f"('name {number}', 'fax {number}')" for number in range(300))
    project.execute(f"INSERT INTO customer (name, fax) VALUES {values}")
    yield project
    for process in project.running:
        if process.poll() is None:
            process.kill()
            process.wait()
