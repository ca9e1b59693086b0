"""CHECK constraints by name. MySQL's names are unique in a schema, and a copy made by LIKE has others."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import Clause, lex, unquoted
from onlinealter.tables.foreign_keys import in_order

_LINE = re.compile(r"^  CONSTRAINT `((?:[^`]|``)+)` (CHECK \(.*?),?$", re.MULTILINE)

_ANY_CHECK = re.compile(r"^  CONSTRAINT .* CHECK \(")


@dataclass(frozen=True)
class Check:
    """A CHECK of a table: its name, and the clause without it."""

    name: str
    text: str


def checks_of(create_statement: str) -> tuple[Check, ...]:
    """The named CHECKs of a table, in the order in which LIKE numbers them."""
    return tuple(Check(found[1].replace("``", "`"), found[2]) for found in _LINE.finditer(create_statement))


def independent_checks(body: str, table: str) -> str:
    """A definition in which the table's name doesn't show in those of its CHECKs: MySQL calls unnamed ones after it, renames
    them with it, and lists all in the order of their names.
    """
    return in_order(body.replace(f"CONSTRAINT `{table}_chk_", "CONSTRAINT `_chk_"), _ANY_CHECK)


def numbers_on_copy(checks: tuple[Check, ...], table: str) -> dict[str, int]:
    """By name, the number that each CHECK gets on the new table: names that the server made stay, the others follow."""
    made = re.compile(rf"{re.escape(table)}_chk_(\d+)", re.IGNORECASE)
    found = {check.name: int(match[1]) for check in checks if (match := made.fullmatch(check.name))}
    following = max(found.values(), default=0)
    for check in checks:
        if check.name not in found:
            following += 1
            found[check.name] = following
    return {check.name: found[check.name] for check in checks}


def generated_name(table: str, number: int) -> str:
    """The name that MySQL gives a CHECK, and changes with the table's."""
    return f"{table}_chk_{number}"


def renamed(checks: tuple[Check, ...], table: str, clauses: Iterable[Clause]) -> dict[str, str]:
    """The names that CHECKs of a copied table lose, and what they are called then; but for those that the clauses drop."""
    dropped = {dropped_or_changed(clause).lower() for clause in clauses if clause.begins("DROP")}
    made = {name: generated_name(table, number) for name, number in numbers_on_copy(checks, table).items()}
    return {name: new for name, new in made.items() if new != name and name.lower() not in dropped}


def renumbered(checks: tuple[Check, ...], table: str, copy: str) -> dict[str, str]:
    """By the name that each CHECK is to have on a copy, its text; empty where LIKE numbers them so by itself."""
    wanted = list(numbers_on_copy(checks, table).values())
    if wanted == list(range(1, len(checks) + 1)):
        return {}
    return {generated_name(copy, number): check.text for number, check in zip(wanted, checks, strict=True)}


def dropped_or_changed(clause: Clause) -> str:
    """The name of the constraint that the clause drops or enforces; empty where it does neither."""
    if not any(clause.begins(verb, what) for verb in ("DROP", "ALTER") for what in ("CHECK", "CONSTRAINT")):
        return ""
    left = list(clause.words[2:])
    if left[:1] and left[0].upper() == "IF":
        left = left[2:]
    return unquoted(left[0]) if left else ""


def with_check_names(clause: Clause, names: Mapping[str, str], taken: Collection[str]) -> Clause:
    """The clause for a table whose CHECKs have other names (by the old one in lower case); what it adds under a name that is
    ``taken`` elsewhere in the schema goes without one.
    """
    other = names.get(dropped_or_changed(clause).lower())
    if other:
        verb = clause.words[0].upper()
        rest = [word.upper() for word in clause.words[3:]] if verb == "ALTER" else []
        words = (verb, "CHECK", quoting.name(other), *rest)
        return Clause(" ".join(words), words, clause.tail)
    return _without_names(clause, taken) if clause.begins("ADD") or clause.begins("MODIFY") else clause


def without_check_names(clause: Clause) -> Clause:
    """The clause with what CHECKs it adds left to the server to name."""
    return _without_names(clause, None)


def _without_names(clause: Clause, taken: Collection[str] | None) -> Clause:
    """``taken`` are the names that go; None for all."""
    parts = list(lex(clause.text))
    solid = [place for place, (_, value) in enumerate(parts) if value.strip()]
    for first, name, what in zip(solid, solid[1:], solid[2:], strict=False):
        words = (parts[first][1].upper(), unquoted(parts[name][1]).lower(), parts[what][1].upper())
        if words[0] == "CONSTRAINT" and words[2] == "CHECK" and (taken is None or words[1] in taken):
            parts[first:what] = [(kind, "") for kind, _ in parts[first:what]]
    text = "".join(value for _, value in parts)
    return clause if text == clause.text else Clause(text, clause.words, clause.tail)
