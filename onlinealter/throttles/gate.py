"""The gate before each chunk: open while every signal is good, closed with a reason when one is bad or lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from onlinealter.model.errors import Blocked, OnlineAlterError
from onlinealter.model.events import Paused, Unpaused
from onlinealter.model.ports import Reporter

_BETWEEN_SAMPLES = 0.5
_STALE = 10.0  # seconds without a sample after which the signals count as lost
_GLANCE = 0.1


class Signal(Protocol):
    """One thing that is watched."""

    def reason(self) -> str | None:
        """Why the work has to wait, as ``signal observed operator limit``; None when it may go on."""

    def close(self) -> None:
        """End what was opened to watch it."""


class ThrottleGate:
    """Samples the signals in a thread of its own; workers wait at :meth:`wait`."""

    def __init__(
        self,
        signals: Sequence[Signal],
        reporter: Reporter,
        check_stop: Callable[[], None],
        longest_pause: float,
    ) -> None:
        """``check_stop`` raises Interrupted when the run has to stop; ``longest_pause`` in seconds, 0 for no end."""
        self._signals = signals
        self._reporter = reporter
        self._check_stop = check_stop
        self._longest_pause = longest_pause
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._reason: str | None = None
        self._paused_since: float | None = None
        self._sampled = time.monotonic()
        self._failure: OnlineAlterError | None = None
        self._thread = threading.Thread(target=self._watch, name="throttle", daemon=True)

    def start(self) -> None:
        """Take the first sample at once, the others in the background."""
        self._sample()
        self._thread.start()

    def stop(self) -> None:
        """End the sampling."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        for signal in self._signals:
            signal.close()

    def fail(self, error: OnlineAlterError) -> None:
        """Let every worker at the gate raise this error."""
        self._failure = self._failure or error

    def wait(self) -> None:
        """Come back when the work may go on."""
        while True:
            self._check_stop()
            if self._failure is not None:
                raise self._failure
            reason = self._current_reason()
            if reason is None:
                return
            since = self._paused_since
            if self._longest_pause and since is not None and time.monotonic() - since > self._longest_pause:
                raise Blocked(
                    f"paused for more than {self._longest_pause:.0f} s: {reason}",
                    remedy="The same command goes on when the reason is gone.",
                )
            time.sleep(_GLANCE)

    def _current_reason(self) -> str | None:
        age = time.monotonic() - self._sampled
        if age > _STALE:
            self._note(f"throttle signals {age:.0f} s old > {_STALE:.0f} s")
        with self._lock:
            return self._reason

    def _watch(self) -> None:
        while not self._over.wait(_BETWEEN_SAMPLES):
            self._sample()

    def _sample(self) -> None:
        found = None
        for signal in self._signals:
            try:
                found = signal.reason()
            except OnlineAlterError as error:
                found = f"{type(signal).__name__} lost: {error.message}"
            if found:
                break
        self._sampled = time.monotonic()
        self._note(found)

    def _note(self, reason: str | None) -> None:
        with self._lock:
            before, self._reason = self._reason, reason
            since = self._paused_since
            if reason is None:
                self._paused_since = None
            elif since is None:
                self._paused_since = time.monotonic()
        if reason is None and before is not None and since is not None:
            self._reporter.report(Unpaused(time.monotonic() - since))
        elif reason is not None and reason != before:
            self._reporter.report(Paused(reason))
