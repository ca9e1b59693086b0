"""Sandboxes started, found, and ended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from onlinealter.model.errors import ConnectionLost, SandboxError
from onlinealter.sandbox.cleanup import has_keeper, prune_sandboxes, sandbox_folders
from onlinealter.sandbox.control import KeeperGone, Request, Verb, ask
from onlinealter.sandbox.endpoints import Endpoint
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.packages import Report
from onlinealter.sandbox.paths import sandboxes_folder
from onlinealter.sandbox.processes import end, is_running, wait_until
from onlinealter.sandbox.protocol import Order, await_sandbox
from onlinealter.sandbox.state import read_state
from onlinealter.sandbox.statements import SHUT_DOWN

# How long a keeper may take to end its servers before it counts as hanging.
STOP_TIMEOUT = 60.0
# How long a server may write what it still has in memory.
SHUTDOWN_TIMEOUT = 600.0


@dataclass(frozen=True)
class Sandbox:
    """A private primary with its replicas; as a context manager it is stopped at the end."""

    id: str
    kind: ServerKind
    version: str
    primary: Endpoint
    replicas: tuple[Endpoint, ...]
    folder: Path

    @property
    def server_pids(self) -> tuple[int, ...]:
        """The servers' processes as they are now, the primary first; none for containers and after the end."""
        state = read_state(self.folder)
        return tuple(server.process.pid for server in state.servers if server.process) if state else ()

    def stop(self) -> None:
        """End the servers and remove their folder; nothing to do when that has been done."""
        if self.folder.exists():
            stop_sandbox(self.id)

    def kill_server(self, index: int = 0) -> None:
        """End a server as SIGKILL does; 0 is the primary, replicas count from 1."""
        ask(self.folder, Request(Verb.KILL, index))

    def restart_server(self, index: int = 0) -> None:
        """Start a server again on the same port and data, killing it first if it runs."""
        ask(self.folder, Request(Verb.RESTART, index))

    def shut_down(self) -> Path:
        """Shut the primary down in order; gives its data folder, which is there as long as the sandbox is."""
        state = read_state(self.folder)
        with self.primary.connect() as connection, suppress(ConnectionLost):  # it need not answer any more
            connection.execute(SHUT_DOWN)
        processes = [server.process for server in state.servers if server.process] if state else []
        if not wait_until(lambda: not any(map(is_running, processes)), SHUTDOWN_TIMEOUT):
            raise SandboxError(f"the server of sandbox {self.id} did not shut down within {SHUTDOWN_TIMEOUT:.0f} s")
        data = self.folder / "primary" / "data"
        if not data.is_dir():
            raise SandboxError(
                "a server in a container keeps its data there",
                remedy="Put a server on PATH, or stop the container engine: then the server is taken from packages.",
            )
        return data

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()


def start_sandbox(
    kind: ServerKind,
    *,
    replicas: int = 0,
    settings: Mapping[str, str] = {},
    detached: bool = False,
    data: Path | None = None,
    report: Report = lambda _text: None,
) -> Sandbox:
    """Start private servers; they end with this process however it ends, unless detached.

    A primary without replicas may begin with a copy of ``data``, the data folder of a server that is stopped.
    """
    prune_sandboxes(every=False)
    keeper = _start_keeper()
    try:
        keeper.orders.write(Order(kind, replicas, settings, detached, str(data or "")).line())
        keeper.orders.flush()
        sandbox_id = await_sandbox(keeper.news, report)
    except BaseException:
        keeper.let_go()  # it takes away what it had begun
        raise
    if detached:
        keeper.let_go()
    _keepers[sandbox_id] = keeper
    return _find(sandbox_id)


def stop_sandbox(id: str) -> None:  # noqa: A002 - the word its users know
    """End a sandbox's servers and remove all it had, whether its keeper lives or not."""
    folder = _folder_of(id)
    state = read_state(folder)
    try:
        ask(folder, Request(Verb.STOP), timeout=STOP_TIMEOUT)
    except KeeperGone:
        if state is not None and has_keeper(folder):
            end(state.keeper)  # it hangs; its servers die with it
        prune_sandboxes()
    if id in _keepers:
        _keepers.pop(id).wait()
    elif state is not None:
        wait_until(lambda: not is_running(state.keeper), timeout=10)


def list_sandboxes() -> list[Sandbox]:
    """The sandboxes that are up, of all this user's processes."""
    found = [_read(folder) for folder in sandbox_folders() if has_keeper(folder)]
    return [sandbox for sandbox in found if sandbox is not None]


@dataclass(frozen=True)
class _Keeper:
    """A keeper this process has started, with the pipe whose closing ends it."""

    process: subprocess.Popen[bytes]
    orders: IO[bytes]
    news: IO[bytes]

    def let_go(self) -> None:
        """Close the owner's ends."""
        with suppress(BrokenPipeError):  # it has ended already
            self.orders.close()
        self.news.close()

    def wait(self) -> None:
        """Take away what the kernel keeps of the ended process."""
        self.let_go()
        self.process.wait(timeout=30)


# The pipes have to stay open for as long as the sandboxes are to live.
_keepers: dict[str, _Keeper] = {}


def _start_keeper() -> _Keeper:
    package = Path(__file__).parents[2]
    path = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH", "")]))
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "onlinealter.sandbox.keeper"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C is for the owner, whose end the keeper notices
        env={**os.environ, "PYTHONPATH": path},
    )
    if process.stdin is None or process.stdout is None:
        raise SandboxError("the sandbox's keeper has no pipes")
    return _Keeper(process, process.stdin, process.stdout)


def _find(sandbox_id: str) -> Sandbox:
    sandbox = _read(_folder_of(sandbox_id))
    if sandbox is None:
        raise SandboxError(f"sandbox {sandbox_id} ended as soon as it was up")
    return sandbox


def _folder_of(sandbox_id: str) -> Path:
    folder = sandboxes_folder() / sandbox_id
    if not re.fullmatch(r"[0-9a-f]+", sandbox_id) or not folder.is_dir():
        raise SandboxError(f"there is no sandbox {sandbox_id}", remedy="`online-alter sandbox status` lists them.")
    return folder


def _read(folder: Path) -> Sandbox | None:
    state = read_state(folder)
    if state is None or not state.is_ready:
        return None
    primary, *replicas = (server.endpoint for server in state.servers)
    return Sandbox(state.id, state.kind, state.version, primary, tuple(replicas), folder)
