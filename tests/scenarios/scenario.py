"""A scenario as its folder has it.

create.sql makes and fills ``{table}`` (run once more for its twin); plan.toml is what a user would write. writes.sql holds
the application's transactions, a blank line between two, a last ROLLBACK taking one back; they are done to the table and
to the twin alike, so they have to be valid and mean the same before and after the swap. What isn't goes into
writes_original.sql and writes_new.sql, where a transaction that names ``{twin}`` itself is done once, as it stands.
session.sql sets the application's sessions. oracle.sql does by hand to the twin what the plan's ALTER and [columns] do;
without it the plan's ALTERs are run on the twin. conflict.sql and fix.sql belong to the outcome ``conflict``. filling.py
lists the placeholders.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path

from onlinealter.model.plan import Plan
from onlinealter.planning.plan_file import read_plan_file
from onlinealter.sandbox import ServerKind

_FOLDER = Path(__file__).parent
_STATEMENT_END = re.compile(r";\s*$", re.MULTILINE)

Transaction = tuple[str, ...]


class Outcome(StrEnum):
    """How a scenario is to end."""

    DONE = "done"
    REFUSED = "refused"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Expectation:
    """``expect.toml``: what is to come of it, where that isn't simply ``done`` on every server.

    ``finding`` is the check that refuses, ``message`` and ``key`` what its words hold; ``before`` is the phase that stops at
    the conflict. What isn't ``selected`` is left to ``make scenarios``. Where foreign keys make ``races``, MySQL may end one
    of a hundred transactions with 1213, for the reason of decision 10.
    """

    servers: tuple[str, ...] = tuple(kind.value for kind in ServerKind)
    outcome: Outcome = Outcome.DONE
    finding: str = ""
    message: str = ""
    key: tuple[str, ...] = ()
    before: str = "verify"
    notes: str = ""
    selected: bool = True
    races: bool = False


@dataclass(frozen=True)
class Writes:
    """What the application does: always, while the original definition is in force, and while the new one is."""

    always: tuple[Transaction, ...]
    original: tuple[Transaction, ...] = ()
    new: tuple[Transaction, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A table, a plan, the application's writes, and what is to come of it."""

    name: str
    plan: Plan
    create: tuple[str, ...]
    session: tuple[str, ...]
    writes: Writes
    own_alter: tuple[str, ...]
    conflict: tuple[str, ...]
    fix: tuple[str, ...]
    expectation: Expectation = field(default_factory=Expectation)

    def applies_to(self, kind: ServerKind) -> bool:
        """Whether the scenario is about this kind of server."""
        return kind.value in self.expectation.servers


def all_scenarios() -> list[Scenario]:
    """Every folder beside this file that holds a plan, by name."""
    return [read_scenario(plan.parent) for plan in sorted(_FOLDER.glob("*/plan.toml"))]


def read_scenario(folder: Path) -> Scenario:
    """Read a scenario's folder."""
    plan = read_plan_file(folder / "plan.toml").plan
    own_alter = _statements(folder / "oracle.sql") or tuple(f"ALTER TABLE {{twin}} {alter}" for alter in plan.alter)
    writes = Writes(
        _transactions(folder / "writes.sql"),
        _transactions(folder / "writes_original.sql"),
        _transactions(folder / "writes_new.sql"),
    )
    return Scenario(
        name=folder.name,
        plan=plan,
        create=_statements(folder / "create.sql"),
        session=_statements(folder / "session.sql"),
        writes=writes,
        own_alter=own_alter,
        conflict=_statements(folder / "conflict.sql"),
        fix=_statements(folder / "fix.sql"),
        expectation=_expectation(folder / "expect.toml"),
    )


def _expectation(file: Path) -> Expectation:
    if not file.exists():
        return Expectation()
    given = tomllib.loads(file.read_text(encoding="utf-8"))
    unknown = given.keys() - {each.name for each in fields(Expectation)}
    if unknown:
        raise ValueError(f"{file}: unknown keys {', '.join(sorted(unknown))}")
    servers = tuple(ServerKind(name).value for name in given.pop("servers", Expectation.servers))
    key = given.pop("key", ())
    given["key"] = (key,) if isinstance(key, str) else tuple(key)
    return Expectation(servers=servers, outcome=Outcome(given.pop("outcome", Outcome.DONE)), **given)


def _transactions(file: Path) -> tuple[Transaction, ...]:
    if not file.exists():
        return ()
    blocks = re.split(r"\n\s*\n", file.read_text(encoding="utf-8"))
    return tuple(found for block in blocks if (found := _split(block)))


def _statements(file: Path) -> tuple[str, ...]:
    return _split(file.read_text(encoding="utf-8")) if file.exists() else ()


def _split(text: str) -> Transaction:
    """Statements end with a semicolon at the end of a line; lines that begin with -- say why."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    return tuple(statement.strip() for statement in _STATEMENT_END.split("\n".join(lines)) if statement.strip())
