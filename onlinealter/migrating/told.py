"""What the caller's log says of a run, and what a function of the user's is told."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import onlinealter.library as oa

_BETWEEN = 10.0  # seconds between two lines about the copy's progress


class Told:
    """Takes a run's events, from several threads."""

    def __init__(self, log: logging.Logger, on_event: Callable[[oa.Event], object] | None) -> None:
        self._log, self._on_event = log, on_event
        self._lock, self._next = threading.Lock(), 0.0

    def __call__(self, event: oa.Event) -> None:
        if text := self._text(event):
            self._log.info("%s", text)
        if self._on_event is not None:
            self._on_event(event)

    def _text(self, event: oa.Event) -> str:
        match event:
            case oa.Notice(text=text):
                return text
            case oa.PhaseBegan(phase=phase):
                return f"{phase} begins"
            case oa.Paused(reason=reason):
                return f"the copy waits: {reason}"
            case oa.WaitingForLock(purpose=purpose, blockers=blockers):
                return f"{purpose} waits for a lock: {', '.join(map(str, blockers)) or 'nobody is seen to hold it'}"
            case oa.Waiting(what=what, why=why):
                return f"waits for {what}: {why}" if self._is_time() else ""
            case oa.CopyAdvanced(fraction=fraction, rows=rows, rows_per_second=rate):
                return f"{rows:,} rows copied ({fraction:.0%}), {rate:,.0f} a second" if self._is_time() else ""
            case oa.RunClosed(run=run, state=state, following=following):
                return f"run {run} is {state}" + (f"; what comes next: {following}" if following else "")
        return ""

    def _is_time(self) -> bool:
        with self._lock:
            now = time.monotonic()
            due = now >= self._next
            self._next = now + _BETWEEN if due else self._next
            return due
