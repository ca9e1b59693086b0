"""Takes guards out of a copy of the project, one after the other, and sees whether their tests notice."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.guards.guard import PACKAGE, ROOT, Guard

_COPIED = (PACKAGE, "tests", "pyproject.toml")
_TEST_SECONDS, _ENDING_SECONDS = 150, 60
_WIDE = "1000"  # columns, so that pytest's summary has the whole of an error's first line
_FAILED = re.compile(r"^FAILED (?:\S+?::\w+(?:\[.*?\])?(?= - |$)|\w+ on [\w.-]+:)(?: - )?(.*)$", re.MULTILINE)
_OWN_FAULT = re.compile(r"\b(NameError|ImportError|AttributeError|TypeError|UnboundLocalError|SyntaxError|Timeout \(>)")


@dataclass(frozen=True)
class Seen:
    """What came of a test without its guard: whether it failed as it should, how, and in how many seconds."""

    guard: Guard
    failed: bool
    how: str
    seconds: float


@contextmanager
def copied_project() -> Iterator[Path]:
    """A folder with what tests need; it goes away afterwards."""
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache", ".hypothesis")
    with TemporaryDirectory(prefix="guards-") as folder:
        for name in _COPIED:
            source, copy = ROOT / name, Path(folder) / name
            if source.is_dir():
                shutil.copytree(source, copy, ignore=ignored)
            else:
                shutil.copy(source, copy)
        yield Path(folder)


def try_without(guard: Guard, project: Path) -> Seen:
    """Take the guard out, run its test, and put the guard back."""
    file, began = project / PACKAGE / guard.file, time.monotonic()
    text = file.read_text(encoding="utf-8")
    file.write_text(guard.without(text), encoding="utf-8")
    try:
        failed, how = _run(guard, project)
    finally:
        file.write_text(text, encoding="utf-8")
    return Seen(guard, failed, how, time.monotonic() - began)


def command(guard: Guard) -> list[str]:
    """What runs the guard's test."""
    if guard.scenario:
        return [sys.executable, "-m", "tests.scenarios", guard.scenario, "--server", guard.server, "--seed", "1"]
    words = [sys.executable, "-m", "pytest", "--quiet", "-x", "--tb=no", "-p", "no:cacheprovider"]
    words += ["-m", ""]  # also a test that `make test` leaves to the night
    words += [f"--timeout={_TEST_SECONDS}", *(["-k", guard.only] if guard.only else []), guard.test]
    return words


def _run(guard: Guard, project: Path) -> tuple[bool, str]:
    # No compiled files: one of the other text's length, written in the same second, would pass for it.
    environment = {**os.environ, "PYTHONPATH": str(project), "PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": _WIDE}
    if guard.server:
        environment["ONLINEALTER_TEST_SERVERS"] = guard.server
    process = subprocess.Popen(
        command(guard), cwd=project, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = process.communicate(timeout=_TEST_SECONDS + _ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # its servers end with it
        process.communicate()
        return False, "the test did not end in time"
    except BaseException:
        os.killpg(process.pid, signal.SIGINT)
        process.communicate()
        raise
    return judged(process.returncode, output)


def judged(code: int, output: str) -> tuple[bool, str]:
    """Whether a test run says that a test failed by an assertion or an error of the engine, and its first words."""
    found = _FAILED.search(output)
    if code == 0:
        return False, "the test passes without it"
    if code != 1 or found is None:
        last = (output.strip().splitlines() or [""])[-1]
        return False, f"no test ran, or it could not begin (exit code {code}): {last}"
    how = found[1].strip()
    if _OWN_FAULT.search(how):
        return False, f"the test fails for another reason: {how}"
    return True, how
