"""SQL over the columns of one row, which can be put over any row: NEW, OLD, a table, a variable."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass

from sqlparse import tokens

from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import lex, unquoted

RowName = Callable[[str], str]

_UNITS = frozenset({"MICROSECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"})
_NAMES = (tokens.Name, tokens.Keyword)
_COMMENT: Container[object] = tokens.Comment.Single
_BEFORE_OTHER_WORDS = frozenset({"AS", "COLLATE", "USING"})
_OPERATORS = frozenset(
    {
        "INTERVAL", "CASE", "WHEN", "THEN", "ELSE", "AND", "OR", "XOR", "NOT", "DIV", "MOD", "IN", "IS", "LIKE", "RLIKE",
        "REGEXP", "BETWEEN", "BINARY", "DISTINCT",
    }
)  # fmt: skip
_UNIT_FIRST = (["TIMESTAMPDIFF", "("], ["TIMESTAMPADD", "("])


@dataclass(frozen=True)
class Expression:
    """Pieces of SQL; every second one is a column's name."""

    pieces: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return self.pieces[1::2]

    @property
    def is_column(self) -> bool:
        """Whether it is nothing but a column."""
        return len(self.pieces) == 3 and not self.pieces[0] and not self.pieces[2]

    def over(self, row: RowName) -> str:
        """The SQL, with ``row`` saying how a column is called."""
        return "".join(piece if place % 2 == 0 else row(piece) for place, piece in enumerate(self.pieces))


def of_column(name: str) -> Expression:
    return Expression(("", name, ""))


def parse(sql: str, columns: Iterable[str]) -> Expression:
    """Find the columns in a transform.

    A word is a column when it is spelt like one and can't be anything else where it stands.
    """
    known = {name.lower(): name for name in columns}
    parts = list(lex(sql))
    pieces, text = list[str](), ""
    for place, (kind, value) in enumerate(parts):
        if kind in _COMMENT:
            text += " "  # one up to the line's end would hide what follows
            continue
        column = known.get(unquoted(value).lower()) if _may_name(kind) else None
        if column is None or (value[0] != "`" and _is_other_word(parts, place)):
            text += value
        else:
            pieces += [text, column]
            text = ""
    return Expression((*pieces, text))


def row_of(table: str) -> RowName:
    """Columns of a table or of a trigger's NEW or OLD."""
    return lambda column: f"{table}.{quoting.name(column)}"


def _may_name(kind: object) -> bool:
    return any(kind in family for family in _NAMES)


def _is_other_word(parts: list[tuple[object, str]], place: int) -> bool:
    """A function's name, a type after AS, a character set or collation, or a unit of time."""
    after = next((value.upper() for _, value in parts[place + 1 :] if value.strip()), "")
    before = [value.upper() for _, value in parts[:place] if value.strip()]
    last = before[-1] if before else ""
    if after.startswith("(") or last in _BEFORE_OTHER_WORDS:
        return True
    if parts[place][1].upper() not in _UNITS:
        return False
    # INTERVAL 2 * n DAY: the unit follows an operand, where no column can stand.
    follows_operand = last not in _OPERATORS and (last[-1:].isalnum() or last[-1:] in (")", "'", '"', "`"))
    return (follows_operand and "INTERVAL" in before) or after == "FROM" or before[-2:] in _UNIT_FIRST


def over_column(text: str, name: str) -> Expression:
    """A text with ``{v}`` as an expression over a column."""
    pieces: list[str] = []
    for place, piece in enumerate(text.split("{v}")):
        pieces += [piece] if place == 0 else [name, piece]
    return Expression(tuple(pieces))
