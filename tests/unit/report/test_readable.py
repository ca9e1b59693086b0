"""Numbers as a person reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.report.readable import (
    bounded,
    count,
    duration,
    lag,
    one_line,
    percent,
    rate,
    remaining,
    shortened,
    whole_seconds,
)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_percent_says_the_whole_only_at_the_end(fraction: float) -> None:
    """Neither a rounded share nor an overshoot reads 100."""
    shown = float(percent(fraction).removesuffix(" %"))
    assert shown == 100 if fraction == 1 else 0 <= shown <= 99.9


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_bar_is_full_only_at_the_end(fraction: float) -> None:
    """As the percent is."""
    assert (bounded(fraction) == 1) == (fraction == 1)
    assert 0 <= bounded(fraction) <= 1


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0004, "0 ms"),
        (0.24, "240 ms"),
        (0.9999, "1.0 s"),
        (2.14, "2.1 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.6, "1m 00s"),
        (80, "1m 20s"),
        (7380, "2h 03m"),
        (100_000, "1d 03h"),
        (float("inf"), "?"),
        (-1, "0 ms"),
    ],
)
def test_a_duration_has_two_units_at_most(seconds: float, shown: str) -> None:
    """From milliseconds to days."""
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("speed", "shown"),
    [
        (0.44, "0.4 rows/s"),
        (87.6, "88 rows/s"),
        (999.9, "1,000 rows/s"),
        (92_134.2, "92,100 rows/s"),
        (1_234_567, "1,230,000 rows/s"),
        (float("nan"), "? rows/s"),
    ],
)
def test_a_rate_has_three_digits_that_count(speed: float, shown: str) -> None:
    """The rest would only flicker."""
    assert rate(speed) == shown


def test_small_words_fit_their_numbers() -> None:
    """One row, two rows, an unknown time, an unknown lag."""
    assert (count(1, "row"), count(1_234_567, "row"), remaining(None), remaining(80.9), lag(None), lag(0.44)) == (
        "1 row",
        "1,234,567 rows",
        "ETA ?",
        "ETA 1m 20s",
        "unknown",
        "0.4 s",
    )
    assert whole_seconds(-3) == "0 s"


@given(st.text(), st.integers(min_value=1, max_value=20))
def test_foreign_text_stays_on_one_line_of_the_length_given(text: str, length: int) -> None:
    """Whatever a row's key holds."""
    shown = shortened(one_line(text), length)
    assert shown.isprintable()
    assert len(shown) <= length
