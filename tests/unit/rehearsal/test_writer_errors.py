"""Which errors the built-in load's own statements explain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.mysql import error_numbers
from onlinealter.rehearsal.writes.shape import Shape
from onlinealter.rehearsal.writes.writer import _is_expected

_OLD = Shape("old", ("id",), ("name",), ("name",), ())
_NEW = replace(_OLD, definition="new")
_NO_DEFAULT = 1364


@pytest.mark.parametrize(
    ("number", "made_for", "now", "expected"),
    [
        (error_numbers.DUPLICATE_KEY, _OLD, _OLD, True),
        (_NO_DEFAULT, _OLD, _OLD, False),
        (_NO_DEFAULT, _OLD, _NEW, True),
        (_NO_DEFAULT, _NEW, _NEW, True),
        (error_numbers.UNKNOWN_COLUMN, _OLD, _NEW, True),
        (error_numbers.UNKNOWN_COLUMN, _NEW, _OLD, True),
        (error_numbers.UNKNOWN_COLUMN, _NEW, _NEW, False),
        (error_numbers.DEADLOCK, _OLD, _NEW, False),
        (error_numbers.LOCK_WAIT_TIMEOUT, _OLD, _OLD, False),
        (error_numbers.NO_SUCH_TABLE, _OLD, _NEW, False),
    ],
)
def test_an_error_is_explained_by_values_or_by_another_definition(
    number: int, made_for: Shape, now: Shape, expected: bool
) -> None:
    """Never a deadlock, a wait, or a table that isn't there."""
    assert _is_expected(number, _OLD, made_for, now) is expected
