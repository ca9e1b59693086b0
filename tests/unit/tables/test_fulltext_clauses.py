"""FULLTEXT indexes in an ALTER's text."""

from __future__ import annotations

import pytest

from onlinealter.tables.alter_clause import joined, split_clauses
from onlinealter.tables.fulltext_clauses import as_plain_key, one_fulltext_each


@pytest.mark.parametrize(
    ("alter", "plain"),
    [
        ("ADD FULLTEXT f (a, b(10) DESC) WITH PARSER ngram", "ADD KEY f ( a(1), b(1) ) COMMENT '_oa_fulltext'"),
        ("ADD FULLTEXT INDEX IF NOT EXISTS `f g` (`a`)", "ADD KEY IF NOT EXISTS `f g` ( `a`(1) ) COMMENT '_oa_fulltext'"),
        ("ADD FULLTEXT(a)", "ADD KEY ( a(1) ) COMMENT '_oa_fulltext'"),
    ],
)
def test_a_plain_index_stands_in_under_the_same_name(alter: str, plain: str) -> None:
    """Over the first characters of the same columns."""
    assert as_plain_key(split_clauses(alter)[0]).text == plain


def test_each_statement_makes_one_fulltext_index() -> None:
    """MySQL refuses two at a time; the others come after all else."""
    clauses = split_clauses("ADD FULLTEXT f (a), ADD FULLTEXT g (b), ADD c INT, ADD FULLTEXT h (b)")
    assert [joined(each) for each in one_fulltext_each(clauses)] == [
        "ADD FULLTEXT f (a), ADD c INT",
        "ADD FULLTEXT g (b)",
        "ADD FULLTEXT h (b)",
    ]
