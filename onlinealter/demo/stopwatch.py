"""Passes events on, and keeps how long each phase took."""

from __future__ import annotations

import threading

from onlinealter.model.events import Event, Notice, PhaseEnded
from onlinealter.model.ports import Reporter


class Stopwatch:
    """A reporter before the reporter."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._lock = threading.Lock()
        self._phases: list[PhaseEnded] = []

    def report(self, event: Event) -> None:
        """Note a phase's end; pass everything on."""
        if isinstance(event, PhaseEnded) and event.outcome == "done":
            with self._lock:
                self._phases.append(event)
        self._reporter.report(event)

    def say(self, text: str) -> None:
        """A line for whoever watches."""
        self.report(Notice(text))

    @property
    def phases(self) -> tuple[PhaseEnded, ...]:
        """The phases that came to their end, in their order."""
        with self._lock:
            return tuple(self._phases)
