"""The same statement over another table: its text with the table's name exchanged, wherever it stands for the table."""

from __future__ import annotations

from collections.abc import Sequence

from sqlparse import tokens

from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import lex, unquoted

_TABLES_FOLLOW = frozenset({"FROM", "JOIN", "STRAIGHT_JOIN", "UPDATE", "DELETE", "OF", "INTO"})
_NO_TABLES = frozenset(
    {"SELECT", "WHERE", "SET", "ON", "GROUP", "ORDER", "HAVING", "LIMIT", "WINDOW", "VALUES", "WITH", "RETURNING", "AS"}
)
_OPENS_TABLES = _TABLES_FOLLOW - {"OF"} | {",", "("}


def names_table(text: str, schema: str, table: str, *, any_case: bool, with_schema: bool) -> bool:
    """Whether the statement names the table; ``with_schema``: only where the schema stands before it."""
    words = [value for kind, value in _pieces(text) if kind not in tokens.Whitespace and kind not in tokens.Comment]
    named = _named(words, schema, table, any_case=any_case)
    return any(not with_schema or words[place - 1] == "." for place in named) and not _is_given_by_with(
        words, table, any_case=any_case
    )


def with_table(text: str, schema: str, table: str, other: str, *, any_case: bool = False) -> str | None:
    """The statement with ``other`` where it names the table, as a table or before a column's name.

    None where it doesn't name it, or where a WITH gives that name to something else. ``any_case``: whether the server takes
    names of tables in any case.
    """
    pieces = _pieces(text)
    solid = [place for place, (kind, _) in enumerate(pieces) if kind not in tokens.Whitespace and kind not in tokens.Comment]
    words = [pieces[place][1] for place in solid]
    named = _named(words, schema, table, any_case=any_case)
    if not named or _is_given_by_with(words, table, any_case=any_case):
        return None
    places = {solid[place] for place in named}
    return "".join(quoting.name(other) if place in places else value for place, (_, value) in enumerate(pieces))


def _pieces(text: str) -> list[tuple[object, str]]:
    """What sqlparse gives, its joined words (LEFT JOIN) apart."""
    found = list[tuple[object, str]]()
    for kind, value in lex(text):
        if kind in tokens.Literal or kind in tokens.Comment or value[:1] in "'\"`" or not value.strip():
            found.append((kind, value))
            continue
        first, *others = value.split()
        found.append((kind, first))
        for word in others:
            found += [(tokens.Whitespace, " "), (kind, word)]
    return found


def _named(words: Sequence[str], schema: str, table: str, *, any_case: bool) -> list[int]:
    """The words that are the table's name. What follows FROM and its like are tables, until a word of another clause."""
    found, outer, tables = list[int](), list[bool](), False
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        upper = word.upper()
        if word == "(":
            outer.append(tables)
            tables = tables and before.upper() in _OPENS_TABLES
        elif word == ")":
            tables = outer.pop() if outer else False
        elif upper in _TABLES_FOLLOW or (upper == "USING" and after != "("):
            tables = True
        elif upper in _NO_TABLES and before != ".":
            tables = tables and upper == "AS"
        if not _is(word, table, any_case=any_case):
            continue
        of_schema = before == "." and place > 1 and _is(words[place - 2], schema, any_case=any_case)
        if of_schema or (before != "." and (after == "." or tables)):
            found.append(place)
    return found


def _is_given_by_with(words: Sequence[str], name: str, *, any_case: bool) -> bool:
    """Whether a WITH stands there and gives the name to a SELECT of its own."""
    upper = [word.upper() for word in words]
    return "WITH" in upper and any(
        _is(word, name, any_case=any_case) and before in ("WITH", "RECURSIVE", ",") and after in ("AS", "(")
        for before, word, after in zip(["", *upper], words, [*upper[1:], ""], strict=False)
    )


def _is(word: str, name: str, *, any_case: bool) -> bool:
    found = unquoted(word)
    return found.lower() == name.lower() if any_case else found == name
