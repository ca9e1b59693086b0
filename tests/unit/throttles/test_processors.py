"""How many CPUs a server says that it has."""

from __future__ import annotations

import pytest

from onlinealter.throttles.processors import count_of_ranges


@pytest.mark.parametrize(("text", "count"), [("0-3", 4), ("0", 1), ("0-3,8,10-11", 7), ("", None)])
def test_processors_are_counted(text: str, count: int | None) -> None:
    """As MySQL lists them."""
    assert count_of_ranges(text) == count
