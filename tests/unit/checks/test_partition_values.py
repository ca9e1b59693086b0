"""What a clause's words tell of the values that its partitions are for."""

from __future__ import annotations

import pytest

from onlinealter.checks.partition_values import Part, misplaced, parts_in, reorganized
from onlinealter.tables.alter_clause import split_unchecked, unquoted


def parts(text: str) -> tuple[Part, ...]:
    """The partitions of a clause."""
    words = split_unchecked(text)[0].words
    return parts_in(words, [unquoted(word) for word in words])


def ranges(*bounds: str) -> tuple[Part, ...]:
    """Partitions a, b, c … up to these bounds."""
    made = ", ".join(f"PARTITION {name} VALUES LESS THAN {bound}" for name, bound in zip("abcdef", bounds, strict=False))
    return parts(f"PARTITION BY RANGE (id) ({made})")


@pytest.mark.parametrize(
    ("bounds", "culprit"),
    [
        (("(10)", "(5)"), "b"),
        (("(10)", "(10)"), "b"),
        (("(-5)", "(- 10)"), "b"),
        (("MAXVALUE", "(5)"), "b"),
        (("(MAXVALUE)", "MAXVALUE"), "b"),
        (("(10)", "(5 + 6)", "(10)"), "c"),
        (("(-10)", "(-5)", "(0)", "(7)", "MAXVALUE"), ""),
        (("(10)", "(5 + 6)", "(12)"), ""),
        (("(10)", "(TO_DAYS('2020-01-01'))", "(11)"), ""),
        (("(10)", "(0x5)"), ""),
        (("(10)", "('5')"), ""),
        (("(10)", "(9.5)"), ""),
        (("(10)", "((5))"), ""),
        (("(10)", "(3 -1)"), ""),
        (("(10)", "(18446744073709551615)", "(11)"), ""),
    ],
)
def test_bounds_that_do_not_increase_are_told_where_they_are_numbers(bounds: tuple[str, ...], culprit: str) -> None:
    """What isn't one is left out of the row."""
    told = misplaced("RANGE", ranges(*bounds))
    assert (f"partition {culprit} isn't above" in told) if culprit else not told


@pytest.mark.parametrize(
    ("values", "twice"),
    [
        (("(1, 1)",), "1"),
        (("(1, 2)", "(3, - 2, -2)"), "-2"),
        (("(1, NULL)", "(null)"), "NULL"),
        (("(1, 2)", "(3, 2)"), "2"),
        (("(1, -1, NULL)", "(2)"), ""),
        (("(1, 3 -1)", "(2, 1 + 0)"), ""),
        (("('1', '1')",), ""),
        (("(ABS(1), ABS(1))",), ""),
        (("((1), (1))",), ""),
    ],
)
def test_a_value_that_is_given_twice_is_told_where_it_is_a_number(values: tuple[str, ...], twice: str) -> None:
    """Within a partition, and in two."""
    made = ", ".join(f"PARTITION p{place} VALUES IN {each}" for place, each in enumerate(values))
    told = misplaced("LIST", parts(f"PARTITION BY LIST (id) ({made})"))
    assert (f"the value {twice} of" in told) if twice else not told


def test_a_comment_makes_no_partition() -> None:
    """Nor do names that are words of the language, in backquotes."""
    text = "PARTITION BY LIST (id) (PARTITION `Values` VALUES IN (1) COMMENT = 'VALUES IN (1)', PARTITION `b` VALUES IN (2))"
    assert parts(text) == (Part("values", (1,)), Part("b", (2,)))


def test_partitions_that_make_place_for_others_keep_their_place() -> None:
    """Those of a range are between the ones before and after."""
    three = ranges("(10)", "(20)", "(30)")
    new = parts("REORGANIZE PARTITION b INTO (PARTITION x VALUES LESS THAN (15), PARTITION y VALUES LESS THAN (20))")
    assert [part.name for part in reorganized(three, ["b"], new)] == ["a", "x", "y", "c"]
    assert not misplaced("RANGE", reorganized(three, ["b"], new))
    late = parts("REORGANIZE PARTITION b INTO (PARTITION x VALUES LESS THAN (8), PARTITION y VALUES LESS THAN (20))")
    assert "partition x" in misplaced("RANGE", reorganized(three, ["b"], late))
    assert "partition d" in misplaced(
        "RANGE", reorganized(three, [], parts("ADD PARTITION (PARTITION d VALUES LESS THAN (30))"))
    )
