"""Processes told apart."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from onlinealter.sandbox.processes import ProcessIdentity, die_with_parent, end, identify, is_running, wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(SLEEP) as process:
        yield process
        process.kill()


def identity_of(process: subprocess.Popen[bytes]) -> ProcessIdentity:
    found = identify(process.pid)
    assert found is not None
    return found


def test_a_process_is_known_by_number_and_start(sleeper: subprocess.Popen[bytes]) -> None:
    """The same number with another start time is another process."""
    found = identity_of(sleeper)
    assert is_running(found)
    assert not is_running(replace(found, started=found.started + 1))


def test_a_process_is_ended_for_certain(sleeper: subprocess.Popen[bytes]) -> None:
    """When the call is back the process no longer runs."""
    found = identity_of(sleeper)
    assert end(found)
    assert identify(sleeper.pid) is None


def test_a_number_used_again_is_left_alone(sleeper: subprocess.Popen[bytes]) -> None:
    """The process that has the number now lives on."""
    found = identity_of(sleeper)
    assert end(replace(found, started=found.started - 1))
    assert is_running(found)


def test_a_process_that_is_gone_needs_no_end() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert end(ProcessIdentity(process.pid, 1))


def test_a_child_dies_with_its_parent() -> None:
    """The kernel ends it although the parent could not."""
    script = (
        "import os, signal, subprocess, sys\n"
        "from onlinealter.sandbox.processes import die_with_parent\n"
        f"child = subprocess.Popen({SLEEP!r}, preexec_fn=die_with_parent())\n"
        "print(child.pid, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, env={**os.environ}, check=False)
    child = int(done.stdout)
    assert wait_until(lambda: identify(child) is None, timeout=10)


def test_a_child_whose_parent_is_another_does_not_begin() -> None:
    """A parent that died before the kernel knew leaves no orphan."""
    in_child = die_with_parent()
    middle = os.fork()
    if middle == 0:
        grandchild = os.fork()  # its parent is not the process that prepared the call
        if grandchild == 0:
            in_child()
            os._exit(0)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]))
    assert os.waitstatus_to_exitcode(os.waitpid(middle, 0)[1]) == 1
