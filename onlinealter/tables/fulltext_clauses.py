"""FULLTEXT indexes in the ALTER's text: a temporary table can't have any, and MySQL makes one at a time."""

from __future__ import annotations

from onlinealter.tables.alter_clause import Clause

MARK = "_oa_fulltext"  # the comment of an index that stands in for one


def adds_fulltext(clause: Clause) -> bool:
    """Whether the clause adds a FULLTEXT index."""
    return clause.begins("ADD", "FULLTEXT")


def one_fulltext_each(clauses: tuple[Clause, ...]) -> list[tuple[Clause, ...]]:
    """The clauses as ALTERs with no more than one new FULLTEXT index each (MySQL's error 1795); the table is empty."""
    adds = [clause for clause in clauses if adds_fulltext(clause)]
    later = adds[1:]
    return [tuple(clause for clause in clauses if clause not in later), *((clause,) for clause in later)]


def as_plain_key(clause: Clause) -> Clause:
    """A plain index under the same name over the first characters of the same columns, so that later ALTERs find it."""
    words = list(clause.words[2:])
    if words[:1] and words[0].upper() in ("INDEX", "KEY"):
        words.pop(0)
    opening = words.index("(")
    columns, depth = list[str](), 0
    for word in words[opening:]:
        if depth == 1 and word not in "(),":
            columns += [word] if word.upper() not in ("ASC", "DESC") else []
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0:
            break
    plain = ("ADD", "KEY", *words[:opening], "(", "(1), ".join(columns) + "(1)", ")", "COMMENT", f"'{MARK}'")
    return Clause(" ".join(plain), plain, clause.tail)
