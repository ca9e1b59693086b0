"""Numbers, times and foreign text as a person reads them."""

from __future__ import annotations

import math


def count(number: int, noun: str) -> str:
    """Count things: ``1,234,567 rows``, ``1 row``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def rate(rows_per_second: float) -> str:
    """Show rows a second to three digits: what lies below is noise."""
    if not math.isfinite(rows_per_second) or rows_per_second < 0:
        return "? rows/s"
    if rows_per_second < 10:
        return f"{rows_per_second:.1f} rows/s"
    digits = max(0, len(str(int(rows_per_second))) - 3)
    return f"{round(rows_per_second / 10**digits) * 10**digits:,} rows/s"


def percent(fraction: float) -> str:
    """Round a share down to percent: 100 % is said of the whole only, more never."""
    if fraction == 1:
        return "100 %"
    return f"{min(999, math.floor(bounded(fraction) * 1000)) / 10:.1f} %"


def bounded(fraction: float) -> float:
    """Keep a share below the whole until the end: an overshoot comes from an estimate and isn't the end."""
    if fraction == 1:
        return 1.0
    return min(max(fraction, 0.0), 0.999) if math.isfinite(fraction) else 0.0


def duration(seconds: float) -> str:
    """Show a measured time: ``240 ms``, ``2.1 s``, ``12 s``, ``1m 20s``, ``2h 03m``."""
    if not math.isfinite(seconds):
        return "?"
    if seconds < 0.9995:
        return f"{max(0, round(seconds * 1000))} ms"
    return f"{seconds:.1f} s" if seconds < 9.95 else whole_seconds(seconds + 0.5)


def whole_seconds(seconds: float) -> str:
    """Show a running or remaining time, without the digits that would flicker."""
    if not math.isfinite(seconds):
        return "?"
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}m {whole % 60:02}s"
    if whole < 86400:
        return f"{whole // 3600}h {whole % 3600 // 60:02}m"
    return f"{whole // 86400}d {whole % 86400 // 3600:02}h"


def remaining(seconds: float | None) -> str:
    """Show the time expected to be left."""
    return "ETA ?" if seconds is None else f"ETA {whole_seconds(seconds)}"


def size(number: float) -> str:
    """Show bytes to three digits at most: ``60 MB``, ``1.2 GB``."""
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= factor:
            return f"{number / factor:.1f} {unit}" if number < 10 * factor else f"{number / factor:,.0f} {unit}"
    return f"{number:.0f} bytes"


def lag(seconds: float | None) -> str:
    """Show how far a replica is behind."""
    if seconds is None:
        return "unknown"
    return f"{seconds:.1f} s" if seconds < 9.95 else whole_seconds(seconds)


def one_line(text: str) -> str:
    """Put foreign text on one line, harmless for a terminal: a row's key may hold anything."""
    return _printable(" ".join(text.split()))


def several_lines(text: str) -> list[str]:
    """Keep the lines of foreign text, harmless for a terminal."""
    return [_printable(line.expandtabs(4)).rstrip() for line in text.strip("\n").split("\n")]


def shortened(text: str, length: int) -> str:
    """Keep the beginning of a text, with an ellipsis where something is left out."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _printable(text: str) -> str:
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )
