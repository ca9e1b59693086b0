"""Parameters in the text of a statement."""

from __future__ import annotations

import pytest

from onlinealter.mysql.binding import WrongNumber, bound


@pytest.mark.parametrize(
    "inside", ["`a%sb`", "`a``%s`", "'%s'", "'it''s %s'", "'\\'%s'", '"%s"', "/* %s */", "/* it's */ `%s`"]
)
def test_what_looks_like_a_placeholder_inside_something_is_left_alone(inside: str) -> None:
    """In names, literals and comments."""
    assert bound(f"SELECT {inside}, %s, %s", ["1", "'%s'"]) == f"SELECT {inside}, 1, '%s'"


@pytest.mark.parametrize("literals", [[], ["1", "2"]])
def test_each_placeholder_has_its_parameter(literals: list[str]) -> None:
    """None is left over, and none is missing."""
    with pytest.raises(WrongNumber):
        bound("SELECT %s", literals)
