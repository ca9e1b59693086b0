"""A program run to its end: how long it took, how much memory and CPU time it had, and what it said."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_POLL_SECONDS = 0.02  # seconds between looks
TIMED_OUT = -1000
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True)
class Ended:
    """What became of a program; ``status`` is its exit code, or TIMED_OUT."""

    status: int
    seconds: float
    peak_kib: int
    processor_seconds: float
    said: str
    complained: str


def run_child(
    command: Sequence[str], environment: Mapping[str, str], limit: float = 3600.0, *, folder: Path | None = None
) -> Ended:
    """Run a program, in a ``folder``; it is ended when it is not over after ``limit`` seconds."""
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        began = time.monotonic()
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
            cwd=folder,
        )
        status, peak, usage = _wait(process, began + limit)
        spent = time.monotonic() - began
        said.seek(0)
        complained.seek(0)
        return Ended(status, spent, peak, usage, said.read(), complained.read())


def _wait(process: subprocess.Popen[bytes], ends_at: float) -> tuple[int, int, float]:
    peak, timed_out = 0, False
    while True:
        # `ru_maxrss` of a child begins with its parent's size: the kernel counts the memory from before `exec`.
        peak = max(peak, _peak_kib(process.pid))
        pid, wait_status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(wait_status)
            status = TIMED_OUT if timed_out else process.returncode
            return status, peak or usage.ru_maxrss, usage.ru_utime + usage.ru_stime
        if not timed_out and time.monotonic() > ends_at:
            timed_out = True
            process.send_signal(signal.SIGKILL)
        time.sleep(_POLL_SECONDS)


def _peak_kib(pid: int) -> int:
    try:
        found = _PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0  # it is over, or this system has no such file
    return int(found[1]) if found else 0
