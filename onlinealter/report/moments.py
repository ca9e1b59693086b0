"""When something was seen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Moment:
    """A point in time twice: ``seconds`` never jumps and measures, ``wall`` is the local time and is shown."""

    seconds: float
    wall: datetime


Clock = Callable[[], Moment]


def now() -> Moment:
    """Look at the clocks."""
    return Moment(time.monotonic(), datetime.now().astimezone())
