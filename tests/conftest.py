"""Servers for all tests that need one."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.scheduling import ByKindOfServer, worker_count
from tests.seeds import SEED, SEED_IS_GIVEN
from tests.servers import Schema, ServerPair, chosen_kinds, started

# The gate draws the same examples each time; with a seed given, as `make nightly` does, others are drawn. No deadlines: a
# busy machine is slow, which is no fault of what is tested.
hypothesis.settings.register_profile("gate", deadline=None, derandomize=True, database=None)
hypothesis.settings.register_profile("nightly", deadline=None, database=None, print_blob=True)
hypothesis.settings.load_profile("nightly" if SEED_IS_GIVEN else "gate")

# Servers of tests are in memory where there is room: syncing files to a disk is most of what they wait for.
_MEMORY, _ROOM = Path("/dev/shm"), 4 << 30  # noqa: S108 - a file system, not a file that somebody could guess
if "ONLINEALTER_SANDBOXES" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
    os.environ["ONLINEALTER_SANDBOXES"] = str(_MEMORY / f"onlinealter-{os.getuid()}")

# What this user's tool has written to journals is remembered; tests don't write to the user's own folders.
os.environ.setdefault("ONLINEALTER_STATE", str(Path(tempfile.gettempdir()) / f"onlinealter-tests-{os.getuid()}"))

# Begun in the background or by nohup, a process ignores these signals, and so would those that it begins.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


# What is collected stays to the end: looking through these 700,000 objects for garbage, again and again, finds none.
gc.disable()

EXPLORED = "explored"  # the property of a model's test that is printed at the end


@pytest.fixture
def seed() -> int:
    """Where a test's random choices begin."""
    return SEED


@pytest.fixture(scope="session", params=chosen_kinds(), ids=str)
def servers(request: pytest.FixtureRequest) -> Iterator[ServerPair]:
    """A primary with one replica of each kind the environment asks for, started once per session."""
    with started(request.param) as pair:
        yield pair


@pytest.fixture
def schema(servers: ServerPair, request: pytest.FixtureRequest) -> Iterator[Schema]:
    """A schema of the test's own."""
    with servers.schema(request.node.name) as schema:
        yield schema


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config) -> ByKindOfServer:
    """For several workers at once."""
    return ByKindOfServer(config, list(map(str, chosen_kinds())))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """For ``--numprocesses auto``."""
    return worker_count(len(chosen_kinds()))


def pytest_collection_finish() -> None:
    """From here on there is garbage."""
    gc.freeze()
    gc.enable()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much the model explored, from whatever worker."""
    explored = [
        str(value)
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == EXPLORED
    ]
    if explored:
        terminalreporter.section("the model of all states")
        for line in explored:
            terminalreporter.line(line)
