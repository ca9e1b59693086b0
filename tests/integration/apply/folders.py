"""A schema with two small tables, a folder of plans for them, and the command called in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from click.testing import CliRunner

from onlinealter.apply.entry import Entry
from onlinealter.cli.folder_plans import read_folder
from onlinealter.cli.group import online_alter
from onlinealter.cli.options import TargetArguments
from onlinealter.engine.journal import RunRecord, read_runs
from tests.servers import Schema

ROWS = 200
COPIED = "003-widen"
"""The plan that is carried out by a copy of some chunks."""

FIVE = {
    "001-note.toml": 'table = "customers"\nalter = "ADD COLUMN note VARCHAR(20)"\n',
    "002-by-amount.sql": "-- for the list;\nCREATE INDEX by_amount ON orders (amount);\n",
    f"{COPIED}.toml": 'table = "customers"\nalter = "MODIFY name VARCHAR(60) NOT NULL"\n[settings]\nstrategy = "shadow"\n'
    'chunk_rows = 20\nmax_chunk_rows = 20\nworkers = 1\nverify_on = "primary"\n',
    "004-two.sql": "ALTER TABLE orders ADD COLUMN paid INT;\nALTER TABLE orders ADD COLUMN sent INT;\n",
    "005-drop.sql": "DROP INDEX by_amount ON orders",
}
ALL = ("001-note", "002-by-amount", COPIED, "004-two#1/2", "004-two#2/2", "005-drop")
"""The names by which the journal knows the five files' plans."""


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Place:
    """The schema, and a folder of plans."""

    schema: Schema
    folder: Path

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")

    @property
    def dsn(self) -> str:
        """The schema's primary without a password."""
        server = self.schema.primary
        return f"mysql://{server.user}@{server.host}:{server.port}/{self.schema.name}?ssl-mode=DISABLED"

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Begin the command in a process of its own, without a terminal."""
        return subprocess.Popen(
            [sys.executable, "-m", "onlinealter", *words, "--dsn", self.dsn],
            env={**os.environ, "MYSQL_PWD": self.schema.primary.password},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *words: str, stdin: str = "") -> Answer:
        """Call the command here."""
        runner = CliRunner(env={"MYSQL_PWD": self.schema.primary.password})
        given = [*words, "--dsn", self.dsn]
        came = runner.invoke(online_alter, given, input=stdin, prog_name="online-alter", catch_exceptions=False)
        return Answer(came.exit_code, came.stdout, came.stderr)

    def apply(self, *words: str) -> Answer:
        return self.call("apply", str(self.folder), *words)

    def pending(self, *words: str) -> Answer:
        return self.call("pending", str(self.folder), *words)

    def entries(self) -> tuple[Entry, ...]:
        """The folder as the command reads it."""
        server = self.schema.primary
        dsn = self.dsn.replace(f"{server.user}@", f"{server.user}:{quote(server.password)}@")
        return read_folder(self.folder, TargetArguments(dsn=dsn))

    def runs(self) -> tuple[RunRecord, ...]:
        """What the journal has."""
        with self.schema.connect() as connection:
            return read_runs(connection, self.schema.name)

    def states(self) -> dict[str, list[str]]:
        """The states of each plan's runs, by its name."""
        found: dict[str, list[str]] = {}
        for run in self.runs():
            found.setdefault(run.plan_name, []).append(run.state.value)
        return found

    def columns(self, table: str) -> dict[str, str]:
        """The table's columns with their types."""
        with self.schema.connect() as connection:
            return {str(row[0]): _text(row[1]) for row in connection.rows(f"SHOW COLUMNS FROM {table}")}

    def indexes(self, table: str) -> set[str]:
        """The names of the table's indexes."""
        with self.schema.connect() as connection:
            return {str(row[2]) for row in connection.rows(f"SHOW INDEX FROM {table}")}

    def tables(self) -> set[str]:
        """All tables there."""
        with self.schema.connect() as connection:
            return {str(row[0]) for row in connection.rows("SHOW TABLES")}


def make_place(schema: Schema, folder: Path) -> Place:
    """The two tables with their rows, and an empty folder."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(20) NOT NULL)")
        connection.execute("CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, amount INT)")
        names = ", ".join(f"('name {number}')" for number in range(1, ROWS + 1))
        connection.execute(f"INSERT INTO customers (name) VALUES {names}")
        connection.execute("INSERT INTO orders (amount) SELECT id FROM customers")
    return Place(schema, folder)


def ended(process: subprocess.Popen[str]) -> Answer:
    """Wait for a process's end."""
    out, err = process.communicate(timeout=240)
    assert "Traceback" not in err
    return Answer(process.returncode, out, err)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
