"""``python -m tests.benchmarks starts``: what commands take that have little to do, in turn with another commit's."""

from __future__ import annotations

import argparse
import io
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onlinealter.sandbox import Endpoint, ServerKind, start_sandbox
from tests.benchmarks.child import Ended, run_child
from tests.benchmarks.records import RESULTS, as_json, read_json, write_json
from tests.benchmarks.shapes import SCHEMA

REPOSITORY = Path(__file__).parents[2]
HERE = ""
_REPEATS = 7
_COMMANDS = ("--help", "check", "run of a table with two rows")


@dataclass(frozen=True)
class Start:
    """A command that does little: seconds, CPU seconds and memory are medians; ``commit`` where it isn't this tree's."""

    server: str
    command: str
    seconds: float
    processor_seconds: float
    peak_kib: int
    commit: str = HERE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--servers", default="mysql,mariadb-10.11", help="kinds of server: mysql, mariadb, mariadb-10.11")
    parser.add_argument("--beside", default="", metavar="COMMIT", help="in turn with it; the last release by default")
    parser.add_argument("--results", type=Path, default=RESULTS / "benchmarks.json", help="the JSON file to put them into")


def run(arguments: argparse.Namespace) -> None:
    """Measure, keep and say."""
    found = list[Start]()
    for name in arguments.servers.split(","):
        with start_sandbox(ServerKind(name)) as sandbox:
            with sandbox.primary.connect() as connection:
                server = f"{'MariaDB' if sandbox.kind.is_mariadb else 'MySQL'} {connection.value('SELECT VERSION()')}"
            found += starts(server.partition("-")[0], sandbox.primary, arguments.beside)
    held = read_json(arguments.results)
    left = [each for each in held.get("starts", []) if each["server"] not in {start.server for start in found}]
    write_json(arguments.results, {**held, "starts": [*left, *as_json(found)]})
    for each in found:
        sys.stdout.write(
            f"{each.server}, {each.command}, {each.commit or 'this'}: {each.seconds} s, CPU {each.processor_seconds} s\n"
        )


def starts(server: str, endpoint: Endpoint, beside: str = "") -> list[Start]:
    """How long the shortest commands take, in this tree and in another commit's, one after the other so many times."""
    with endpoint.connect() as connection:
        connection.run_all(
            [
                f"DROP DATABASE IF EXISTS {SCHEMA}",
                f"CREATE DATABASE {SCHEMA}",
                f"CREATE TABLE {SCHEMA}.few (id INT PRIMARY KEY, name VARCHAR(20))",
                f"INSERT INTO {SCHEMA}.few VALUES (1, 'one'), (2, 'two')",
            ]
        )
    commit = beside or last_release()
    with _trees(commit) as trees:
        return [
            _median(server, command, tree, ended)
            for command in _COMMANDS
            for tree, ended in _in_turn(command, trees, endpoint).items()
        ]


def last_release() -> str:
    """The newest tag; empty where there is none."""
    words = ["git", "-C", str(REPOSITORY), "describe", "--tags", "--abbrev=0"]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()


@contextmanager
def _trees(commit: str) -> Iterator[dict[str, Path]]:
    """The folder of this tree, and one with that commit's package."""
    if not commit:
        yield {HERE: REPOSITORY}
        return
    words = ["git", "-C", str(REPOSITORY), "archive", commit, "onlinealter"]
    packed = subprocess.run(words, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        yield {HERE: REPOSITORY, commit: Path(folder)}


def _in_turn(command: str, trees: dict[str, Path], endpoint: Endpoint) -> dict[str, list[Ended]]:
    found: dict[str, list[Ended]] = {tree: [] for tree in trees}
    for repeat in range(_REPEATS + 1):
        for tree, folder in trees.items():
            ended = _run(_words(command, endpoint, f"{tree or 'this'} {repeat}"), folder, endpoint)
            if repeat:  # the first compiles
                found[tree].append(ended)
    return found


def _words(command: str, endpoint: Endpoint, which: str) -> list[str]:
    dsn = f"mysql://{endpoint.user}@{endpoint.host}:{endpoint.port}/{SCHEMA}"
    where = ["--dsn", dsn, "--table", "few", "--set", "strategy=shadow"]
    if command == "--help":
        return [command]
    if command == "check":
        return ["check", *where, "--alter", "MODIFY name VARCHAR(300)"]
    return ["run", "--yes", "--cleanup", "--json", *where, "--alter", f"FORCE /* {which} */"]


def _run(words: Sequence[str], folder: Path, endpoint: Endpoint) -> Ended:
    ended = run_child([sys.executable, "-m", "onlinealter", *words], {"MYSQL_PWD": endpoint.password}, folder=folder)
    if ended.status:
        raise RuntimeError(f"online-alter {' '.join(words)} ended with {ended.status}: {ended.complained[-500:]}")
    return ended


def _median(server: str, command: str, commit: str, ended: Sequence[Ended]) -> Start:
    return Start(
        server, command, round(statistics.median(each.seconds for each in ended), 3),
        round(statistics.median(each.processor_seconds for each in ended), 3),
        round(statistics.median(each.peak_kib for each in ended)), commit,
    )  # fmt: skip
