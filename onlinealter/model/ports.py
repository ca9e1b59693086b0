"""What the parts are handed: how to report, when to wait, when to stop."""

from __future__ import annotations

from typing import Protocol

from onlinealter.model.events import Event


class Reporter(Protocol):
    """Takes events; may be called from several threads."""

    def report(self, event: Event) -> None:
        """Show or keep the event."""


class Gate(Protocol):
    """Stands before each chunk."""

    def wait(self) -> None:
        """Come back when the work may go on; raises Interrupted when it has to stop."""


class Silent:
    """A reporter that keeps nothing."""

    def report(self, event: Event) -> None:
        """Keep nothing."""
