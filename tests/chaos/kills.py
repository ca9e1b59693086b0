"""Killing ``online-alter run`` at random moments, and continuing it by the same command."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from onlinealter.model.errors import ServerError
from onlinealter.model.states import State
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from tests.servers import Schema

UNBEGUN = "unbegun"
PHASE_STATES = (State.PREPARING, State.COPYING, State.VERIFYING, State.SWAPPING, State.CLEANING)

_COURSE = (
    State.PREPARING, State.PREPARED, State.COPYING, State.COPIED, State.VERIFYING, State.VERIFIED, State.SWAPPING,
    State.SWAPPED, State.CLEANING, State.DONE,
)  # fmt: skip
_SPANS = {  # seconds within which a kill follows the moment that a process is seen in the state
    UNBEGUN: 0.8,
    State.PREPARING: 0.4,
    State.COPYING: 1.2,
    State.VERIFYING: 0.6,
    State.SWAPPING: 0.25,
    State.CLEANING: 0.06,
}
_GLANCE = 0.004
_LONGEST = 120.0


@dataclass(frozen=True)
class Kill:
    """One SIGKILL: the state it was meant for, and what the journal said right after it."""

    aim: str
    state: str
    after: float


class RunFailed(AssertionError):
    """A run ended by itself, and not well."""


class Killer:
    """Runs one alteration to its end with kills on the way; ``log`` is a file for what the runs say."""

    def __init__(self, schema: Schema, arguments: list[str], chance: random.Random, log: Path) -> None:
        self._schema = schema
        self._arguments = arguments
        self._chance = chance
        self._log = log

    def kill_through(self, kills: int) -> Iterator[Kill]:
        """Kill so many times, each phase at least once, until the run is over; then see it end well."""
        with self._schema.connect() as connection:
            for aim in self._aims(kills):
                process = self._start()
                kill = self._kill(process, aim, connection)
                if kill is None:
                    break
                yield kill
        process = self._start()
        if process.wait(_LONGEST) != 0:
            raise self._failed(process)

    def _aims(self, kills: int) -> list[str]:
        more = self._chance.choices([UNBEGUN, *PHASE_STATES, State.SWAPPING], k=max(0, kills - len(PHASE_STATES)))
        course = [UNBEGUN, *_COURSE]
        return sorted([*PHASE_STATES, *more], key=course.index)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "onlinealter", "run", *self._arguments, "--yes", "--cleanup"]
        environment = {**os.environ, "MYSQL_PWD": self._schema.primary.password}
        with self._log.open("ab") as log:
            return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def _kill(self, process: subprocess.Popen[bytes], aim: str, connection: Connection) -> Kill | None:
        """Kill the process in the state or soon after; None when it ended well before that."""
        began = time.monotonic()
        if aim != UNBEGUN:
            self._wait_for(process, aim, connection)
        wait_until(lambda: process.poll() is not None, self._chance.uniform(0, _SPANS[aim]))
        after = time.monotonic() - began
        process.kill()
        code = process.wait()
        if code == 0:
            return None
        if code > 0:
            raise self._failed(process)
        return Kill(aim, _look(connection)[0], after)

    def _wait_for(self, process: subprocess.Popen[bytes], aim: str, connection: Connection) -> None:
        """Wait until the process is at work in this state or a later one, or ended."""
        late = _COURSE[_COURSE.index(State(aim)) :]

        def there() -> bool:
            state, owner = _look(connection)
            return process.poll() is not None or (owner == process.pid and state in late)

        if not wait_until(there, _LONGEST):
            process.kill()
            raise RunFailed(f"process {process.pid} did not come to '{aim}' within {_LONGEST:.0f} s\n{self._said()}")

    def _failed(self, process: subprocess.Popen[bytes]) -> RunFailed:
        return RunFailed(f"a run ended with exit code {process.returncode}:\n{self._said()}")

    def _said(self) -> str:
        return self._log.read_text(errors="replace")[-4000:]


def tally_text(kills: list[Kill]) -> str:
    """How many kills hit which state."""
    hit = Counter(kill.state for kill in kills)
    return ", ".join(f"{state} {hit[state]}" for state in (UNBEGUN, *_COURSE) if hit[state])


def wait_until(so: Callable[[], bool], seconds: float) -> bool:
    """Look often until it is so, or the time is over."""
    deadline = time.monotonic() + seconds
    while not so():
        if time.monotonic() > deadline:
            return False
        time.sleep(_GLANCE)
    return True


def _look(connection: Connection) -> tuple[str, int]:
    """The newest run's state and the process at work on it."""
    try:
        row = connection.row("SELECT state, owner_process FROM _oa_run ORDER BY created_at DESC, id LIMIT 1")
    except ServerError as error:
        if error.number != error_numbers.NO_SUCH_TABLE:
            raise
        row = None
    return (str(row[0]), int(row[1])) if row else (UNBEGUN, 0)
