"""What the parts are handed: how to report, when to wait, when to stop."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from onlinealter.model.events import Envelope, Event


class Reporter(Protocol):
    """Takes events; may be called from several threads."""

    def report(self, event: Event) -> None:
        """Show or keep the event."""


@runtime_checkable
class Listener(Protocol):
    """Takes events in their envelopes; may be called from several threads."""

    def take(self, envelope: Envelope) -> None:
        """Show or keep the event."""


class Gate(Protocol):
    """Stands before each chunk."""

    def wait(self) -> None:
        """Come back when the work may go on; raises Interrupted when it has to stop."""


class NullReporter:
    """A reporter that keeps nothing."""

    def report(self, event: Event) -> None:
        """Keep nothing."""
