"""What an application saw, counted."""

from __future__ import annotations

import pytest

from onlinealter.demo.tally import Latencies, Seen, Tally, sum_of


def test_quantiles_are_right_within_a_step() -> None:
    """Times in steps of 5 %: never less than the truth, and little more."""
    latencies = Latencies()
    for milliseconds in range(1, 1001):
        latencies.add(milliseconds / 1000)
    assert 0.5 <= latencies.quantile(0.5) <= 0.5 * 1.06
    assert 0.99 <= latencies.quantile(0.99) <= 1.0
    assert latencies.longest == latencies.quantile(1.0) == 1.0


def test_no_statement_takes_no_time() -> None:
    """Nothing seen is no fault."""
    assert Latencies().quantile(0.99) == 0.0


def test_spans_of_time_are_told_apart_and_writers_put_together() -> None:
    """Each second is counted on its own."""
    first, second = Tally(), Tally()
    first.seconds = {10: _seen(3, 0.1), 11: _seen(1, 0.2)}
    second.seconds = {11: _seen(5, 0.4)}
    both = sum_of([first, second])
    assert both.between(until=11).transactions == 3
    assert both.between(since=11).transactions == 6
    assert both.between().latencies.longest == pytest.approx(0.4)
    assert both.between().errors == {1213: 3}
    assert first.between().transactions == 4


def _seen(transactions: int, longest: float) -> Seen:
    seen = Seen(transactions)
    seen.errors[1213] += 1
    seen.latencies.add(longest)
    return seen
