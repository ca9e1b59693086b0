"""What a command tells its user through, whatever it looks like."""

from __future__ import annotations

from typing import Protocol

from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.ports import Reporter


class Output(Reporter, Protocol):
    """A reporter that also shows how the command failed. All three may be called from several threads."""

    def error(self, error: OnlineAlterError) -> None:
        """Show an expected failure."""

    def close(self) -> None:
        """Leave the terminal as it was found; harmless when repeated, and a later event opens it again."""
