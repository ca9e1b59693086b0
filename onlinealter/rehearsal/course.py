"""What the engine reports while a rehearsal plays, gathered for its result."""

from __future__ import annotations

import threading

from onlinealter.model.events import (
    ChunkDone,
    CopyAdvanced,
    DifferenceSeen,
    Event,
    Paused,
    PhaseBegan,
    PhaseEnded,
    Sampled,
    Swapped,
    Unpaused,
    VerifyAdvanced,
    WaitingForLock,
)
from onlinealter.model.measured import Measured
from onlinealter.model.ports import Reporter
from onlinealter.model.rehearsal import Pause, Played
from onlinealter.model.timeline import Timeline, signal_of


class Course:
    """A reporter that passes everything on, and keeps what the result needs."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._lock = threading.Lock()
        self.timeline = Timeline()
        self.table = ""
        self.phases: list[Played] = []
        self.notes: list[str] = []
        self.longest_swap = 0.0
        self.lock_attempts = 0
        self.differences = 0
        self.measured: Measured | None = None
        self.found: frozenset[str] = frozenset()
        self._expected: dict[str, str] = {}
        self._rows = 0
        self._reason = ""
        self._pauses: dict[str, tuple[int, float]] = {}

    def report(self, event: Event) -> None:
        """Keep and show it."""
        with self._lock:
            self._keep(event)
            self.timeline.see(event, self.table)
        if not isinstance(event, ChunkDone | Sampled):  # several a second: for the record only
            self._reporter.report(event)

    def expect(self, differences: dict[str, str]) -> None:
        """Rows in which the verification is to see a difference, each with its kind: they are ``found``, and not counted."""
        with self._lock:
            self._expected = dict(differences)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """By their signals."""
        return tuple(Pause(reason, times, seconds) for reason, (times, seconds) in sorted(self._pauses.items()))

    def _keep(self, event: Event) -> None:
        match event:
            case PhaseBegan():
                self._rows = 0
            case PhaseEnded():
                began = max(0.0, self.timeline.seconds() - event.seconds)
                self.phases.append(Played(event.phase.value, self.table, event.seconds, event.outcome, self._rows, began))
            case CopyAdvanced() | VerifyAdvanced():
                self._rows = event.rows
            case Swapped():
                self.longest_swap = max(self.longest_swap, event.seconds)
            case WaitingForLock():
                self.lock_attempts += 1
            case DifferenceSeen():
                if self._expected.get(event.key) == event.kind:
                    self.found |= {event.key}
                else:
                    self.differences += 1
            case Paused():
                self._reason = signal_of(event.reason)
            case Unpaused():
                times, seconds = self._pauses.get(self._reason, (0, 0.0))
                self._pauses[self._reason] = (times + 1, seconds + event.seconds)
            case _:
                pass
