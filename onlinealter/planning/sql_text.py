"""Plans from SQL text: one statement, or a file of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Plan
from onlinealter.tables.alter_clause import split_clauses
from onlinealter.tables.whole_statement import WrittenStatement, read_statement, split_statements

_NUMBERED = re.compile(r"#\d+/\d+$")
_EXAMPLE = '"ALTER TABLE customer ADD COLUMN note TEXT"'


@dataclass(frozen=True)
class SqlPlan:
    """The plan that a statement is, and the schema that it names, if it does."""

    plan: Plan
    schema: str = ""


def plan_from_sql(text: str) -> SqlPlan:
    """The plan of one statement. Raises UsageFault where it is none, several, or one that a run can't be for."""
    found = split_statements(text)
    if not found:
        raise UsageFault("no statement is given", remedy=f"Give one, such as {_EXAMPLE}.")
    if len(found) > 1:
        raise UsageFault(
            f"{len(found)} statements are given ({', '.join(each.kind for each in found[:5])}), and one is taken at a time",
            remedy="Call the command once for each; or put them into a file of a folder, for `online-alter apply FOLDER`.",
        )
    return _plan(found[0])


def read_sql_file(file: Path) -> tuple[SqlPlan, ...]:
    """The plans of a file's statements, by its name. Raises UsageFault with all that is wrong with them."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"{file} can't be read: {error}", remedy="It is to hold SQL statements in UTF-8.") from error
    try:
        written = split_statements(text)
    except UsageFault as fault:
        raise UsageFault(f"{file}, {fault.message}", remedy=fault.remedy) from fault
    plans, faults = list[SqlPlan](), list[str]()
    for number, statement in enumerate(written, 1):
        name = file.stem if len(written) == 1 else f"{file.stem}#{number}/{len(written)}"
        try:
            plans.append(_plan(statement, name))
        except UsageFault as fault:
            faults.append(f"{file}, line {statement.line}: {fault.message}. {fault.remedy}")
    if not written:
        faults.append(f"{file} holds no statement")
    if faults:
        raise UsageFault(
            f"{file.name} can't be applied",
            faults=faults,
            remedy="It is to hold ALTER TABLE, CREATE INDEX or DROP INDEX statements, each ended by a semicolon.",
        )
    return tuple(plans)


def file_of(name: str) -> str:
    """What the names of plans from one file have in common."""
    return _NUMBERED.sub("", name)


def _plan(statement: WrittenStatement, name: str = "") -> SqlPlan:
    found = read_statement(statement)
    split_clauses(found.clauses)
    return SqlPlan(Plan(found.table, (found.clauses,), name=name), found.schema)
