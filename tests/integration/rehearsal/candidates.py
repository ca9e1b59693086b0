"""A schema that stands for a release candidate, and what the command line does with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner, Result

from onlinealter.cli.group import online_alter
from onlinealter.rehearsal.snapshot import Rows, Snapshot, read_rows, take_snapshot
from onlinealter.sandbox import Endpoint
from tests.servers import Schema

_ALTER = "MODIFY name VARCHAR(60), ADD COLUMN note VARCHAR(20), ADD INDEX by_name (name)"


def dsn_of(endpoint: Endpoint, schema: str, host: str = "") -> str:
    """An endpoint as an operator types it; the password comes from the environment."""
    return f"mysql://{endpoint.user}@{host or endpoint.host}:{endpoint.port}/{schema}?ssl-mode=DISABLED"


@dataclass(frozen=True)
class Candidate:
    """A schema with a table of some rows, a trigger and a grant."""

    schema: Schema

    @property
    def dsn(self) -> str:
        """Where it is."""
        return dsn_of(self.schema.primary, self.schema.name)

    def fill(self) -> None:
        """Make what is to be left as it is."""
        with self.schema.connect() as connection:
            connection.run_all(
                [
                    "CREATE TABLE log (id INT AUTO_INCREMENT PRIMARY KEY, customer INT)",
                    "CREATE TABLE customers (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20), KEY (name)) ENGINE=InnoDB"
                    " COMMENT='kept' AUTO_INCREMENT=100",
                    "INSERT INTO customers (name) WITH RECURSIVE n AS"
                    " (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT CONCAT('name ', i) FROM n",
                    "CREATE TRIGGER logged AFTER DELETE ON customers FOR EACH ROW"
                    " INSERT INTO log (customer) VALUES (OLD.id)",
                    "CREATE USER IF NOT EXISTS 'rehearsed'@'localhost'",
                    f"GRANT SELECT (name), INSERT ON `{self.schema.name}`.customers TO 'rehearsed'@'localhost'",
                ]
            )

    def call(self, *words: str) -> Result:
        """Call the command line in this process."""
        runner = CliRunner(env=self._environment)
        return runner.invoke(online_alter, list(words), prog_name="online-alter", catch_exceptions=False)

    def mark(self) -> None:
        """Mark it."""
        came = self.call("candidate", "mark", self.dsn)
        assert came.exit_code == 0, came.stderr

    def rehearse(self, *words: str) -> Result:
        """Rehearse the usual change."""
        return self.call("dry-run", *self.words, *words)

    def rehearse_until(
        self, is_there: Callable[[dict[str, object]], bool], deed: Callable[[subprocess.Popen[str]], None], *words: str
    ) -> int:
        """Rehearse in a process of its own, to which something is done at a named event; gives how the process ended."""
        command = [sys.executable, "-m", "onlinealter", "dry-run", *self.words, *words, "--json"]
        environment = os.environ | self._environment
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if is_there(json.loads(line)):
                    deed(process)
                    break
            process.stdout.read()
            return process.wait()

    @property
    def words(self) -> tuple[str, ...]:
        """The usual change, on this candidate."""
        return ("--table", "customers", "--alter", _ALTER, "--against", self.dsn, "--set", "strategy=shadow")

    @property
    def _environment(self) -> dict[str, str]:
        return {"MYSQL_PWD": self.schema.primary.password}

    def as_it_is(self) -> tuple[Snapshot, Rows, frozenset[str]]:
        """The table, its rows, and all names in the schema."""
        with self.schema.connect() as connection:
            names = {str(name) for (name,) in connection.rows("SHOW TABLES")}
            names |= {str(row[0]) for row in connection.rows("SHOW TRIGGERS")}
            place = (self.schema.name, "customers")
            return take_snapshot(connection, *place), read_rows(connection, *place), frozenset(names)

    def write_test(self, folder: Path, text: str) -> str:
        """A test command that runs this Python."""
        file = folder / "check.py"
        file.write_text(text)
        return f"{sys.executable} {file}"
