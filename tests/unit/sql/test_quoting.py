"""Names and literals as SQL text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.sql import quoting


@pytest.mark.parametrize(
    ("identifier", "quoted"),
    [("plain", "`plain`"), ("two words", "`two words`"), ("back`tick", "`back``tick`"), ("``", "``````"), ("ü", "`ü`")],
)
def test_a_name_is_quoted_whatever_it_holds(identifier: str, quoted: str) -> None:
    """A backquote is doubled."""
    assert quoting.name(identifier) == quoted


def test_a_table_is_named_with_its_schema() -> None:
    """Each part is quoted by itself."""
    assert quoting.table_name("a.b", "c`d") == "`a.b`.`c``d`"


def test_names_are_listed_with_commas() -> None:
    """In the order given."""
    assert quoting.names(("b", "a")) == "`b`, `a`"


@pytest.mark.parametrize(
    ("value", "literal"),
    [("", "''"), ("plain", "'plain'"), ("it's", "'it''s'"), ("a\\b", "_utf8mb4 x'615c62'"), ("ü", "_utf8mb4 x'c3bc'")],
)
def test_a_text_reads_the_same_in_every_mode(value: str, literal: str) -> None:
    """What a mode or a character set could read otherwise is written in hexadecimal."""
    assert quoting.text(value) == literal


@given(st.text())
def test_a_text_can_be_read_back(value: str) -> None:
    """And holds neither a backslash nor a sign that isn't printable."""
    literal = quoting.text(value)
    assert literal.isascii()
    assert literal.isprintable()
    assert "\\" not in literal
    if literal.startswith("_utf8mb4 x'"):
        assert bytes.fromhex(literal[11:-1]).decode() == value
    else:
        assert literal[1:-1].replace("''", "'") == value


@given(st.text(min_size=1))
def test_a_name_can_be_read_back(identifier: str) -> None:
    """Only its own last backquote ends it."""
    quoted = quoting.name(identifier)
    assert re.fullmatch(r"`((?:[^`]|``)+)`", quoted)
    assert quoted[1:-1].replace("``", "`") == identifier
