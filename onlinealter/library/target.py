"""Where a plan's table is, as a program says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from onlinealter.engine import target as engine
from onlinealter.library.plan import Plan, read_plan
from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Plan as ModelPlan
from onlinealter.mysql.connection import Account
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.accounts import account_of, filled_replica
from onlinealter.planning.dsn import as_dsn, parse_dsn
from onlinealter.planning.plan_file import read_plan_file
from onlinealter.planning.table_reference import TableReference, parse_table


@dataclass(frozen=True)
class Target:
    """A primary with its schema, and its replicas: ``mysql://USER[:PASSWORD]@HOST[:PORT]/DATABASE``. What the DSNs of the
    replicas leave out is the primary's.

    No environment variable and no option file is read. ``repr`` shows no password. Raises UsageFault where a DSN is wrong.
    """

    dsn: str = field(repr=False)
    replicas: Sequence[str] = field(default=(), repr=False)
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        accounts(self)

    def __repr__(self) -> str:
        return f"Target({as_dsn(_parts(self))!r})"

    @classmethod
    def load(cls, file: str | Path, password: str = "") -> Target:
        """The servers that a plan file names under [server]. Raises UsageFault where it names none."""
        found = read_plan_file(Path(file))
        if found.server is None:
            raise UsageFault(f"{file} has no dsn under [server]", remedy="Write it there, or give the DSN to Target.")
        return cls(as_dsn(found.server), tuple(map(as_dsn, found.replicas)), password)


def accounts(target: Target) -> tuple[Account, ...]:
    """The primary's account, then the replicas'."""
    parts = _parts(target)
    if not parts.user:
        raise UsageFault("the DSN names no user", remedy="Write it as mysql://USER@HOST/DATABASE.")
    given = [parse_dsn(dsn, "a replica") for dsn in target.replicas]
    return (account_of(parts), *(account_of(filled_replica(each, parts)) for each in given))


def on(target: Target, subject: Plan | str) -> engine.Target:
    """A plan's table, or the table of this name, on the target. Raises UsageFault where no schema is named."""
    if isinstance(subject, Plan):
        found = read_plan(subject)
        made = _on(target, TableReference(found.plan.table, found.schema), found.plan)
        return replace(made, queries=found.queries)
    where = parse_table(subject) if subject else TableReference("")
    if where is None:
        raise UsageFault(f"expected NAME or SCHEMA.TABLE, found '{subject}'", remedy="Give a table's name, or the plan.")
    return _on(target, where, None)


def _on(target: Target, where: TableReference, plan: ModelPlan | None) -> engine.Target:
    schema = where.schema or _parts(target).database
    if not schema:
        raise UsageFault("the schema is not named", remedy="End the DSN with it, or name SCHEMA.TABLE.")
    primary, *replicas = accounts(target)
    return engine.Target(where.table, schema, primary, tuple(replicas), plan)


def _parts(target: Target) -> AccountParts:
    parts = parse_dsn(target.dsn, "the target")
    return replace(parts, password=target.password) if target.password else parts
