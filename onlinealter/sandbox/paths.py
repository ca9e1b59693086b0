"""Where sandboxes and what they are made from are kept, and how something is put there whole."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path


def cache_folder() -> Path:
    """The user's cache folder for this tool."""
    chosen = os.environ.get("ONLINEALTER_CACHE")
    return Path(chosen).absolute() if chosen else user_cache_path("onlinealter")


def sandboxes_folder() -> Path:
    """The folder with one folder per sandbox: ONLINEALTER_SANDBOXES if that is set, or in the cache."""
    chosen = os.environ.get("ONLINEALTER_SANDBOXES")
    return Path(chosen).absolute() if chosen else cache_folder() / "sandboxes"


def made_once(target: Path, make: Callable[[Path], None]) -> Path:
    """Make a folder that is either complete or not there, however many processes want it."""
    if target.is_dir():
        return target
    with locked(target.with_name(f".{target.name}.lock")):
        if not target.is_dir():
            unfinished = target.with_name(f".{target.name}.unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)  # of an earlier try that was ended
            unfinished.mkdir(mode=0o700)
            try:
                make(unfinished)
                unfinished.rename(target)
            finally:
                shutil.rmtree(unfinished, ignore_errors=True)  # absent after the rename
    return target


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file that the kernel frees when the holder dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder with everything in it, sharing the blocks where the file system can."""
    subprocess.run(["cp", "--reflink=auto", "-a", str(source), str(target)], check=True)


def write_private(path: Path, text: str) -> None:
    """Put a file in place at once, readable by nobody else."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    aside.touch(mode=0o600, exist_ok=False)
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)
