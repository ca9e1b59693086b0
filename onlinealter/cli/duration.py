"""A length of time as an option's value."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import click

from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Unfinished
from onlinealter.planning.durations import EXPECTED, seconds_from


class Duration(click.ParamType[float]):
    """Seconds, given as 90, 60s, 14m or 2h."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds."""
        found = float(value) if isinstance(value, int | float) else seconds_from(str(value))
        if found is None:
            self.fail(f"expected {EXPECTED}, found '{value}'", param, ctx)
        return found


@contextmanager
def ended_after(seconds: float | None, stop: StopFlag) -> Iterator[None]:
    """When so much time is over, what is under way stops at its next safe place, with Unfinished."""
    if seconds is None:
        yield
        return
    over = Unfinished(
        f"not finished within {seconds:.0f} s", remedy="Run the same command again: it continues where this one stopped."
    )
    timer = threading.Timer(seconds, stop.fail, [over])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
