"""What the ALTER's text says of the table as a whole: where it counts on."""

from __future__ import annotations

from collections.abc import Iterable

from onlinealter.tables.alter_clause import VERBS, Clause

_COUNTER = "AUTO_INCREMENT"


def counter_set(alters: Iterable[Iterable[Clause]]) -> int | None:
    """The number that the last of the ALTERs to say so lets AUTO_INCREMENT go on from; None where none does."""
    found = None
    for clause in (clause for clauses in alters for clause in clauses):
        if clause.words[0].upper() in VERBS:
            continue  # an attribute of a column
        for place, word in enumerate(clause.words):
            if word.upper() == _COUNTER:
                digits = "".join(clause.words[place + 1 : place + 3]).lstrip("=")
                found = int(digits) if digits.isdigit() else found
    return found
