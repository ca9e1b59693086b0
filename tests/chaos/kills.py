"""Whole alterations under blows: each is driven to its end by the same commands, given again and again."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from onlinealter.model.states import State
from tests.chaos.blows import UNBEGUN, Blow, Kind, Striker
from tests.chaos.table import TABLE

PHASE_STATES = (State.PREPARING, State.COPYING, State.VERIFYING, State.SWAPPING, State.CLEANING)
_IN_ORDER: tuple[str, ...] = (*PHASE_STATES, State.ROLLING_BACK, State.ABORTING)

_LONGEST = 180.0
_SETTINGS = ("strategy=shadow", "chunk-rows=200", "max-chunk-rows=400", "verify-on=primary", "deferred-indexes=always")
_RUN, _TO_THE_END = ("run", "--yes"), ("run", "--yes", "--cleanup")
_ROLLBACK, _ABORT, _REPAIR = ("rollback", "--yes"), ("abort",), ("verify", "--repair")
_SWAP_ENDED = "the swap was ended by somebody"  # a connection was killed in it on MariaDB (decision 14)
_RESTARTS = 5  # a command may be given so many times more after a blow before that counts as a fault


@dataclass(frozen=True)
class Tool:
    """How the tool is called: on which DSN, with which password; ``log`` is a file for what it says."""

    dsn: str
    password: str
    log: Path

    def start(self, command: Sequence[str], alter: str) -> subprocess.Popen[bytes]:
        settings = [word for setting in _SETTINGS for word in ("--set", setting)]
        target = ["--dsn", self.dsn, "--table", TABLE, "--alter", alter, *settings]
        words = [sys.executable, "-m", "onlinealter", command[0], *target, *command[1:]]
        with self.log.open("ab") as log:
            log.write(f"\n== {' '.join(command)}: {alter}\n".encode())
            log.flush()
            environment = {**os.environ, "MYSQL_PWD": self.password}
            return subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]


class RunFailed(AssertionError):
    """A command ended by itself, and not well."""


@dataclass
class Survived:
    """What alterations lived through: blows, commands given again because a blow ended them, rollbacks, aborts."""

    blows: list[Blow] = field(default_factory=list)
    again: int = 0
    rollbacks: int = 0
    aborts: int = 0

    def count(self, kind: Kind) -> int:
        return sum(blow.kind is kind for blow in self.blows)


class Siege:
    """Drives alterations to their end; a generator of chance decides where each blow falls."""

    def __init__(self, tool: Tool, striker: Striker, chance: random.Random) -> None:
        self._tool = tool
        self._striker = striker
        self._chance = chance
        self.survived = Survived()

    def kill_tool(self, alter: str, kills: int) -> None:
        """A run killed so many times, each phase at least once where the number allows; then it ends well."""
        for aim in self._aims(kills):
            process = self._tool.start(_TO_THE_END, alter)
            if not self._strike(Kind.TOOL, process, aim):
                break
        self._finish(self._tool.start(_TO_THE_END, alter), _TO_THE_END, alter)

    def cut_connections(self, alter: str, kills: int, writing: float) -> None:
        """A run, a rollback after seconds of writes, and the same run again, all of them under cut connections."""
        self._cut(_RUN, alter, [*PHASE_STATES[:3], *[State.SWAPPING] * max(2, kills // 3)])
        time.sleep(writing)
        self._roll_back(alter, kills // 5)
        time.sleep(writing)
        more = self._chance.choices([State.VERIFYING, State.SWAPPING, State.SWAPPING, State.CLEANING], k=kills // 3)
        self._cut(_TO_THE_END, alter, more)

    def kill_server(self, alter: str, aim: str) -> None:
        """A run during which the server dies, and one more death of the tool."""
        process = self._tool.start(_TO_THE_END, alter)
        self._strike(Kind.SERVER, process, aim)
        self._strike(Kind.TOOL, process, self._chance.choice(PHASE_STATES))
        self._finish(self._tool.start(_TO_THE_END, alter), _TO_THE_END, alter)

    def abort(self, alter: str) -> None:
        """A run killed before its swap and given up, under cut connections."""
        process = self._tool.start(_RUN, alter)
        if self._strike(Kind.TOOL, process, self._chance.choice((State.PREPARING, State.COPYING, State.VERIFYING))):
            if self._striker.look()[0] in (UNBEGUN, State.DONE, State.ABORTED):
                return
            self._cut(_ABORT, alter, [State.ABORTING] * 2)
            self.survived.aborts += 1

    def _roll_back(self, alter: str, kills: int) -> None:
        if self._chance.random() < 0.5:
            self._strike(Kind.TOOL, self._tool.start(_ROLLBACK, alter), State.ROLLING_BACK)
        if self._striker.look()[0] in (State.SWAPPED, State.ROLLING_BACK):
            self._cut(_ROLLBACK, alter, [State.ROLLING_BACK] * kills)
        self.survived.rollbacks += self._striker.look()[0] == State.COPIED

    def _aims(self, kills: int) -> list[str]:
        phases = self._chance.sample(PHASE_STATES, min(kills, len(PHASE_STATES)))
        more = self._chance.choices([UNBEGUN, *PHASE_STATES, State.SWAPPING], k=kills - len(phases))
        course = [UNBEGUN, *PHASE_STATES]
        return sorted([*phases, *more], key=course.index)

    def _cut(self, command: Sequence[str], alter: str, aims: Sequence[str]) -> None:
        """The command under cut connections, in the order of the aims, until it ended well."""
        process = self._tool.start(command, alter)
        for aim in sorted(aims, key=_IN_ORDER.index):
            self._strike(Kind.CONNECTION, process, aim)
            if process.poll() is not None:
                break
        self._finish(process, command, alter)

    def _strike(self, kind: Kind, process: subprocess.Popen[bytes], aim: str) -> bool:
        """Strike in the state or soon after; false when the process ended before that."""
        began = time.monotonic()
        if not self._striker.wait_for(process, aim, _LONGEST):
            process.kill()
            raise RunFailed(f"process {process.pid} did not come to '{aim}' within {_LONGEST:.0f} s\n{self._tool.said()}")
        if process.poll() is not None and kind is not Kind.TOOL:
            return False
        after = time.monotonic() - began
        if kind is Kind.TOOL:
            process.kill()
            if process.wait() == 0:
                return False
            if process.returncode > 0:
                raise self._failed(process)
        state = self._striker.look()[0]
        if kind is Kind.SERVER:
            self._striker.kill_server()
        elif kind is Kind.CONNECTION and not self._striker.kill_connection():
            return False
        self.survived.blows.append(Blow(kind, aim, state, after))
        return True

    def _finish(self, process: subprocess.Popen[bytes], command: Sequence[str], alter: str) -> None:
        """See the command end well; the first time it may not, if a blow hit it: then the same command continues."""
        for _ in range(_RESTARTS):
            try:
                if process.wait(_LONGEST) == 0:
                    return
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise RunFailed(f"'{command[0]}' did not end within {_LONGEST:.0f} s\n{self._tool.said()}") from error
            self.survived.again += 1
            if _SWAP_ENDED in self._tool.said().rpartition("\n== ")[2]:
                if command is _ROLLBACK:
                    return  # there is no way back any more: the run is swapped, and continues from there
                self._finish(self._tool.start(_REPAIR, alter), _REPAIR, alter)
            process = self._tool.start(command, alter)
        raise self._failed(process)

    def _failed(self, process: subprocess.Popen[bytes]) -> RunFailed:
        return RunFailed(f"a command ended with exit code {process.returncode}:\n{self._tool.said()}")
