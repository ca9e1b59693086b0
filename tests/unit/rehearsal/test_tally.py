"""What the built-in load has met, and what of it counts."""

from __future__ import annotations

import pytest

from onlinealter.mysql.error_numbers import DEADLOCK, LOCK_WAIT_TIMEOUT
from onlinealter.rehearsal.writes.tally import Tally


@pytest.mark.parametrize(
    ("statements", "deadlocks", "expected"), [(10, 2, True), (10, 3, False), (6_000, 3, True), (6_000, 4, False)]
)
def test_a_few_deadlocks_are_expected_and_many_are_not(statements: int, deadlocks: int, expected: bool) -> None:
    """So that a rare one, which MySQL brings by itself, isn't the verdict."""
    tally = Tally(1)
    for _ in range(statements):
        tally.made("update", 1)
    for _ in range(deadlocks):
        tally.met(DEADLOCK, expected=False)
    assert tally.errors() == ((DEADLOCK, deadlocks, expected),)


def test_no_other_error_is_expected_for_being_rare() -> None:
    tally = Tally(1)
    tally.met(LOCK_WAIT_TIMEOUT, expected=False)
    assert tally.errors() == ((LOCK_WAIT_TIMEOUT, 1, False),)
