"""Lengths of time as people write them: 90, 60s, 14m, 24h, 7d."""

from __future__ import annotations

import re

EXPECTED = "a number of seconds, or one with s, m, h or d behind it, such as 14m"

_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)?")
_SECONDS = {None: 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def seconds_from(text: str) -> float | None:
    """The seconds; None where it is no length of time."""
    found = _DURATION.fullmatch(text.strip())
    return float(found[1]) * _SECONDS[found[2]] if found else None
