"""Numbers of several measurements brought together, and how they are written."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence

NOTHING, TIMES, TO = "\N{EN DASH}", "\N{MULTIPLICATION SIGN}", "\N{EN DASH}"


def median(values: Iterable[float | None]) -> float | None:
    """The middle of what was measured; None where nothing was."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def ratio(value: float | None, reference: float | None) -> float | None:
    """How many times the reference it is; None where either is unknown or the reference is nothing."""
    return value / reference if value is not None and reference else None


def per_second(amount: float, seconds: float) -> float:
    """A rate; nothing in no time is no rate."""
    return amount / seconds if seconds > 0 else 0.0


def seconds_text(value: float | None) -> str:
    """Seconds with as many digits as mean something."""
    return _number(value, " s", 10)


def milliseconds_text(value: float | None) -> str:
    """Seconds written as milliseconds, or as seconds where that is many."""
    if value is not None and value >= 10:
        return seconds_text(value)
    return _number(None if value is None else 1000 * value, " ms", 10)


def ratio_text(value: float | None) -> str:
    """How many times something it is: 1.4 with the sign for that."""
    return NOTHING if value is None else f"{value:.2f}{TIMES}"


def count_text(value: float | None) -> str:
    """A whole number with its thousands apart."""
    return NOTHING if value is None else f"{value:,.0f}"


def share_text(value: float | None) -> str:
    """``62 %``."""
    return NOTHING if value is None else f"{100 * value:.0f} %"


def spread_text(values: Sequence[float]) -> str:
    """The median, and the least and most where there are several: ``4.1 s (4.0 to 4.4)``."""
    text = seconds_text(median(values))
    return f"{text} ({_digits(min(values), 10)}{TO}{_digits(max(values), 10)})" if len(values) > 1 else text


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> str:
    """A table of Markdown; the first ``words`` columns hold words, the others numbers."""
    rule = ["---" if column < words else "---:" for column in range(len(heads))]
    lines = [heads, rule, *rows]
    return "\n".join(f"| {' | '.join(cells)} |" if cells is not rule else f"|{'|'.join(cells)}|" for cells in lines)


def _number(value: float | None, unit: str, whole_from: float) -> str:
    return NOTHING if value is None else _digits(value, whole_from) + unit


def _digits(value: float, whole_from: float) -> str:
    if abs(value) >= whole_from:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"
