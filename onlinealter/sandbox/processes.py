"""Processes told apart by number and start time, so that a number used again is never taken for another."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ProcessIdentity:
    """A process number together with the clock tick at which that process began."""

    pid: int
    started: int


def identify(pid: int) -> ProcessIdentity | None:
    """The identity of a process that runs now; a zombie no longer does."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    state, *fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return None if state in "ZX" else ProcessIdentity(pid, int(fields[18]))


def is_running(process: ProcessIdentity) -> bool:
    """Whether this very process still runs."""
    return identify(process.pid) == process


def end(process: ProcessIdentity, timeout: float = 20) -> bool:
    """Kill this very process and say whether it has gone."""
    try:
        handle = os.pidfd_open(process.pid)
    except ProcessLookupError:
        return True
    try:
        if is_running(process):  # asked after the handle was taken, so it can't change hands any more
            signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        return True
    finally:
        os.close(handle)
    return wait_until(lambda: not is_running(process), timeout)


def wait_until(happened: Callable[[], bool], timeout: float) -> bool:
    """Ask again and again, and say whether it happened in time."""
    deadline = time.monotonic() + timeout
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def die_with_parent(by: signal.Signals = signal.SIGKILL) -> Callable[[], None]:
    """What a child calls before its program so that the kernel ends it when its parent dies."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def in_child() -> None:
        prctl(_PR_SET_PDEATHSIG, by, 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel knew
            os._exit(1)

    return in_child


_PR_SET_PDEATHSIG = 1
