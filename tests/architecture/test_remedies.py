"""Whoever writes a message with a remedy writes a test that does what it says."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.remedies import Remedy, followed, remedies

# One line each: remedies that no test follows yet. The list may only become shorter.
LIST = Path(__file__).with_name("remedies_not_followed.txt")


def not_followed() -> list[str]:
    """What the list has to hold."""
    words = followed()
    return sorted({str(each) for each in remedies() if not any(map(each.is_meant, words))})


def test_each_remedy_is_followed_by_a_test() -> None:
    """A new message needs its test at once; one that has got its test leaves the list."""
    listed = LIST.read_text(encoding="utf-8").splitlines()
    found = not_followed()
    assert sorted(set(found) - set(listed)) == [], (
        "no test does what these say: write one (tests/integration/remedies), and name their words"
    )
    assert sorted(set(listed) - set(found)) == [], "these are followed, or gone: take them off the list"


def test_the_words_of_a_test_are_those_of_a_message() -> None:
    """A message that has been rewritten takes its test along."""
    known = remedies()
    assert [words for words in followed() if not any(each.is_meant(words) for each in known)] == []


def test_a_remedy_is_found_by_its_words_and_its_place() -> None:
    """What is filled in is an ellipsis."""
    one = Remedy("cli/a.py:b", "there is no table …", "Check the spelling.")
    assert [one.is_meant(words) for words in ("no table …", "spelling", "cli/a.py:b", "cli/a.py", "no view")] == [
        True, True, True, False, False,
    ]  # fmt: skip
