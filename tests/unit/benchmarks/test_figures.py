"""Numbers brought together and written."""

from __future__ import annotations

import pytest

from tests.benchmarks import figures


def test_the_median_leaves_out_what_was_not_measured() -> None:
    """Of an even number of values it is the middle between two."""
    assert figures.median([3.0, None, 1.0]) == 2.0
    assert figures.median([9.0, 1.0, 2.0]) == 2.0
    assert figures.median([None]) is None


def test_a_ratio_to_nothing_is_unknown() -> None:
    """Neither zero nor an error."""
    assert figures.ratio(3.0, 2.0) == 1.5
    assert figures.ratio(3.0, 0.0) is None
    assert figures.ratio(None, 2.0) is None


@pytest.mark.parametrize(
    ("seconds", "text"), [(123.4, "123 s"), (12.34, "12 s"), (4.123, "4.1 s"), (0.1234, "0.12 s"), (None, figures.NOTHING)]
)
def test_seconds_have_the_digits_that_mean_something(seconds: float | None, text: str) -> None:
    """Two, as a rule."""
    assert figures.seconds_text(seconds) == text


def test_many_milliseconds_are_written_as_seconds() -> None:
    """A stall of half a minute isn't 30,000 ms."""
    assert figures.milliseconds_text(0.0123) == "12 ms"
    assert figures.milliseconds_text(31.2) == "31 s"


def test_several_measurements_show_least_and_most() -> None:
    """One alone shows itself."""
    assert figures.spread_text([4.0, 4.4, 4.1]) == f"4.1 s (4.0{figures.TO}4.4)"
    assert figures.spread_text([4.1]) == "4.1 s"


def test_a_table_aligns_numbers_to_the_right() -> None:
    """Only its first columns hold words."""
    assert figures.table(["table", "rows"], [["narrow", "1,000"]]).splitlines() == [
        "| table | rows |",
        "|---|---:|",
        "| narrow | 1,000 |",
    ]
