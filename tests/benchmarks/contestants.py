"""Who alters the table: ours, the server's own ALTER, and other tools."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from onlinealter.model.errors import ServerError
from onlinealter.sandbox import Endpoint
from tests.benchmarks.child import TIMED_OUT, Ended, run_child
from tests.benchmarks.shapes import ALTERATION, SCHEMA, TABLE
from tests.benchmarks.toolkit import unpacked_toolkit

OURS, COPY, INPLACE, TOOLKIT, GH_OST, SPIRIT = "online-alter", "ALTER COPY", "ALTER INPLACE", "pt-osc", "gh-ost", "spirit"
NAMES = (OURS, COPY, INPLACE, TOOLKIT, GH_OST, SPIRIT)
DONE = "done"


@dataclass(frozen=True)
class Alteration:
    """How an alteration went; memory and CPU time are those of the tool, not of the server."""

    outcome: str
    seconds: float
    phases: dict[str, float] = field(default_factory=dict)
    peak_kib: int = 0
    processor_seconds: float = 0.0


class Contestant(Protocol):
    """Alters the table and says how that went."""

    def alter(self, server: Endpoint, limit: float) -> Alteration:
        """Alter; given up after ``limit`` seconds where that can be done."""


@dataclass(frozen=True)
class Native:
    """The server's own ALTER, by the algorithm that is asked for."""

    statement: str

    def alter(self, server: Endpoint, limit: float) -> Alteration:
        """Alter in one statement; it takes what it takes, ``limit`` or not."""
        del limit
        with server.connect(SCHEMA) as connection:
            began = time.monotonic()
            try:
                connection.execute(self.statement)
                outcome = DONE
            except ServerError as error:
                outcome = f"error {error.number}"
            return Alteration(outcome, time.monotonic() - began)


@dataclass(frozen=True)
class Program:
    """A tool that is run as a program; ``words`` are made from the server's address."""

    words: Callable[[Endpoint], Sequence[str]]
    environment: Mapping[str, str] = field(default_factory=dict)
    password_variable: str = ""

    def alter(self, server: Endpoint, limit: float) -> Alteration:
        """Alter; the program is ended after the limit."""
        secret = {self.password_variable: server.password} if self.password_variable else {}
        ended = run_child(self.words(server), {**self.environment, **secret}, limit)
        return Alteration(_outcome(ended), ended.seconds, phases(ended.said), ended.peak_kib, ended.processor_seconds)


def contestant(name: str, paths: Mapping[str, Path], settings: Iterable[str], report: Callable[[str], None]) -> Contestant:
    """The contestant of that name; ``paths`` says where programs are, ``settings`` are ours."""
    if name == OURS:
        return Program(_ours(tuple(settings)), password_variable="MYSQL_PWD")
    if name == COPY:
        return Native(f"ALTER TABLE {TABLE} {ALTERATION}, ALGORITHM = COPY")
    if name == INPLACE:
        return Native(f"ALTER TABLE {TABLE} FORCE, ALGORITHM = INPLACE")
    if name == TOOLKIT:
        toolkit = unpacked_toolkit(report)
        return Program(_toolkit(toolkit.command), toolkit.environment)
    return Program({GH_OST: _gh_ost, SPIRIT: _spirit}[name](paths[name]))


def phases(said: str) -> dict[str, float]:
    """Seconds by phase, from the JSON lines of ours; nothing from what others say."""
    found: dict[str, float] = {}
    for line in said.splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        if event.get("event") == "phase-ended":
            found[event["phase"]] = round(found.get(event["phase"], 0.0) + event["seconds"], 3)
    return found


def _outcome(ended: Ended) -> str:
    if ended.status == 0:
        return DONE
    if ended.status == TIMED_OUT:
        return "not done in time"
    lines = [line.strip() for line in (ended.complained + "\n" + ended.said).splitlines() if line.strip()]
    return f"ended with {ended.status}: {lines[-1][:200] if lines else 'said nothing'}"


def _ours(settings: tuple[str, ...]) -> Callable[[Endpoint], Sequence[str]]:
    chosen = [word for setting in ("strategy=shadow", "verify_on=primary", *settings) for word in ("--set", setting)]
    return lambda server: [
        sys.executable, "-m", "onlinealter", "run", "--yes", "--cleanup", "--json", *chosen,
        "--dsn", f"mysql://{server.user}@{server.host}:{server.port}/{SCHEMA}", "--table", TABLE, "--alter", ALTERATION,
    ]  # fmt: skip


def _toolkit(command: Sequence[str]) -> Callable[[Endpoint], Sequence[str]]:
    return lambda server: [
        *command, "--execute", "--alter", ALTERATION, "--recursion-method=none", "--no-version-check",
        f"h={server.host},P={server.port},u={server.user},p={server.password},D={SCHEMA},t={TABLE}",
    ]  # fmt: skip


def _gh_ost(program: Path) -> Callable[[Endpoint], Sequence[str]]:
    return lambda server: [
        str(program), "--execute", "--allow-on-master", "--ok-to-drop-table", "--initially-drop-old-table", "--ssl",
        "--ssl-allow-insecure", f"--host={server.host}", f"--port={server.port}", f"--user={server.user}",
        f"--password={server.password}", f"--database={SCHEMA}", f"--table={TABLE}", f"--alter={ALTERATION}",
    ]  # fmt: skip


def _spirit(program: Path) -> Callable[[Endpoint], Sequence[str]]:
    return lambda server: [
        str(program), "migrate", f"--host={server.host}:{server.port}", f"--username={server.user}",
        f"--password={server.password}", f"--database={SCHEMA}", f"--table={TABLE}", f"--alter={ALTERATION}",
    ]  # fmt: skip
