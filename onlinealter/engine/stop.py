"""Asking a run to stop at the next safe place."""

from __future__ import annotations

import threading
import time

from onlinealter.model.errors import Interrupted

_GLANCE = 0.1


class StopFlag:
    """Set by a signal handler, looked at by every waiting and working part."""

    def __init__(self) -> None:
        self._event = threading.Event()

    @property
    def requested(self) -> bool:
        """Whether the run is to stop."""
        return self._event.is_set()

    def request(self) -> None:
        """Ask the run to stop."""
        self._event.set()

    def check(self) -> None:
        """Raise Interrupted if the run is to stop."""
        if self.requested:
            raise Interrupted("stopped on request", remedy="The same command goes on where this one stopped.")

    def sleep(self, seconds: float) -> None:
        """Sleep, or raise Interrupted as soon as the run is to stop."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self.check()
            time.sleep(min(_GLANCE, left))
        self.check()
