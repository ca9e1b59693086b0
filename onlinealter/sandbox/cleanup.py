"""A sandbox's folder from its first moment to its last, and the removal of what dead keepers left."""

from __future__ import annotations

import fcntl
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.containers import ContainersLeft, remove_containers
from onlinealter.sandbox.paths import locked, sandboxes_folder
from onlinealter.sandbox.processes import end, wait_until
from onlinealter.sandbox.state import read_state

# Held by the keeper all its life; the kernel lets go of it however the keeper ends.
ALIVE_FILE = "alive"


@contextmanager
def own_folder() -> Iterator[Path]:
    """A new sandbox's folder, removed at the end."""
    with _nobody_prunes():
        folder = sandboxes_folder() / secrets.token_hex(3)
        folder.mkdir(mode=0o700)
        alive = (folder / ALIVE_FILE).open("w")
        fcntl.flock(alive, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        remove_folder(folder)
        alive.close()


def prune_sandboxes(*, every: bool = True) -> list[str]:
    """Remove what is left of sandboxes whose keeper has died; gives their ids.

    Raises SandboxError where that fails. If not ``every`` one has to go, containers whose engine is gone are left for later:
    they are in nobody's way.
    """
    removed = []
    with _nobody_prunes():
        for folder in sandbox_folders():
            if has_keeper(folder):
                continue
            try:
                _remove_remains(folder)
            except ContainersLeft:
                if every:
                    raise
            else:
                removed.append(folder.name)
    return removed


def sandbox_folders() -> list[Path]:
    """The folders of all sandboxes, living or dead."""
    if not sandboxes_folder().is_dir():
        return []
    return sorted(folder for folder in sandboxes_folder().iterdir() if folder.is_dir())


def has_keeper(folder: Path) -> bool:
    """Whether the sandbox's keeper lives."""
    try:
        with (folder / ALIVE_FILE).open("r+") as alive:
            fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def remove_folder(folder: Path) -> None:
    """Remove a folder, even while a dying server still writes into it."""

    def is_gone() -> bool:
        shutil.rmtree(folder, ignore_errors=True)
        return not folder.exists()

    if not wait_until(is_gone, timeout=10):
        raise SandboxError(f"{folder} could not be removed", remedy="Look at who owns the files in it.")


def _remove_remains(folder: Path) -> None:
    state = read_state(folder)
    for server in state.servers if state else ():
        if server.process is not None and not end(server.process):
            raise SandboxError(f"process {server.process.pid} of sandbox {folder.name} can't be ended")
    if state is not None and state.in_containers:
        remove_containers(state.id)
    remove_folder(folder)


@contextmanager
def _nobody_prunes() -> Iterator[None]:
    """Between a folder's making and its keeper's lock it looks abandoned."""
    with locked(sandboxes_folder() / ".lock"):
        yield
