"""A whole ALTER TABLE statement, as people type or paste it, brought to its clauses."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from sqlparse import tokens

from onlinealter.model.errors import UsageFault
from onlinealter.tables.alter_clause import Clause, joined, lex, split_unchecked, unquoted

_TO_THE_END: Container[object] = tokens.Comment.Single
_KEPT_TO = {("ALGORITHM", "DEFAULT"), ("LOCK", "DEFAULT"), ("LOCK", "NONE")}
_MEANT = {
    "ALGORITHM": {
        **dict.fromkeys(("INSTANT", "NOCOPY", "INPLACE"), "how the change is made is the setting strategy"),
        "COPY": "the application couldn't write meanwhile; strategy = shadow has the rows copied beside it",
    },
    "LOCK": {
        "SHARED": "the application couldn't write meanwhile; a run never keeps it from writing",
        "EXCLUSIVE": "the application could neither read nor write meanwhile; a run never keeps it from either",
    },
}


@dataclass(frozen=True)
class TypedAlter:
    """The clauses as text, and the table that the statement names, if it does."""

    clauses: str
    table: str = ""
    schema: str = ""


def read_typed(text: str) -> TypedAlter:
    """Take off what stands around the clauses: ALTER TABLE with its name, a semicolon at the end, and what a run keeps to
    anyway. Raises UsageFault where that asks for something else.
    """
    # A comment up to the line's end would hide what is put behind the clauses.
    parts = ["" if kind in _TO_THE_END else value for kind, value in lex(text)]
    solid = [place for place, (kind, value) in enumerate(lex(text)) if value.strip() and kind not in tokens.Comment]
    if solid and parts[solid[-1]] == ";":
        parts[solid.pop()] = ""
    words = [(place, word) for place in solid for word in _words(parts[place])]
    beginning, table, schema = _read_beginning(words)
    clauses = "".join(parts[beginning:]).strip()
    return TypedAlter(_without_kept(clauses), table, schema)


def _words(part: str) -> list[str]:
    return [part] if part[:1] in "'\"`" else part.split()


def _read_beginning(words: list[tuple[int, str]]) -> tuple[int, str, str]:
    """Where the clauses begin, and the table's name with its schema's."""
    upper = [word.upper() for _, word in words]
    at = next((place for place, word in enumerate(upper[:4]) if word == "TABLE"), 0)
    if upper[:1] != ["ALTER"] or not at or set(upper[1:at]) - {"ONLINE", "IGNORE"}:
        return 0, "", ""
    if "IGNORE" in upper[:at]:
        raise _refused("IGNORE", "rows that meet another one by a new unique key would be dropped", "IGNORE")
    at += 1
    if upper[at : at + 2] == ["IF", "EXISTS"]:
        at += 2
    names = [word for _, word in words[at : at + 1]]
    if [word for _, word in words[at + 1 : at + 2]] == ["."]:
        names.append(words[at + 2][1] if len(words) > at + 2 else "")
        at += 2
    if upper[at + 1 : at + 2] and upper[at + 1] in ("WAIT", "NOWAIT"):
        raise _refused(upper[at + 1], "how long a run waits for a lock is the setting lock_wait", upper[at + 1])
    if not names or not all(names) or len(words) <= at + 1:
        raise UsageFault(
            f"the ALTER has no clauses: {' '.join(word for _, word in words)[:80]}",
            remedy='Give clauses such as "ADD COLUMN note TEXT, DROP COLUMN fax".',
        )
    return words[at + 1][0], unquoted(names[-1]), unquoted(names[0]) if len(names) > 1 else ""


def _without_kept(clauses: str) -> str:
    """Without ALGORITHM and LOCK where they ask for what is done anyway."""
    found = split_unchecked(clauses)
    left = [clause for clause in found if not _asks_for_what_is_done(clause)]
    return joined(left) if 0 < len(left) < len(found) else clauses


def _asks_for_what_is_done(clause: Clause) -> bool:
    words = [word.upper() for word in clause.words if word != "="]
    if len(words) != 2 or words[0] not in _MEANT:
        return False
    if tuple(words) in _KEPT_TO:
        return True
    meant = _MEANT[words[0]].get(words[1])
    if meant is None:
        return False
    raise _refused(f"{words[0]}={words[1]}", meant, words[0])


def _refused(what: str, meaning: str, word: str) -> UsageFault:
    return UsageFault(f"'{what}': {meaning}", remedy=f"Leave {word} out of the ALTER.")
