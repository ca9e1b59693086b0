"""Whole statements as people write them: ALTER TABLE, and those that are an ALTER TABLE in other words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlparse import tokens

from onlinealter.model.errors import UsageFault
from onlinealter.tables.alter_clause import lex, unquoted
from onlinealter.tables.typed_alter import TypedAlter, read_typed

_KINDS_OF_INDEX = frozenset({"UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR"})
_BEFORE_TABLE = frozenset({"ONLINE", "IGNORE"})
_OWN_CLAUSES = frozenset({"ALGORITHM", "LOCK"})
_WAITS = frozenset({"WAIT", "NOWAIT"})
_OBJECTS = frozenset(
    {"DATABASE", "EVENT", "FUNCTION", "INDEX", "PROCEDURE", "ROLE", "SCHEMA", "SEQUENCE", "SERVER", "TABLE", "TABLES",
     "TABLESPACE", "TRIGGER", "USER", "VIEW"}
)  # fmt: skip
_FIRST_OF_OBJECTS = frozenset({"ALTER", "CREATE", "DROP", "LOCK", "RENAME", "TRUNCATE", "UNLOCK"})
_CLAUSES = frozenset({"ADD", "CHANGE", "CONVERT", "MODIFY", "COLUMN"})
_ROWS = frozenset({"CALL", "DELETE", "DO", "INSERT", "LOAD", "REPLACE", "SELECT", "UPDATE", "WITH"})
_OF_THE_CLIENT = frozenset({"DELIMITER", "SOURCE"})
_TRANSACTIONS = frozenset({"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "START"})
_LONGEST_KIND = 60  # characters
_EXECUTABLE = ("/*!", "/*M!")


@dataclass(frozen=True)
class WrittenStatement:
    """One statement's text without what ends it, and the line where it begins."""

    text: str
    line: int

    @property
    def kind(self) -> str:
        """What a message calls it: CREATE TABLE, INSERT, …"""
        words = [piece for piece in _pieces(self.text) if _is_solid(piece)]
        upper = [word.upper() for word in words[:8]]
        if upper[0] in _FIRST_OF_OBJECTS:
            last = next((place for place, word in enumerate(upper[1:], 1) if word in _OBJECTS), 0)
            return " ".join(upper[: last + 1])
        return upper[0] if re.fullmatch(r"\w+", upper[0]) else f"'{self.text.strip()[:_LONGEST_KIND]}'"


def split_statements(text: str) -> tuple[WrittenStatement, ...]:
    """The statements of a text, split at its semicolons; comments alone are none.

    Raises UsageFault where a quote or a comment isn't closed, and at a comment that the server would run.
    """
    found, current, line, begins, before = list[WrittenStatement](), "", 1, 0, ""
    for kind, value in lex(text):
        _check_token(kind, value, before, line)
        before = value
        if kind in tokens.Punctuation and value == ";":
            if begins:
                found.append(WrittenStatement(current, begins))
            current, begins = "", 0
            continue
        if not begins and value.strip() and kind not in tokens.Comment:
            begins = line
        if kind not in tokens.Comment.Single:  # it would hide what is put behind it on the same line
            current += value
        line += value.count("\n")
    if begins:
        found.append(WrittenStatement(current, begins))
    return tuple(found)


def read_statement(statement: WrittenStatement) -> TypedAlter:
    """The clauses of an ALTER TABLE that does what the statement does, and its table. Raises UsageFault where that can't be
    had.
    """
    words = _Words(statement.text)
    first, upper = words.upper(0), [words.upper(place) for place in range(5)]
    if first == "ALTER" and next((word for word in upper[1:] if word not in _BEFORE_TABLE), "") == "TABLE":
        return read_typed(statement.text)
    if first == "CREATE" and "INDEX" in (upper[1], upper[2] if upper[1] in _KINDS_OF_INDEX else ""):
        return _created_index(words)
    if first == "DROP" and upper[1] == "INDEX":
        return _dropped_index(words)
    raise UsageFault(
        f"{statement.kind} is not what online-alter runs: that is ALTER TABLE, CREATE INDEX and DROP INDEX",
        remedy=_instead(first, upper[1]),
    )


class _Words:
    """A statement's pieces, and where among them its words are; ``at`` is the next word to read."""

    def __init__(self, text: str) -> None:
        self.pieces = _pieces(text)
        self.places = [place for place, piece in enumerate(self.pieces) if _is_solid(piece)]
        self.at = 0

    def upper(self, at: int) -> str:
        return self.pieces[self.places[at]].upper() if at < len(self.places) else ""

    def take(self, *expected: str) -> bool:
        """Go past these words if they come next."""
        if tuple(self.upper(self.at + number) for number in range(len(expected))) != expected:
            return False
        self.at += len(expected)
        return True

    def next(self, what: str) -> str:
        """The next word as it is written. Raises UsageFault where there is none."""
        if self.at >= len(self.places):
            raise _incomplete(f"{what} is missing at its end", self)
        self.at += 1
        return self.pieces[self.places[self.at - 1]]

    def rest(self, upto: int) -> str:
        """The text from the next word up to another one, with what stands between them."""
        end = self.places[upto] if upto < len(self.places) else len(self.pieces)
        begin = self.places[self.at] if self.at < len(self.places) else len(self.pieces)
        return "".join(self.pieces[begin:end]).strip()

    def __str__(self) -> str:
        return " ".join(self.pieces[place] for place in self.places)


def _created_index(words: _Words) -> TypedAlter:
    """CREATE [UNIQUE | …] INDEX name [USING …] ON table (…) options."""
    words.take("CREATE")
    kind = [] if words.upper(words.at) == "INDEX" else [words.next("INDEX").upper()]
    words.take("INDEX")
    unless = ["IF NOT EXISTS"] if words.take("IF", "NOT", "EXISTS") else []
    name = [words.next("the index's name")]
    if words.upper(words.at) in ("USING", "TYPE"):
        name += [words.next(""), words.next("the index's type")]
    table = _table(words)
    if words.upper(words.at) != "(":
        raise _incomplete("its columns in parentheses are missing after the table's name", words)
    end = _behind_parentheses(words)
    columns = words.rest(end)
    words.at = end
    options, own = _options(words)
    return _as_clauses([*_clause("ADD", *kind, "INDEX", *unless, *name, columns, options), *own], table)


def _dropped_index(words: _Words) -> TypedAlter:
    """DROP INDEX name ON table."""
    words.take("DROP", "INDEX")
    if_there = ["IF EXISTS"] if words.take("IF", "EXISTS") else []
    name = words.next("the index's name")
    table = _table(words)
    options, own = _options(words)
    if options:
        raise UsageFault(f"'{options}' is not expected after DROP INDEX … ON …: {words}", remedy="Leave it out.")
    if unquoted(name).upper() == "PRIMARY" and not if_there:
        return _as_clauses([*_clause("DROP", "PRIMARY", "KEY"), *own], table)
    return _as_clauses([*_clause("DROP", "INDEX", *if_there, name), *own], table)


def _clause(*words: str) -> list[str]:
    return [" ".join(word for word in words if word)]


def _as_clauses(clauses: list[str], table: tuple[str, str]) -> TypedAlter:
    found = read_typed(", ".join(clauses))
    return replace(found, table=table[1], schema=table[0])


def _table(words: _Words) -> tuple[str, str]:
    """ON table, or ON schema.table; gives the schema first."""
    if not words.take("ON"):
        raise _incomplete("ON and a table's name are missing", words)
    name, schema = unquoted(words.next("the table's name")), ""
    if words.take("."):
        name, schema = unquoted(words.next("the table's name")), name
    return schema, name


def _behind_parentheses(words: _Words) -> int:
    depth = 0
    for at in range(words.at, len(words.places)):
        depth += {"(": 1, ")": -1}.get(words.upper(at), 0)
        if depth == 0:
            return at + 1
    raise _incomplete("a parenthesis is not closed", words)


def _options(words: _Words) -> tuple[str, list[str]]:
    """What follows the columns: the index's options, and those that ALTER TABLE has as clauses of their own."""
    options, own = list[str](), list[str]()
    while words.at < len(words.places):
        word = words.next("")
        if word.upper() in _WAITS:
            raise UsageFault(
                f"'{word}': how long a run waits for a lock is the setting lock_wait", remedy=f"Leave {word} out."
            )
        if word.upper() not in _OWN_CLAUSES:
            options.append(word)
            continue
        words.take("=")
        own.append(f"{word.upper()}={words.next(f'the value of {word}')}")
    return " ".join(options), own


def _pieces(text: str) -> list[str]:
    """A statement's text in pieces: words, signs, strings, comments, and the blanks between them."""
    pieces = list[str]()
    for kind, value in lex(text):
        whole = kind in tokens.Comment or value[:1] in "'\"`"
        # sqlparse joins some words into one token, such as IF EXISTS
        pieces += [value] if whole else [part for part in re.split(r"(\s+)", value) if part]
    return pieces


def _is_solid(piece: str) -> bool:
    return bool(piece.strip()) and not piece.startswith("/*")


def _check_token(kind: object, value: str, before: str, line: int) -> None:
    if value in ("'", '"', "`"):
        raise UsageFault(f"line {line}: a {value} is not closed", remedy="Close the quote.")
    if before == "/" and value == "*":
        raise UsageFault(f"line {line}: a comment is not closed", remedy="Close it with */.")
    if kind in tokens.Comment and value.startswith(_EXECUTABLE):
        raise UsageFault(
            f"line {line}: the server would run what is in the comment {value[:_LONGEST_KIND]}",
            remedy="Write it without the comment's signs, or leave it out.",
        )


def _incomplete(what: str, words: _Words) -> UsageFault:
    return UsageFault(f"{what}: {str(words)[:120]}", remedy="Look at the statement's syntax.")


def _instead(first: str, second: str) -> str:
    """What to do with a statement that isn't run."""
    if first in _CLAUSES or (first, second) in (("RENAME", "COLUMN"), ("RENAME", "INDEX"), ("DROP", "COLUMN")):
        return "Write ALTER TABLE and the table's name before the clause."
    if first in _ROWS:
        return "It reads or writes rows. Run it with your client, in a step of its own."
    if first in _OF_THE_CLIENT:
        return "It is a command of the mysql client. Leave it out, and end each statement with a semicolon."
    if first in _TRANSACTIONS:
        return "Leave it out: the server ends a transaction at every change of a definition."
    if first == "USE":
        return "Leave it out: name the schema by the DSN, or write SCHEMA.TABLE."
    if first == "SET":
        return "Leave it out: a run's sessions have settings of their own."
    return "It needs no copy of rows. Run it with your client, in a step of its own."
