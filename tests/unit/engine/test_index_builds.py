"""An index build that the server gives up over concurrent writes is begun again, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from onlinealter.engine.index_build import build_again
from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers

_STUMBLED = error_numbers.DUPLICATE_WHILE_BUILDING


def test_a_build_is_begun_again_until_it_succeeds() -> None:
    """And each time that is told."""
    attempts, told = _Attempts(iter([_STUMBLED, _STUMBLED, 0])), list[int]()
    build_again(attempts.build, lambda: told.append(1))
    assert (attempts.made, len(told)) == (3, 2)


def test_a_build_that_never_succeeds_says_why() -> None:
    """It isn't tried for ever."""
    attempts = _Attempts(iter([_STUMBLED] * 1000))
    with pytest.raises(ServerError) as raised:
        build_again(attempts.build, lambda: None)
    assert raised.value.number == _STUMBLED
    assert attempts.made < 1000


def test_another_error_is_told_at_once() -> None:
    """A full disk, say."""
    attempts = _Attempts(iter([1114, 0]))
    with pytest.raises(ServerError) as raised:
        build_again(attempts.build, lambda: None)
    assert (raised.value.number, attempts.made) == (1114, 1)


class _Attempts:
    """A build that ends with these error numbers, one after the other; 0 is success."""

    def __init__(self, numbers: Iterator[int]) -> None:
        self._numbers = numbers
        self.made = 0

    def build(self) -> None:
        self.made += 1
        number = next(self._numbers)
        if number:
            raise ServerError(number, "said the server")
