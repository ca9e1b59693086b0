"""The shortcut of the copy."""

from __future__ import annotations

from onlinealter.copying.shortcut import Shortcut


def tries(shortcut: Shortcut, chunks: int, *, fails: bool) -> int:
    """How many of the next chunks are tried without a look."""
    found = 0
    for _ in range(chunks):
        if shortcut.is_open():
            found += 1
            shortcut.failed() if fails else shortcut.worked()
    return found


def test_every_chunk_is_tried_as_long_as_that_goes_well() -> None:
    """An idle table is copied without a look."""
    assert tries(Shortcut(), 100, fails=False) == 100


def test_where_the_application_is_ahead_few_chunks_are_tried_in_vain() -> None:
    """Fewer and fewer: one in sixty-five in the end."""
    shortcut = Shortcut()
    assert tries(shortcut, 1_000, fails=True) <= 21
    assert tries(shortcut, 6_500, fails=True) == 100


def test_when_the_application_has_gone_the_shortcut_is_taken_again() -> None:
    """After at most sixty-four chunks."""
    shortcut = Shortcut()
    tries(shortcut, 1_000, fails=True)
    assert tries(shortcut, 164, fails=False) >= 100
