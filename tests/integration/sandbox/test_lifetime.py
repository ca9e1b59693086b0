"""How sandboxes end: as asked, or however their owner and their keeper do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from onlinealter.sandbox import ServerKind, list_sandboxes, prune_sandboxes, start_sandbox
from onlinealter.sandbox.lifetime import stop_sandbox
from onlinealter.sandbox.paths import sandboxes_folder
from onlinealter.sandbox.processes import identify, wait_until
from onlinealter.sandbox.state import SandboxState, read_state

_TIMEOUT = 60.0  # of a busy machine; who ends, ends within seconds
_PROCESSES = 3  # a keeper, a primary and a replica
START = """
import json, sys, time
from onlinealter.sandbox import ServerKind, start_sandbox
sandbox = start_sandbox(ServerKind(sys.argv[1]), replicas=1, detached=sys.argv[2] == "detached")
print(json.dumps([sandbox.id, list(sandbox.server_pids)]), flush=True)
if sys.argv[2] != "detached":
    time.sleep(600)
"""


def children_of(process: int) -> set[int]:
    """The processes that a process has started."""
    return {int(pid) for file in Path(f"/proc/{process}/task").glob("*/children") for pid in file.read_text().split()}


def pids_of(state: SandboxState) -> list[int]:
    """The keeper and the servers that have been begun."""
    return [state.keeper.pid, *(server.process.pid for server in state.servers if server.process)]


def none_runs(pids: Sequence[int]) -> bool:
    return all(identify(pid) is None for pid in pids)


def keeper_of(folder: Path) -> int:
    state = read_state(folder)
    assert state is not None
    return state.keeper.pid


def start_elsewhere(kind: ServerKind, manner: str) -> tuple[subprocess.Popen[bytes], Path, list[int]]:
    """Start a sandbox in a process of its own; gives that process, the folder and the servers."""
    owner = subprocess.Popen([sys.executable, "-c", START, kind, manner], stdout=subprocess.PIPE)
    assert owner.stdout is not None
    sandbox_id, pids = json.loads(owner.stdout.readline())
    owner.stdout.close()
    return owner, sandboxes_folder() / sandbox_id, pids


def test_stopping_leaves_no_process_and_no_folder(kind: ServerKind) -> None:
    """When the call is back everything is gone, the keeper too; stopping again changes nothing."""
    sandbox = start_sandbox(kind, replicas=1)
    pids = [keeper_of(sandbox.folder), *sandbox.server_pids]
    assert len(pids) == 3
    sandbox.stop()
    assert none_runs(pids)
    assert not sandbox.folder.exists()
    assert sandbox.server_pids == ()
    sandbox.stop()


def test_a_killed_owner_leaves_nothing(kind: ServerKind) -> None:
    """Within seconds the keeper has noticed and taken everything away."""
    owner, folder, pids = start_elsewhere(kind, "attached")
    pids.append(keeper_of(folder))
    owner.kill()
    owner.wait()
    assert wait_until(lambda: none_runs(pids) and not folder.exists(), timeout=_TIMEOUT)


def test_an_owner_killed_while_servers_start_leaves_nothing(kind: ServerKind) -> None:
    """A sandbox that nobody waits for any more is given up."""
    before = set(sandboxes_folder().iterdir())
    owner = subprocess.Popen([sys.executable, "-c", START, kind, "attached"], stdout=subprocess.DEVNULL)

    def begun() -> list[tuple[Path, SandboxState]]:
        """Other processes begin sandboxes too, each with a keeper of its own."""
        found = [(folder, read_state(folder)) for folder in sandboxes_folder().iterdir() if folder not in before]
        mine = [(folder, state) for folder, state in found if state and state.keeper.pid in children_of(owner.pid)]
        return [(folder, state) for folder, state in mine if len(pids_of(state)) == _PROCESSES]

    assert wait_until(lambda: bool(begun()), timeout=_TIMEOUT)
    folder, state = begun()[0]
    owner.kill()
    owner.wait()
    assert wait_until(lambda: none_runs(pids_of(state)) and not folder.exists(), timeout=_TIMEOUT)


def test_servers_die_with_a_killed_keeper(kind: ServerKind) -> None:
    """The kernel ends them, and pruning removes the folder."""
    sandbox = start_sandbox(kind, replicas=1)
    pids = sandbox.server_pids
    os.kill(keeper_of(sandbox.folder), signal.SIGKILL)
    assert wait_until(lambda: none_runs(pids), timeout=_TIMEOUT)
    assert sandbox.id not in {other.id for other in list_sandboxes()}
    assert sandbox.folder.exists()
    assert sandbox.id in prune_sandboxes()
    assert not sandbox.folder.exists()


def test_a_sandbox_whose_keeper_was_killed_can_be_stopped(kind: ServerKind) -> None:
    sandbox = start_sandbox(kind)
    os.kill(keeper_of(sandbox.folder), signal.SIGKILL)
    sandbox.stop()
    assert not sandbox.folder.exists()


def test_a_keeper_that_hangs_can_be_stopped(kind: ServerKind, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not answer in time is killed, and its servers with it."""
    sandbox = start_sandbox(kind)
    pids = [keeper_of(sandbox.folder), *sandbox.server_pids]
    monkeypatch.setattr("onlinealter.sandbox.lifetime.STOP_TIMEOUT", 1.0)
    os.kill(pids[0], signal.SIGSTOP)
    sandbox.stop()
    assert none_runs(pids)
    assert not sandbox.folder.exists()


def test_a_detached_sandbox_outlives_its_starter(kind: ServerKind) -> None:
    """Any later process finds it, uses it and stops it."""
    owner, folder, pids = start_elsewhere(kind, "detached")
    try:
        assert owner.wait(timeout=_TIMEOUT) == 0
        time.sleep(2)
        found = {sandbox.id: sandbox for sandbox in list_sandboxes()}[folder.name]
        assert found.server_pids == tuple(pids)
        with found.primary.connect() as connection:
            assert connection.value("SELECT 1") == 1
        found.kill_server()
        found.restart_server()
        pids.append(found.server_pids[0])
    finally:
        stop_sandbox(folder.name)
    assert none_runs(pids)
    assert not folder.exists()


def test_two_sandboxes_live_side_by_side(kind: ServerKind) -> None:
    """Started at the same moment they share nothing, and one ends without the other."""
    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda _: start_sandbox(kind, replicas=1), range(2))
    endpoints = [one.primary, *one.replicas, other.primary, *other.replicas]
    with one, other:
        assert len({endpoint.port for endpoint in endpoints}) == 4
        one.stop()
        with other.primary.connect() as connection:
            assert connection.value("SELECT 1") == 1
