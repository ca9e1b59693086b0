"""Pause while there is too little room on the server's disk."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from onlinealter.model.errors import OnlineAlterError, UsageFault
from onlinealter.mysql.connection import Connection
from onlinealter.throttles import statements
from onlinealter.throttles.query import number_of
from onlinealter.throttles.signal import Ask, Limit, Reading

_MEGABYTE = 1_000_000
_LONGEST_COMMAND = 10.0  # seconds


class DiskFloor:
    """Megabytes free, by whoever can tell."""

    name = "free disk"

    def __init__(self, megabytes: Callable[[], float], limit: Limit, *, optional: bool) -> None:
        self._megabytes = megabytes
        self._limit = limit
        self.optional = optional
        self.reading: Reading | None = None

    def reason(self) -> str | None:
        """``free disk 320 MB < 500 MB``, or None."""
        limit = self._limit()
        free = self._megabytes() if limit else 0.0
        self.reading = Reading(free, limit) if limit else None
        return f"{self.name} {free:,.0f} MB < {limit:,.0f} MB" if free < limit else None


def free_by_query(ask: Ask, sql: str) -> Callable[[], float]:
    """What the user's query says."""
    return lambda: ask(lambda c: number_of(c, sql, "disk query"))


def free_by_command(command: str) -> Callable[[], float]:
    """What the user's command prints. It raises UsageFault when that is no number, or the command fails or lasts."""

    def free() -> float:
        try:
            done = subprocess.run(shlex.split(command), capture_output=True, text=True, timeout=_LONGEST_COMMAND, check=True)
            return float(done.stdout)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            raise UsageFault(f"the disk command tells no number: {error}", remedy=f"It reads: {command}") from error

    return free


def free_here(folders: Sequence[Path]) -> Callable[[], float]:
    """What is free where the server's files are; the least of several disks."""

    def free() -> float:
        try:
            states = [os.statvfs(folder) for folder in folders]
        except OSError as error:
            raise OnlineAlterError(f"the server's folder can't be looked at: {error.strerror}") from error
        return min(state.f_bavail * state.f_frsize for state in states) / _MEGABYTE

    return free


def folders_here(connection: Connection) -> list[Path]:
    """The folders of the server's data and binlog if it runs on this very machine; none if it doesn't, or in a container."""
    row = connection.row(statements.places_of_files())
    if row is None or str(row[0]) != socket.gethostname():
        return []
    folders = [Path(str(row[1])), *([Path(str(row[2])).parent] if row[2] else [])]
    return folders if all(_is_there(folder) for folder in folders) else []


def _is_there(folder: Path) -> bool:
    try:
        os.statvfs(folder)
    except OSError:
        return False
    return True
