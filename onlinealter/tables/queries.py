"""A file of the application's statements, read as text: for the server's EXPLAIN, and never to be run."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sqlparse import tokens

from onlinealter.model.errors import UsageFault
from onlinealter.tables.alter_clause import lex, unquoted
from onlinealter.tables.whole_statement import WrittenStatement, split_statements

MOST_QUERIES = 200
_FIRST = frozenset({"SELECT", "WITH", "UPDATE", "DELETE"})
_REFUSED = {
    "INTO": "INTO would write a file or a variable",
    "PROCEDURE": "PROCEDURE would run a procedure over the rows",
    "NEXT": "NEXT VALUE would move a sequence on",
}
# What waits, holds, moves or reads something outside of tables. A server may call a function while it plans.
_WITH_EFFECTS = frozenset(
    {"BENCHMARK", "GET_LOCK", "LOAD_FILE", "MASTER_GTID_WAIT", "MASTER_POS_WAIT", "NEXTVAL", "RELEASE_ALL_LOCKS",
     "RELEASE_LOCK", "SETVAL", "SLEEP", "SOURCE_POS_WAIT", "SYS_EVAL", "SYS_EXEC", "WAIT_FOR_EXECUTED_GTID_SET"}
)  # fmt: skip
_LOCKING = frozenset({"UPDATE", "DELETE", "SHARE"})
_LONGEST_SHOWN = 2000  # characters


@dataclass(frozen=True)
class Query:
    """A statement of the file: which one, from which line on, its text, and the same as a report may show it, with ``?``
    instead of values. ``calls`` are the names before a parenthesis, in lower case. One that is ``locking`` can't be
    explained in a transaction that only reads.
    """

    number: int
    line: int
    text: str
    shown: str
    calls: frozenset[str]
    locking: bool


@dataclass(frozen=True)
class _Word:
    text: str
    value: bool = False
    """Whether it is a string or a number."""

    @property
    def upper(self) -> str:
        """A word that isn't quoted, in capitals."""
        return "" if self.value or self.text.startswith("`") else self.text.upper()


def read_queries(text: str, file: str) -> tuple[Query, ...]:
    """The file's statements. Raises UsageFault with all that can't be explained without doing something."""
    try:
        statements = split_statements(text)
    except UsageFault as fault:
        raise UsageFault(f"{file}: {fault.message}", remedy=fault.remedy) from fault
    if not statements or len(statements) > MOST_QUERIES:
        raise UsageFault(
            f"{file} has {len(statements):,} statements",
            remedy=f"Give 1 to {MOST_QUERIES} of SELECT, UPDATE and DELETE, with a semicolon between them.",
        )
    found, faults = list[Query](), list[str]()
    for number, statement in enumerate(statements, 1):
        words = _words(statement)
        wrong = _wrong(words)
        faults += [f"statement {number}, line {statement.line}: {each}" for each in wrong]
        found.append(_query(number, statement, words))
    if faults:
        raise UsageFault(f"{file} has statements that are not explained", faults=faults, remedy="Take them out.")
    return tuple(found)


def _words(statement: WrittenStatement) -> list[_Word]:
    found = list[_Word]()
    for kind, value in lex(statement.text):
        if kind in tokens.Whitespace or kind in tokens.Comment:
            continue
        if kind in tokens.Literal or value[:1] in "'\"":
            found.append(_Word(value, value=True))
        elif value.startswith("`"):
            found.append(_Word(value))
        else:  # sqlparse joins some words into one token, such as ORDER BY
            found += [_Word(part) for part in value.split()]
    return found


def _wrong(words: list[_Word]) -> list[str]:
    first = next((word.upper for word in words if word.text != "("), "")
    if first not in _FIRST:
        return [f"it begins with {first or 'a value'}: only SELECT, UPDATE and DELETE are explained"]
    found = list[str]()
    for before, word, after in zip([_Word(""), *words], words, [*words[1:], _Word("")], strict=False):
        of_table = before.text == "."
        if after.text == "(" and of_table:
            found.append(f"{unquoted(word.text)}() is a stored function, which the server may run while it plans")
        elif after.text == "(" and unquoted(word.text).upper() in _WITH_EFFECTS:
            found.append(f"{word.text}() does something besides reading rows, and the server may call it while it plans")
        elif word.upper in _REFUSED and not of_table and (word.upper != "NEXT" or after.upper == "VALUE"):
            found.append(_REFUSED[word.upper])
    return found


def _query(number: int, statement: WrittenStatement, words: list[_Word]) -> Query:
    names = [word for word, after in pairwise(words) if after.text == "(" and not word.value]
    return Query(
        number,
        statement.line,
        statement.text.strip(),
        _shown(words),
        frozenset(unquoted(word.text).lower() for word in names),
        bool(_LOCKING & {word.upper for word in words}),
    )


def _shown(words: list[_Word]) -> str:
    """Without comments and values, which may be somebody's data."""
    text = ""
    for word in words:
        shown = "?" if word.value else word.text
        apart = text and not text.endswith(("(", ".", "@")) and shown not in (",", ")", ".", "(")
        text += f" {shown}" if apart else shown
    return text[:_LONGEST_SHOWN]
