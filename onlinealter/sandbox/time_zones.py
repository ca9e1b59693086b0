"""A handful of named time zones for the servers' tables, computed from Python's own zone data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")


@dataclass(frozen=True)
class Period:
    """A stretch of time in which a zone's clocks keep one offset; ``begins`` is in Unix seconds."""

    begins: int
    offset: int
    is_summer: bool
    abbreviation: str


def known_zones() -> dict[str, list[Period]]:
    """Each zone with its periods from 1970 to the end of TIMESTAMP's range."""
    return {name: list(_periods(ZoneInfo(name))) for name in ZONES}


_END = 2**31 - 1
_STEP = 7 * 86_400  # no zone here changes twice within a week


def _periods(zone: ZoneInfo) -> Iterator[Period]:
    current = _at(zone, 0)
    yield current
    for moment in range(_STEP, _END, _STEP):
        following = _at(zone, moment)
        if not _same(current, following):
            current = _at(zone, _first_second(zone, following, moment - _STEP, moment))
            yield current


def _first_second(zone: ZoneInfo, following: Period, before: int, after: int) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        if _same(_at(zone, middle), following):
            after = middle
        else:
            before = middle
    return after


def _same(one: Period, other: Period) -> bool:
    return (one.offset, one.is_summer, one.abbreviation) == (other.offset, other.is_summer, other.abbreviation)


def _at(zone: ZoneInfo, moment: int) -> Period:
    local = datetime.fromtimestamp(moment, UTC).astimezone(zone)
    offset = (local.utcoffset() or timedelta()).total_seconds()
    return Period(moment, int(offset), bool(local.dst()), local.tzname() or "")
