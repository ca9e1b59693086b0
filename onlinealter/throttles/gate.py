"""The gate before each chunk: open while every signal is good, closed with a reason when one is bad or lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Blocked, OnlineAlterError
from onlinealter.model.events import Notice, Paused, Unpaused
from onlinealter.model.ports import Reporter
from onlinealter.throttles.sampler import Sampler
from onlinealter.throttles.signal import Limit, Signal


class ThrottleGate:
    """Workers wait here; what they wait for is sampled in threads of its own."""

    def __init__(
        self,
        samplers: Sequence[Sampler],
        reporter: Reporter,
        check_stop: Callable[[], None],
        max_pause: Limit,
        prompt: Sequence[Signal] = (),
    ) -> None:
        """``check_stop`` raises Interrupted when the run has to stop; ``max_pause`` in seconds, 0 for no end. ``prompt``
        signals are asked before each chunk, and answer without a server.
        """
        self._samplers = samplers
        self._reporter = reporter
        self._check_stop = check_stop
        self._longest_pause = max_pause
        self._prompt = prompt
        self._lock = threading.Lock()
        self._reason: str | None = None
        self._paused_since: float | None = None
        self._failure: OnlineAlterError | None = None

    @property
    def reason(self) -> str:
        """Why the work waits; empty when it doesn't."""
        return self._reason or ""

    def start(self) -> None:
        """Take the first samples at once, the others in the background."""
        for sampler in self._samplers:
            sampler.start(self._look, self.fail, lambda text: self._reporter.report(Notice(text)), self._reporter.report)

    def stop(self) -> None:
        """End the sampling."""
        for sampler in self._samplers:
            sampler.stop()

    def fail(self, error: OnlineAlterError) -> None:
        """Let every worker at the gate raise this error."""
        self._failure = self._failure or error

    def wait(self) -> None:
        """Come back when the work may go on."""
        while True:
            self._check_stop()
            reason = self._look()
            if self._failure is not None:
                raise self._failure
            if reason is None:
                return
            since, longest = self._paused_since, self._longest_pause()
            if longest and since is not None and time.monotonic() - since > longest:
                raise Blocked(
                    f"paused for more than {longest:.0f} s: {reason}",
                    remedy="Run the same command again when the reason is gone: it continues.",
                )
            time.sleep(HEURISTICS.gate_glance)

    def _look(self) -> str | None:
        with self._lock:
            askers = [sampler.reason for sampler in self._samplers] + [signal.reason for signal in self._prompt]
            before, since = self._reason, self._paused_since
            try:
                self._reason = next(filter(None, (ask() for ask in askers)), None)
            except OnlineAlterError as error:
                self.fail(error)
            now = self._reason
            if now is None:
                self._paused_since = None
            elif since is None:
                self._paused_since = time.monotonic()
            if now is None and before is not None and since is not None:
                self._reporter.report(Unpaused(time.monotonic() - since))
            elif now is not None and now != before:
                self._reporter.report(Paused(now))
            return now
