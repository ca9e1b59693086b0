"""A daily span of time, in which the swap may be made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Self
from zoneinfo import ZoneInfo

EXPECTED = "HH:MM-HH:MM, with a zone after it if it isn't the tool's own, or nothing"

_FORM = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)(?: (\S+))?")


@dataclass(frozen=True)
class Window:
    """From ``begin`` until just before ``end``, each day; over midnight where ``end`` is the earlier one.

    ``zone`` None is the zone of the machine that the tool runs on.
    """

    begin: time
    end: time
    zone: tzinfo | None = None

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The window that a text says; None for an empty one. Raises ValueError."""
        if not text:
            return None
        found = _FORM.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        begin, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
        if begin == end:
            raise ValueError(text)
        return cls(begin, end, _zone(found[5]) if found[5] else None)

    def is_open(self, now: datetime) -> bool:
        """Whether a moment, given with its zone, lies in the window: what a clock on the wall there shows is compared."""
        clock = self.clock(now)
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def opens_in(self, now: datetime) -> float:
        """Seconds until the window opens; 0 while it is open. A clock that is set forward or back meanwhile is seen."""
        if self.is_open(now):
            return 0.0
        there = now.astimezone(self.zone)
        opening = datetime.combine(there.date(), self.begin, there.tzinfo)
        if self.clock(now) >= self.begin:
            opening = datetime.combine(there.date() + timedelta(days=1), self.begin, there.tzinfo)
        return (opening.astimezone(UTC) - now.astimezone(UTC)).total_seconds()

    def clock(self, now: datetime) -> time:
        """What a clock in the window's zone shows."""
        return now.astimezone(self.zone).time()


def _zone(name: str) -> tzinfo:
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(name) from error
