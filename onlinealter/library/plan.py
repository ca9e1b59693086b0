"""A plan as a program writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Settings
from onlinealter.planning.plan_file import PlanFile, plan_from_values, read_plan_file
from onlinealter.planning.plan_file_faults import Faults
from onlinealter.planning.plan_notes import LONGEST_NOTES, told
from onlinealter.planning.table_reference import written_table
from onlinealter.tables.whole_statement import read_statement, split_statements

_REMEDY = "docs/plan-file.md says what each may hold: the keys of a plan file are the names here."


@dataclass(frozen=True)
class Plan:
    """One alteration of one table; the names and what they hold are those of a plan file (docs/plan-file.md).

    ``table`` is NAME or SCHEMA.NAME, ``alter`` the clauses of an ALTER TABLE, or several of them; ``queries`` is a file of
    the application's statements, which a plan file has beside it. Raises UsageFault with all that is wrong.
    """

    table: str
    alter: str | Sequence[str]
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    reverse: Mapping[str, str] = field(default_factory=dict)
    allow: Sequence[str] = ()
    where: str = ""
    precondition: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    description: str = ""
    owner: str = ""
    ticket: str = ""
    queries: str | Path | None = None

    def __post_init__(self) -> None:
        read_plan(self)

    @classmethod
    def load(cls, file: str | Path) -> Plan:
        """Read a plan file. Its servers are left aside: see Target.load. Raises UsageFault with all its faults."""
        found = read_plan_file(Path(file))
        plan, standard = found.plan, Settings()
        names = [each.name for each in fields(Settings)]
        return cls(
            table=".".join(written_table(each) for each in (found.schema, plan.table) if each),
            alter=plan.alter,
            name=plan.name,
            columns=plan.columns,
            reverse=plan.reverse,
            allow=plan.allow,
            where=plan.where,
            precondition=plan.precondition,
            settings={
                name: getattr(plan.settings, name)
                for name in names
                if getattr(plan.settings, name) != getattr(standard, name)
            },
            **told(plan.notes),
            queries=found.queries,
        )

    @classmethod
    def from_sql(cls, text: str, name: str = "", settings: Mapping[str, object] = {}) -> Plan:
        """The plan of one statement, or of several as one: ALTER TABLE, CREATE INDEX, DROP INDEX. Raises UsageFault for
        others, and where they are for more than one table.
        """
        found = [read_statement(each) for each in split_statements(text)]
        tables = {(each.schema.lower(), each.table.lower()) for each in found}
        if len(tables) != 1:
            raise UsageFault(
                f"statements of one table are expected, found those of {len(tables)}",
                remedy="Make a plan of each table's.",
            )
        table = ".".join(written_table(each) for each in (found[0].schema, found[0].table) if each)
        return cls(table, ", ".join(each.clauses for each in found), name, settings=settings)

    @property
    def change(self) -> str:
        """A digest of the change, by which its runs are known: RunStatus.change."""
        return read_plan(self).plan.change_digest


def read_plan(plan: Plan) -> PlanFile:
    """The plan as the engine takes it. Raises UsageFault with all that is wrong with it."""
    alter = plan.alter if isinstance(plan.alter, str) else list(plan.alter)
    given: dict[str, object] = {"table": plan.table, "alter": alter, "allow": list(plan.allow)}
    for key in ("name", "columns", "reverse", "where", "precondition", "settings", *LONGEST_NOTES):
        value = getattr(plan, key)
        given |= {key: dict(value) if isinstance(value, Mapping) else value} if value else {}
    found = plan_from_values(given, plan.table, Faults("the plan", "", _REMEDY))
    queries = Path(plan.queries) if plan.queries else None
    return PlanFile(replace(found.plan, name=plan.name), found.schema, queries=queries)
