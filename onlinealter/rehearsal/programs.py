"""The operator's own commands, tests and load: from the command line only, and without a shell."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Target
from onlinealter.model.errors import UsageFault
from onlinealter.model.rehearsal import ProgramRun

LONGEST_OUTPUT = 20_000  # characters, the last ones
_POLL = 0.05  # seconds
_GRACE = 5.0  # seconds in which a load may end by itself after SIGTERM


def words_of(command: str, option: str) -> tuple[str, ...]:
    """The command's words. Raises UsageFault where a quotation has no end, or there is no word."""
    try:
        words = tuple(shlex.split(command))
    except ValueError as error:
        raise UsageFault(f"{option}: {error}", remedy="Quote it as a shell would have it.") from error
    if not words:
        raise UsageFault(f"{option} is empty", remedy=f'Give a command, such as {option} "pytest e2e".')
    return words


def run_test(command: str, moment: str, target: Target, stop: StopFlag) -> ProgramRun:
    """Run the command; how it ends is the test's result. Raises UsageFault where it can't be started at all."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = _started(command, "--test", environment(target, moment), output)
        try:
            while process.poll() is None:
                stop.sleep(_POLL)
        finally:
            _end(process)
        return ProgramRun(moment, process.returncode, time.monotonic() - began, _said(output))


@contextmanager
def under_load(command: str, target: Target, ended: list[ProgramRun]) -> Iterator[None]:
    """Let the command, if there is one, run meanwhile; it is ended by SIGTERM, and then told in ``ended``."""
    if not command:
        yield
        return
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = _started(command, "--load", environment(target, "load"), output)
        try:
            yield
        finally:
            by_itself = process.poll()
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GRACE)
            _end(process)
            ended.append(ProgramRun("load", by_itself or 0, time.monotonic() - began, _said(output)))


def environment(target: Target, moment: str) -> dict[str, str]:
    """What a command is told: never the password, which it has by itself."""
    primary = target.primary
    return {
        "ONLINE_ALTER_HOST": primary.host,
        "ONLINE_ALTER_PORT": str(primary.port),
        "ONLINE_ALTER_SOCKET": primary.socket or "",
        "ONLINE_ALTER_USER": primary.user,
        "ONLINE_ALTER_DATABASE": target.schema,
        "ONLINE_ALTER_TABLE": target.table,
        "ONLINE_ALTER_MOMENT": moment,
    }


def _started(command: str, option: str, told: dict[str, str], output: IO[bytes]) -> subprocess.Popen[bytes]:
    words = words_of(command, option)
    try:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=os.environ | told,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise UsageFault(f"{option}: {words[0]} can't be started: {error}", remedy="Name a program.") from error


def _said(output: IO[bytes]) -> str:
    output.seek(0)
    return output.read().decode(errors="replace")[-LONGEST_OUTPUT:]


def _end(process: subprocess.Popen[bytes]) -> None:
    """Nothing that the command has started in its own session outlives it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
