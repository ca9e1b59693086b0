"""Where a server of a kind comes from: this machine's PATH, a container engine, or Debian packages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.containers import IMAGES, engine_answers
from onlinealter.sandbox.kinds import ServerKind, ServerVersion, parse_version
from onlinealter.sandbox.packages import Report, run_through_loader, unpacked_server


@dataclass(frozen=True)
class Program:
    """A server program on this machine; ``folder`` is where its packages are unpacked, if they are."""

    command: tuple[str, ...]
    version: ServerVersion
    folder: Path | None = None


@dataclass(frozen=True)
class Image:
    """A container image with a server in it."""

    name: str


Source = Program | Image


def find_source(kind: ServerKind, report: Report, *, engine: Callable[[], bool] = engine_answers) -> Source:
    """The nearest source of a server of this kind; only the last one takes time."""
    installed = _on_path(kind)
    if installed is not None:
        return installed
    if engine():
        return Image(IMAGES[kind])
    return _from_packages(kind, report)


def _on_path(kind: ServerKind) -> Program | None:
    for name in ("mariadbd", "mysqld") if kind.is_mariadb else ("mysqld",):
        found = shutil.which(name)
        version = _version_of([found]) if found else None
        if found and version and version.fits(kind):
            return Program((found,), version)
    return None


def _from_packages(kind: ServerKind, report: Report) -> Program:
    folder = unpacked_server(kind, report)
    command = run_through_loader(folder, folder / "usr/sbin" / ("mariadbd" if kind.is_mariadb else "mysqld"))
    version = _version_of(command)
    if version is None or not version.fits(kind):
        found = version.text if version else "a program that does not run"
        raise SandboxError(
            f"the packages in {folder} hold {found} where {kind} was asked for",
            remedy="Remove that folder; it is made again by the next start.",
        )
    return Program(command, version, folder)


def _version_of(command: Sequence[str]) -> ServerVersion | None:
    try:
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return None  # what can't be run is no source
    # The words before "Ver" are the program's own path.
    return parse_version(done.stdout.rpartition(" Ver ")[2]) if done.returncode == 0 else None
