"""What others say of kinds of change, held against what the servers were seen to do."""

from __future__ import annotations

from tests.docs import claims
from tests.docs.generate import DOCS
from tests.docs.strategies import KINDS, cells_of_page

CELLS = cells_of_page("mysql")


def test_each_claim_is_about_a_kind_of_the_page() -> None:
    """Under the very words that the page has."""
    assert {*claims.MANUAL, *claims.AT_ONCE, *claims.UNLIKE_MANUAL, *claims.UNLIKE_SPIRIT} <= set(KINDS)
    assert len(claims.MANUAL) > 50


def test_each_difference_from_the_manual_is_named() -> None:
    """And nothing else is."""
    assert claims.unlike_manual(CELLS) == set(claims.UNLIKE_MANUAL)


def test_each_difference_from_spirit_is_named() -> None:
    """Of the kinds that MySQL has."""
    assert claims.unlike_spirit(CELLS) == set(claims.UNLIKE_SPIRIT)


def test_the_page_names_them() -> None:
    """As its last section."""
    assert (DOCS / "strategies.md").read_text(encoding="utf-8").endswith("\n".join(claims.section()) + "\n")
