"""Waiting for the time of day at which the swap may be made."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime

from onlinealter.engine.live import with_changes
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.events import Paused, Unpaused
from onlinealter.model.window import Window

_POLL_SECONDS = 1.0


class SwapPutOff(Exception):
    """The window ended, or the verification became too old, before the swap had its lock; never leaves the cutover."""


def is_open(run: PhaseContext) -> bool:
    """Whether the swap may be made now, by the settings as they are now."""
    window = _window(run)
    return window is None or window.is_open(_now())


def wait_for_window(run: PhaseContext) -> None:
    """Come back inside the window; raises Interrupted when the run has to stop."""
    if is_open(run):
        return
    began, said = time.monotonic(), ""
    while (window := _window(run)) is not None and not window.is_open(_now()):
        left = math.ceil(window.opens_in(_now()) / 60)
        reason = f"time {window.clock(_now()):%H:%M} outside the cutover window {_text(run)}: it opens in {_hours(left)}"
        if not said:
            run.reporter.report(Paused(reason))
        said = reason
        run.stop.sleep(_POLL_SECONDS)
    run.reporter.report(Unpaused(time.monotonic() - began))


def _hours(minutes: int) -> str:
    return f"{minutes // 60} h {minutes % 60:02} min" if minutes >= 60 else f"{minutes} min"


def stop_outside_window(run: PhaseContext) -> None:
    """Raise SwapPutOff unless the swap may be made now; asked right before each attempt."""
    if not is_open(run):
        raise SwapPutOff("the cutover window has closed")


def _window(run: PhaseContext) -> Window | None:
    return Window.parse(_text(run))


def _text(run: PhaseContext) -> str:
    return with_changes(run.resolved.plan.settings, run.journal.record().changes).cutover_window


def _now() -> datetime:
    return datetime.now(UTC)
