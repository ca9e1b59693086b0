"""Waiting for the time of day at which the swap may be made."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from onlinealter.engine.live import with_changes
from onlinealter.engine.run import Run
from onlinealter.model.events import Paused, Unpaused
from onlinealter.model.window import Window

_GLANCE = 1.0


class WindowClosed(Exception):
    """The window ended before the swap had its lock; never leaves the cutover."""


def is_open(run: Run) -> bool:
    """Whether the swap may be made now, by the settings as they are now."""
    window = _window(run)
    return window is None or window.is_open(_now())


def wait_for_window(run: Run) -> None:
    """Come back inside the window; raises Interrupted when the run has to stop. The journal says what is waited for."""
    if is_open(run):
        return
    began, said = time.monotonic(), ""
    try:
        while (window := _window(run)) is not None and not window.is_open(_now()):
            reason = f"time {window.clock(_now()):%H:%M} outside the cutover window {_text(run)}"
            if not said:
                run.reporter.report(Paused(reason))
                run.journal.note_waiting(reason)
            said = reason
            run.stop.sleep(_GLANCE)
    finally:
        run.journal.note_waiting("")
    run.reporter.report(Unpaused(time.monotonic() - began))


def stop_outside_window(run: Run) -> None:
    """Raise WindowClosed unless the swap may be made now; asked right before each attempt."""
    if not is_open(run):
        raise WindowClosed("the cutover window has closed")


def _window(run: Run) -> Window | None:
    return Window.parse(_text(run))


def _text(run: Run) -> str:
    return with_changes(run.draft.plan.settings, run.journal.record().changes).cutover_window


def _now() -> datetime:
    return datetime.now(UTC)
