"""The example of docs/examples/compose, brought up by docker-compose in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from onlinealter.sandbox.processes import wait_until
from tests.containers.engine import run

EXAMPLE = Path(__file__).parents[2] / "docs/examples/compose"
ROWS = 20_000
"""So many customers are there before anything is altered."""

_PATIENCE = 120.0  # seconds
_SEEN = "SELECT COUNT(*), COALESCE(BIT_XOR(CRC32(CONCAT(id, ':', name))), 0) FROM customer WHERE id"


@dataclass(frozen=True)
class Job:
    """One call of the job: its exit code, and what it said."""

    code: int
    said: str


@dataclass(frozen=True)
class Stack:
    """The example under a name of its own."""

    folder: Path
    name: str

    @property
    def network(self) -> str:
        """The network that its containers are in."""
        return f"{self.name}_default"

    def compose(self, *words: str) -> str:
        """What docker-compose printed on stdout."""
        return run(["docker-compose", *words], self.environment, self.folder)

    def job(self, *words: str) -> Job:
        """Call the job once more, with other words than the file's if they are given."""
        return ended(["docker-compose", "run", "--rm", "--no-TTY", "tables", *words], self.environment, self.folder)

    def log(self, service: str) -> str:
        """What a service's container has said."""
        return ended(["docker", "logs", self.container(service)], self.environment).said

    def sql(self, statement: str) -> list[list[str]]:
        """Rows, asked for as root inside the database's container."""
        asking = (
            f'MYSQL_PWD=$(cat /run/secrets/root-password) mysql --batch --skip-column-names shop --execute "{statement}"'
        )
        said = self.compose("exec", "--no-TTY", "database", "sh", "-c", asking)
        return [line.split("\t") for line in said.splitlines()]

    def container(self, service: str) -> str:
        """The id of a service's container."""
        return self.compose("ps", "--all", "--quiet", service).strip()

    def see_that_no_row_is_lost(self) -> None:
        """Those that were there at first are as they were, and so are all that the application was told are in."""
        confirmed = [int(line) for line in self.log("application").splitlines() if line.isdigit()]
        assert confirmed
        expected = 0
        for number in range(1, ROWS + 1):
            expected ^= zlib.crc32(f"{number}:customer {number}".encode())
        assert self.sql(f"{_SEEN} <= {ROWS}") == [[str(ROWS), str(expected)]]
        there = {int(row[0]) for row in self.sql(f"SELECT id FROM customer WHERE id > {ROWS}")}
        assert set(confirmed) <= there

    def await_writes(self, more: int = 10) -> None:
        """Until the application has been told that so many further rows are in."""
        before = self._written()
        assert wait_until(lambda: self._written() >= before + more, _PATIENCE), self.log("application")[-500:]

    def _written(self) -> int:
        return sum(line.isdigit() for line in self.log("application").splitlines())

    @property
    def environment(self) -> dict[str, str]:
        """What docker-compose is called with."""
        return {**os.environ, "COMPOSE_PROJECT_NAME": self.name}


@contextmanager
def brought_up(folder: Path) -> Iterator[Stack]:
    """From nothing: files and secrets, then ``docker-compose up``. Taken away afterwards, with its volume."""
    place = folder / "shop"
    shutil.copytree(EXAMPLE, place)
    (place / "secrets").mkdir(mode=0o700)
    for name in ("root-password", "alter-password", "application-password"):
        (place / "secrets" / name).write_text(f"{token_hex(8)}\n")
    stack = Stack(place, f"oa{token_hex(4)}")
    try:
        started = ended(["docker-compose", "up", "--detach"], stack.environment, place)
        assert started.code == 0, started.said + stack.compose("logs", "--no-color")
        yield stack
    finally:
        stack.compose("down", "--volumes", "--timeout", "5")


def ended(command: list[str], environment: dict[str, str], folder: Path | None = None) -> Job:
    """Call a command, however it ends."""
    done = subprocess.run(
        command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300
    )
    return Job(done.returncode, done.stdout + done.stderr)


def eventually(happened: Callable[[], bool]) -> None:
    """Wait for it."""
    assert wait_until(happened, _PATIENCE)
