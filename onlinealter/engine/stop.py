"""Asking a run to stop at the next safe place."""

from __future__ import annotations

import threading
import time

from onlinealter.model.errors import Interrupted, OnlineAlterError

_POLL_SECONDS = 0.1


class StopFlag:
    """Set by a signal handler, looked at by every waiting and working part."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._error: OnlineAlterError | None = None

    @property
    def requested(self) -> bool:
        return self._event.is_set()

    def request(self) -> None:
        """Ask the run to stop."""
        self._event.set()

    def fail(self, error: OnlineAlterError) -> None:
        """Stop the run with this error, wherever it waits or works."""
        self._error = self._error or error
        self._event.set()

    def check(self) -> None:
        """Raise Interrupted if the run is to stop, or the error that it is to stop with."""
        if self._error is not None:
            raise self._error
        if self.requested:
            raise Interrupted(
                "stopped on request", remedy="Run the same command again: it continues where this one stopped."
            )

    def sleep(self, seconds: float) -> None:
        """Sleep, or raise Interrupted as soon as the run is to stop."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.check()
            time.sleep(min(_POLL_SECONDS, left))
        self.check()
