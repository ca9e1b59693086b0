"""What the ALTER's text says that can't be seen afterwards: which columns were renamed or dropped.

The only home of sqlparse. What changed otherwise is read from the altered table, never from text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlparse import tokens
from sqlparse.keywords import SQL_REGEX
from sqlparse.lexer import Lexer

from onlinealter.model.errors import UsageFault
from onlinealter.sql import quoting

_NOT_COLUMNS = frozenset({"INDEX", "KEY", "PRIMARY", "FOREIGN", "CHECK", "CONSTRAINT", "PARTITION", "PERIOD", "SYSTEM"})
_NOT_ONE_COLUMN = frozenset({"UNIQUE", "FULLTEXT", "SPATIAL", "VECTOR", "("})
_ELSEWHERE = {
    "ALGORITHM": "the setting strategy says how the change is made; leave ALGORITHM out",
    "LOCK": "the application is never kept from writing; leave LOCK out",
    "DISCARD": "DISCARD TABLESPACE can't be done online",
    "IMPORT": "IMPORT TABLESPACE can't be done online",
    "EXCHANGE": "EXCHANGE PARTITION can't be done online; run it by itself, it is quick",
    "TRUNCATE": "TRUNCATE PARTITION can't be done online; run it by itself, it is quick",
    "REBUILD": "REBUILD PARTITION is left to the server; say FORCE to have the whole table written again",
    "OPTIMIZE": "OPTIMIZE PARTITION is left to the server; say FORCE to have the whole table written again",
    "REPAIR": "REPAIR PARTITION changes no definition; run it by itself",
    "ANALYZE": "ANALYZE PARTITION changes no definition; run it by itself",
    "CHECK": "CHECK PARTITION changes no definition; run it by itself",
    "ORDER": "InnoDB keeps rows in the order of the primary key; leave ORDER BY out",
}
# Clauses that a temporary table can't take; the preview leaves them out, the shadow gets them.
_PARTITION_CLAUSES = (("PARTITION", "BY"), ("ADD", "PARTITION"), ("REMOVE", "PARTITIONING"), ("REORGANIZE", "PARTITION"),
                      ("COALESCE", "PARTITION"))  # fmt: skip
_STORAGE_OPTIONS = frozenset(
    {"ROW_FORMAT", "KEY_BLOCK_SIZE", "COMPRESSION", "ENCRYPTION", "TABLESPACE", "PAGE_COMPRESSED", "PAGE_COMPRESSION_LEVEL",
     "ENCRYPTED", "ENCRYPTION_KEY_ID"}
)  # fmt: skip
VERBS = frozenset({"ADD", "ALTER", "CHANGE", "COALESCE", "CONVERT", "DROP", "MODIFY", "PARTITION", "RENAME", "REORGANIZE"})
# What may follow the last clause without a comma.
_TAILS = {"PARTITION": "BY", "REMOVE": "PARTITIONING"}


# What sqlparse reads otherwise than MySQL: a backslash escapes any sign, "#" begins a comment, "--" only before a blank.
_MYSQL = (
    (r"'(''|\\[\s\S]|[^'\\])*'", tokens.String.Single),
    (r'"(""|\\[\s\S]|[^"\\])*"', tokens.String.Symbol),
    (r"(--(?=\s|$)|#)[^\r\n]*", tokens.Comment.Single),
    (r"-(?=-)", tokens.Operator),
)


@dataclass(frozen=True)
class Clause:
    """One clause of an ALTER: its text, and its words without comments and spaces; ``tail`` when no comma is before it."""

    text: str
    words: tuple[str, ...]
    tail: bool = False

    def begins(self, *words: str) -> bool:
        return tuple(word.upper() for word in self.words[: len(words)]) == words


@dataclass(frozen=True)
class ColumnChanges:
    """What one ALTER does to names: ``renamed`` old to new, and ``dropped``; all in lower case but the new names."""

    renamed: Mapping[str, str]
    dropped: frozenset[str]


@lru_cache(maxsize=64)
def split_clauses(alter: str) -> tuple[Clause, ...]:
    """The clauses of an ALTER, split at its outer commas. Raises UsageFault where it isn't a list of clauses. Kept: an
    ENUM's thousands of members take a second to read.
    """
    found = split_unchecked(alter)
    for clause in found:
        _check(clause, alter)
    return found


@lru_cache(maxsize=64)
def split_unchecked(alter: str) -> tuple[Clause, ...]:
    """The same, whatever the clauses are."""
    found, current, depth, is_tail = [], list[tuple[object, str]](), 0, False
    parts = list(_lex(alter))
    for place, (kind, value) in enumerate(parts):
        if depth == 0 and _begins_tail(parts, place) and _clause(current).words:
            found.append(_clause(current, is_tail))
            current, is_tail = [], True
        if kind in tokens.Punctuation:
            if value == ";":
                raise UsageFault(
                    f"the ALTER holds a semicolon: {alter.strip()[:80]}",
                    remedy="Give the clauses of one ALTER TABLE, without the semicolon; for several give --alter again.",
                )
            depth += {"(": 1, ")": -1}.get(value, 0)
            if value == "," and depth == 0 and not _lists_partitions(_clause(current)):
                found.append(_clause(current, is_tail))
                current, is_tail = [], False
                continue
        current.append((kind, value))
    found.append(_clause(current, is_tail))
    return tuple(found)


def joined(clauses: Iterable[Clause]) -> str:
    """The clauses as one text again."""
    text = ""
    for clause in clauses:
        text += f"{'' if not text else ' ' if clause.tail else ', '}{clause.text}"
    return text


def holds_several(text: str) -> bool:
    """Whether a text continues behind a semicolon."""
    parts = [part for part in _lex(text) if part[0] not in tokens.Whitespace and part[0] not in tokens.Comment]
    return any(kind in tokens.Punctuation and value == ";" for kind, value in parts[:-1])


def column_changes(clauses: tuple[Clause, ...]) -> ColumnChanges:
    """Which columns the clauses rename or drop."""
    renamed: dict[str, str] = {}
    dropped: set[str] = set()
    for clause in clauses:
        if clause.begins("CHANGE"):
            old, new = _names(clause.words[1:], 2)
            if old.lower() != new.lower():
                renamed[old.lower()] = new
        elif clause.begins("RENAME", "COLUMN"):
            old, _, new = _names(clause.words[2:], 3)
            renamed[old.lower()] = new
        elif clause.begins("DROP") and clause.words[1].upper() not in _NOT_COLUMNS:
            dropped.add(_names(clause.words[1:], 1)[0].lower())
    return ColumnChanges(renamed, frozenset(dropped))


def inverse(clauses: tuple[Clause, ...]) -> str:
    """The ALTER that undoes these clauses, where they only add or rename columns; else empty."""
    undone = []
    for clause in reversed(clauses):
        if clause.begins("RENAME", "COLUMN"):
            old, _, new = _names(clause.words[2:], 3)
            undone.append(f"RENAME COLUMN {quoting.name(new)} TO {quoting.name(old)}")
        elif (
            clause.begins("ADD")
            and not _NOT_ONE_COLUMN & set(clause.words[1:3])
            and (clause.words[1].upper() not in _NOT_COLUMNS | _NOT_ONE_COLUMN)
        ):
            undone.append(f"DROP COLUMN {quoting.name(_names(clause.words[1:], 1)[0])}")
        else:
            return ""
    return ", ".join(undone)


def drop_of_key(name: str) -> str:
    """The clause that drops a foreign key."""
    return f"DROP FOREIGN KEY {quoting.name(name)}"


def touches_partitions(clause: Clause) -> bool:
    """Whether it makes, changes or removes partitions."""
    return any(clause.begins(*words) for words in _PARTITION_CLAUSES)


def without_partition_clauses(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses that aren't about partitions."""
    return tuple(clause for clause in clauses if not touches_partitions(clause))


def without_storage_options(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses without what says how and where rows are stored."""
    return tuple(clause for clause in map(_without_storage_options, clauses) if clause.words)


def shows_in_preview(clauses: tuple[Clause, ...]) -> bool:
    """Whether a temporary table can show all that the clauses do."""
    fulltext = any(clause.begins("ADD", "FULLTEXT") for clause in clauses)
    return not fulltext and without_storage_options(without_partition_clauses(clauses)) == clauses


def asks_for_rebuild(clauses: tuple[Clause, ...]) -> bool:
    """Whether the rows are to be written again even though the definition stays."""
    return any(clause.begins("FORCE") or clause.begins("ENGINE") for clause in clauses)


def lex(sql: str) -> Iterator[tuple[object, str]]:
    """Kind and text of each token."""
    lexer = Lexer()
    lexer.default_initialization()  # type: ignore[no-untyped-call]
    lexer.set_SQL_REGEX([*_MYSQL, *SQL_REGEX])  # type: ignore[no-untyped-call]
    yield from lexer.get_tokens(sql)  # type: ignore[no-untyped-call]


def _lex(alter: str) -> Iterator[tuple[object, str]]:
    yield from lex(alter.strip())


def _begins_tail(parts: list[tuple[object, str]], place: int) -> bool:
    following = _TAILS.get(parts[place][1].upper())
    return following is not None and following == next(
        (value.upper() for _, value in parts[place + 1 :] if value.strip()), ""
    )


def _lists_partitions(clause: Clause) -> bool:
    """Whether a comma after these words stands between names of partitions."""
    return clause.begins("REORGANIZE", "PARTITION") and "INTO" not in (word.upper() for word in clause.words)


def _without_storage_options(clause: Clause) -> Clause:
    """A clause of table options without those that say how the rows are stored."""
    if clause.words[0].upper() in VERBS or not any(unquoted(word).upper() in _STORAGE_OPTIONS for word in clause.words):
        return clause
    left, words = list[str](), list(clause.words)
    while words:
        word = words.pop(0)
        if unquoted(word).upper() not in _STORAGE_OPTIONS:
            left.append(word)
            continue
        del words[: 2 if words[:1] == ["="] else 1]
    return Clause(" ".join(left), tuple(left))


def _clause(parts: list[tuple[object, str]], tail: bool = False) -> Clause:
    words: list[str] = []
    for kind, value in parts:
        if kind in tokens.Whitespace or kind in tokens.Comment:
            continue
        # sqlparse joins some words into one token, such as ORDER BY
        words.extend(value.split() if kind in tokens.Keyword else [value])
    # A comment up to the line's end would hide the next clause when clauses are put together again.
    text = "".join(value for kind, value in parts if kind not in tokens.Comment.Single)
    return Clause(text.strip(), tuple(words), tail)


def _check(clause: Clause, alter: str) -> None:
    if not clause.words:
        raise UsageFault(
            f"an empty clause in the ALTER: {alter.strip()[:80] or '(nothing)'}",
            remedy='Give clauses such as "ADD COLUMN note TEXT, DROP COLUMN fax".',
        )
    first = clause.words[0].upper()
    if first == "ALTER" and len(clause.words) > 1 and clause.words[1].upper() == "TABLE":
        raise UsageFault("the ALTER begins with ALTER TABLE", remedy="Give the clauses only; the table has its own option.")
    if first == "RENAME" and clause.words[1:2] and clause.words[1].upper() not in ("COLUMN", "INDEX", "KEY"):
        raise UsageFault(
            f"'{clause.text}' renames the table", remedy="Rename a table with RENAME TABLE, which is quick by itself."
        )
    if clause.begins("DROP", "PARTITION"):
        raise UsageFault(
            f"'{clause.text}': DROP PARTITION takes rows away, which a copy would keep",
            remedy="Run it by itself with the server's own ALTER TABLE; it is quick.",
        )
    if first in _ELSEWHERE:
        raise UsageFault(f"'{clause.text}': {_ELSEWHERE[first]}", remedy="Take the clause out of the ALTER.")


def _names(words: tuple[str, ...], count: int) -> list[str]:
    left = list(words)
    if left and left[0].upper() == "COLUMN":
        left.pop(0)
    if left and left[0].upper() == "IF":
        del left[: 3 if left[1:2] and left[1].upper() == "NOT" else 2]
    if len(left) < count:
        raise UsageFault(f"a column name is missing after: {' '.join(words)}", remedy="Look at the ALTER's syntax.")
    return [unquoted(word) for word in left[:count]]


def unquoted(word: str) -> str:
    """An identifier without its backquotes."""
    if len(word) > 1 and word[0] == word[-1] == "`":
        return word[1:-1].replace("``", "`")
    return word
