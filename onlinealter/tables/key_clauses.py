"""What the ALTER's text says of foreign keys: temporary tables can't have any, so the preview doesn't show it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from onlinealter.tables.alter_clause import Clause, drop_of_key, unquoted
from onlinealter.tables.foreign_keys import ForeignKey

OF_ITS_OWN = "Write the key as a clause of its own: ADD FOREIGN KEY (…) REFERENCES … (…)."
_GENERATED = re.compile(r"_ibfk_(\d+)")


def dropped_key(clause: Clause) -> str:
    """The name of the constraint that the clause drops; empty where it drops none."""
    words = list(clause.words)
    if clause.begins("DROP", "FOREIGN", "KEY"):
        left = words[3:]
    elif clause.begins("DROP", "CONSTRAINT"):
        left = words[2:]
    else:
        return ""
    if left[:1] and left[0].upper() == "IF":
        left = left[2:]
    return unquoted(left[0]) if left else ""


def added_key(clause: Clause) -> ForeignKey | None:
    """The foreign key that the clause adds, its name empty where none is given; None where it adds none."""
    words = list(clause.words)
    upper = [word.upper() for word in words]
    if upper[:1] != ["ADD"] or "FOREIGN" not in upper[1:4] or "REFERENCES" not in upper:
        return None
    at = upper.index("FOREIGN")
    name = unquoted(words[2]) if upper[1] == "CONSTRAINT" and at > 2 else ""
    target = upper.index("REFERENCES", at)
    opening = words.index("(", at)
    columns = words[opening + 1 : words.index(")", opening)]
    opening = words.index("(", target)
    closing = words.index(")", opening)
    parent = [unquoted(word) for word in words[target + 1 : opening] if word != "."]
    return ForeignKey(
        name,
        tuple(unquoted(word) for word in columns if word != ","),
        parent[0] if len(parent) > 1 else "",
        parent[-1] if parent else "",
        tuple(unquoted(word) for word in words[opening + 1 : closing] if word != ","),
        "".join(f" {word}" for word in upper[closing + 1 :]),
    )


def refers_inline(clause: Clause) -> bool:
    """Whether a column of the clause has REFERENCES in its own definition."""
    return added_key(clause) is None and "REFERENCES" in (word.upper() for word in clause.words)


def without_key_clauses(clauses: tuple[Clause, ...], keys: Collection[str]) -> tuple[Clause, ...]:
    """The clauses that are not about foreign keys; ``keys`` are the names of those that the table has."""
    known = {name.lower() for name in keys}
    return tuple(
        clause
        for clause in clauses
        if added_key(clause) is None
        and not clause.begins("DROP", "FOREIGN", "KEY")
        and dropped_key(clause).lower() not in known
    )


def with_other_names(clauses: tuple[Clause, ...], names: Mapping[str, str]) -> tuple[Clause, ...]:
    """The clauses with other names for the foreign keys that they drop; ``names`` are by the old one in lower case."""
    return tuple(_with_other_name(clause, names) for clause in clauses)


def keys_after(
    keys: tuple[ForeignKey, ...],
    table: str,
    alters: tuple[tuple[Clause, ...], ...],
    columns: Mapping[str, str],
    *,
    lower: bool = False,
) -> tuple[ForeignKey, ...]:
    """The foreign keys after the ALTERs; ``columns`` are the new names of old columns, by the old one in lower case.

    ``lower`` where the server writes the names of tables so, however the clauses do.
    """
    left = {key.name_on(table).lower(): key.mapped(columns) or key for key in keys}
    for clauses in alters:
        highest = max((int(found[1]) for key in left.values() if (found := _GENERATED.fullmatch(key.name))), default=0)
        for clause in clauses:
            left.pop(dropped_key(clause).lower(), None)
        for clause in clauses:
            key = added_key(clause)
            if key is None:
                continue
            if lower:
                key = replace(key, schema=key.schema.lower(), table=key.table.lower())
            highest += not key.name
            name = key.name or f"_ibfk_{highest}"
            parent = "" if key.table == table and not key.schema else key.table
            made = ForeignKey(name, key.columns, key.schema, parent, key.referenced, key.rules)
            left[made.name_on(table).lower()] = made
    return tuple(sorted(left.values(), key=lambda key: key.name))


def _with_other_name(clause: Clause, names: Mapping[str, str]) -> Clause:
    name = names.get(dropped_key(clause).lower())
    return Clause(drop_of_key(name), clause.words, clause.tail) if name else clause
