"""Pause because somebody said so: by ``online-alter pause`` or by a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onlinealter.throttles import statements
from onlinealter.throttles.signal import Ask


class OperatorCommands:
    """What the journal says that the run is to do: pause, and go by other settings."""

    name, optional, reading = "the run's journal", False, None

    def __init__(self, ask: Ask, schema: str, run: str, obey: Callable[[str], None]) -> None:
        """``obey`` is given the changed settings as the journal has them, with each sample."""
        self._ask = ask
        self._question = statements.read_orders(schema, run)
        self._obey = obey

    def reason(self) -> str | None:
        """That somebody asked for it, or None."""
        paused, changes = self._ask(lambda c: c.row(self._question)) or (0, "")
        self._obey(str(changes or ""))
        return "paused by 'online-alter pause'; 'online-alter resume' continues" if paused else None


class PauseFile:
    name, optional, reading = "pause file", False, None

    def __init__(self, path: Callable[[], str]) -> None:
        self._path = path

    def reason(self) -> str | None:
        """That the file is there, or None."""
        path = self._path()
        return f"the pause file {Path(path).expanduser()} exists" if path and Path(path).expanduser().exists() else None
