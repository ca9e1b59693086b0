"""Pause because somebody said so: by ``online-alter pause`` or by a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onlinealter.mysql.connection import Connection
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.throttles import statements


class PauseRequest:
    """The journal says that the run is to pause."""

    def __init__(self, open_primary: Callable[[], Connection], schema: str, run: str) -> None:
        self._steady = SteadyConnection(open_primary)
        self._question = statements.pause_requested(schema, run)

    def reason(self) -> str | None:
        """That somebody asked for it, or None."""
        asked = self._steady.insist(lambda c: c.value(self._question))
        return "paused by 'online-alter pause'; 'online-alter resume' goes on" if asked else None

    def close(self) -> None:
        """End the connection."""
        self._steady.close()


class PauseFile:
    """A file exists."""

    def __init__(self, path: str) -> None:
        self._path = Path(path).expanduser()

    def reason(self) -> str | None:
        """That the file is there, or None."""
        return f"the pause file {self._path} exists" if self._path.exists() else None

    def close(self) -> None:
        """Nothing was opened."""
