"""How long it takes until the swap, and how much of the time the work has rested: what follows from a picture."""

from __future__ import annotations

from datetime import timedelta

from onlinealter.report.moments import Moment
from onlinealter.report.readable import percent, whole_seconds
from onlinealter.report.screen_state import Picture, Progress

# Rows are compared at least so many times as fast as they are copied (docs/benchmarks.md).
_COMPARED_FASTER = 3
_DAY = 86_400


def ready_text(picture: Picture, at: Moment) -> str:
    """When everything can be copied, built and compared, on the clock too; empty while that isn't known."""
    seconds = _ready_in(picture, at)
    if seconds is None:
        return ""
    when = at.wall + timedelta(seconds=seconds)
    day = f"{when:%a} " if seconds >= _DAY or when.date() != at.wall.date() else ""
    return f"to swap in about {whole_seconds(seconds)}, at {day}{when:%H:%M %Z}"


def paused_text(picture: Picture, at: Moment) -> str:
    """The share of the phase's time in which the work had to wait; empty where it hadn't."""
    now = at.seconds - picture.paused_since if picture.paused is not None else 0.0
    phase = next((each for each in picture.phases if each.progress is Progress.AT_WORK), None)
    if phase is None or not picture.tally.paused_in_phase:
        return ""
    share = (picture.tally.paused_in_phase + now) / max(0.001, at.seconds - phase.since)
    return f"{percent(min(1.0, share))} of the time"


def _ready_in(picture: Picture, at: Moment) -> float | None:
    if picture.verified:
        left = [each.remaining_seconds for each in picture.verified if each.fraction != 1]
        return max((each for each in left if each is not None), default=None) if None not in left else None
    copy = picture.copy
    if copy is None or copy.rows_per_second <= 0:
        return None
    compared = copy.estimated_rows / (_COMPARED_FASTER * copy.rows_per_second)
    if picture.indexes is not None:
        built = _build_left(picture, at)
        return built + compared if built is not None else None
    return copy.remaining_seconds + compared if copy.remaining_seconds is not None and copy.fraction != 1 else None


def _build_left(picture: Picture, at: Moment) -> float | None:
    far = picture.built.fraction if picture.built is not None else 0.0
    return (at.seconds - picture.indexes_since) * (1 - far) / far if 0 < far <= 1 else None
