"""Clauses about partitions, which no temporary table can have: what the server would refuse of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.checks.partition_values import Part, misplaced, parts_in, reorganized
from onlinealter.model.findings import Finding
from onlinealter.tables.alter_clause import Clause, split_clauses, split_unchecked, touches_partitions, unquoted
from onlinealter.tables.expression import parse

NAME = "partitions"
_BY = re.compile(r"PARTITION BY\s+(?:LINEAR\s+)?(\w+)", re.IGNORECASE)
_NAME = re.compile(r"\bPARTITION (`(?:[^`]|``)+`|\w+) (?:VALUES|ENGINE)")
_PARTITIONS = re.compile(r"^(?:/\*!\d+ ?| )(PARTITION BY.*?)(?: ?\*/)?\Z", re.MULTILINE | re.DOTALL)
_BY_VALUE = frozenset({"RANGE", "LIST"})
_BY_HASH = frozenset({"HASH", "KEY"})


@dataclass(frozen=True)
class _Now:
    """How the table is partitioned between two clauses: an empty ``method`` where it isn't; names in lower case.
    ``parts`` are those whose values can be compared.
    """

    method: str
    names: frozenset[str]
    endless: bool = False  # the last range has no upper bound
    parts: tuple[Part, ...] = ()


def check(context: ChangeInput) -> list[Finding]:
    """Walk through the clauses as the server does."""
    clauses = [clause for alter in context.plan.alter for clause in split_clauses(alter) if touches_partitions(clause)]
    if not clauses:
        return []  # reading thousands of partitions takes seconds
    found, now = list[Finding](), _before(context)
    for clause in clauses:
        found += _faults(context, clause, now)
        now = _after(clause, now)
    return found


def _before(context: ChangeInput) -> _Now:
    text = context.original.create_statement
    by = _BY.search(text) if context.original.partitioned else None
    if by is None:
        return _Now("", frozenset())
    names = frozenset(unquoted(name).lower() for name in _NAME.findall(text))
    return _Now(by[1].upper(), names, "MAXVALUE" in text.upper(), _parts_of(text))


def _faults(context: ChangeInput, clause: Clause, now: _Now) -> Iterator[Finding]:
    new, upper = _names_in(clause), [word.upper() for word in clause.words]
    if len(set(new)) < len(new):
        yield _refused(clause, "two partitions have the same name", "Give each its own name.")
    if clause.begins("PARTITION", "BY"):
        yield from _of_keys(context, clause)
        yield from _of_values(clause, now)
        return
    if not now.method:
        yield _refused(clause, f"{context.original.name} has no partitions", "Make them first with PARTITION BY.")
    elif clause.begins("COALESCE") and now.method in _BY_VALUE:
        yield _refused(clause, f"COALESCE PARTITION isn't for partitions by {now.method}", "Use REORGANIZE PARTITION.")
    elif clause.begins("ADD") and (now.method in _BY_HASH) == ("(" in upper):
        yield _refused(clause, f"such partitions can't be added to partitions by {now.method}", _how_to_add(now.method))
    elif clause.begins("ADD") and now.endless and now.method == "RANGE":
        yield _refused(clause, "the last range has no upper bound", "Split it: REORGANIZE PARTITION … INTO (…).")
    elif clause.begins("ADD") and now.names & set(new):
        yield _refused(clause, "there is a partition of that name", "Give the new one another name.")
    elif clause.begins("REORGANIZE") and (unknown := sorted(set(_reorganized(clause)) - now.names)):
        yield _refused(clause, f"there is no partition {', '.join(unknown)}", "Look at SHOW CREATE TABLE.")
    else:
        yield from _of_values(clause, now)


def _of_values(clause: Clause, now: _Now) -> Iterator[Finding]:
    """Bounds increase (error 1493), and no value is in two partitions (error 1495)."""
    after = _after(clause, now)
    if why := misplaced(after.method, after.parts):
        yield _refused(clause, why, "Give the ranges in their order, and each value once.")


def _of_keys(context: ChangeInput, clause: Clause) -> Iterator[Finding]:
    """Each unique key has to hold all columns that say which partition a row is in (error 1503)."""
    columns = _columns(context, clause)
    bracket = clause.words[clause.words.index("(") + 1 :] if "(" in clause.words else ()
    if not columns and bracket[:1] != (")",) and bracket:
        yield _refused(clause, "it names no column of the new table", "Look at the columns' names.")
    for index in context.shadow.indexes:
        missing = columns - {name.lower() for name in index.columns}
        if index.unique and missing:
            yield _refused(
                clause, f"the unique key {index.name} lacks {', '.join(sorted(missing))}", "Add the column to the key."
            )
        if index.method in ("FULLTEXT", "SPATIAL") and not context.server.is_mariadb:
            yield _refused(
                clause, f"a partitioned table can't have the {index.method} index {index.name}", "Drop the index."
            )
    if context.keys.any or context.children:
        yield _refused(clause, "a table with foreign keys, its own or to it, can't be partitioned", "Drop the keys first.")


def _columns(context: ChangeInput, clause: Clause) -> set[str]:
    opening, depth, text = clause.words.index("(") if "(" in clause.words else len(clause.words), 0, list[str]()
    for word in clause.words[opening:]:
        depth += {"(": 1, ")": -1}.get(word, 0)
        text.append(word)
        if not depth:
            break
    found = {name.lower() for name in parse(" ".join(text), [column.name for column in context.shadow.columns]).columns}
    if text == ["(", ")"]:  # KEY () means the primary key
        found = {name.lower() for index in context.shadow.indexes if index.name == "PRIMARY" for name in index.columns}
    return found


def _after(clause: Clause, now: _Now) -> _Now:
    new = frozenset(_names_in(clause))
    endless = "MAXVALUE" in (word.upper() for word in clause.words)
    if clause.begins("PARTITION", "BY"):
        by = _BY.search(" ".join(clause.words))
        return _Now(by[1].upper() if by else "", new, endless, _parts_in(clause))
    if clause.begins("REMOVE"):
        return _Now("", frozenset())
    gone = set(_reorganized(clause))
    names, parts = (now.names - gone) | new, reorganized(now.parts, _reorganized(clause), _parts_in(clause))
    return _Now(now.method, names, endless or (now.endless and not gone), parts if now.parts else ())


def _parts_of(create_statement: str) -> tuple[Part, ...]:
    """The partitions that a table has."""
    text = _PARTITIONS.search(create_statement)
    return _parts_in(split_unchecked(text[1])[0]) if text else ()


def _parts_in(clause: Clause) -> tuple[Part, ...]:
    """The partitions by value that a clause makes, but for those by columns' values."""
    words = clause.words
    if "COLUMNS" in (word.upper() for word in words[:4]):
        return ()
    return parts_in(words, [unquoted(word) for word in words])


def _names_in(clause: Clause) -> list[str]:
    """The names of the partitions that a clause makes."""
    words = clause.words
    return [
        unquoted(words[place + 1]).lower()
        for place, word in enumerate(words[:-1])
        if word.upper() == "PARTITION" and place and words[place - 1] in ("(", ",")
    ]


def _reorganized(clause: Clause) -> list[str]:
    if not clause.begins("REORGANIZE"):
        return []
    words = list(clause.words[2:])
    until = next((place for place, word in enumerate(words) if word.upper() == "INTO"), 0)
    return [unquoted(word).lower() for word in words[:until] if word != ","]


def _how_to_add(method: str) -> str:
    return "Write ADD PARTITION PARTITIONS n." if method in _BY_HASH else "Write ADD PARTITION (PARTITION … VALUES …)."


def _refused(clause: Clause, why: str, remedy: str) -> Finding:
    return refusal(NAME, f"'{clause.text[:120]}': {why}", remedy)
