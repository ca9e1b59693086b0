"""What is shown, and told in a log beside."""

from __future__ import annotations

from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.events import Envelope, Event
from onlinealter.model.ports import Listener
from onlinealter.report.output import Output


class Narrated:
    """Shows each event as one output does, and tells it to a log."""

    def __init__(self, shown: Output, log: Output) -> None:
        self._shown, self._log = shown, log

    def report(self, event: Event) -> None:
        self._shown.report(event)
        self._log.report(event)

    def take(self, envelope: Envelope) -> None:
        """Pass on the event, to an output that takes it with its run and shard together with these."""
        if isinstance(self._shown, Listener):
            self._shown.take(envelope)
        else:
            self._shown.report(envelope.event)
        self._log.report(envelope.event)

    def error(self, error: OnlineAlterError) -> None:
        self._shown.error(error)
        self._log.error(error)

    def close(self) -> None:
        self._shown.close()
        self._log.close()
