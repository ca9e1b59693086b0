"""The plan file: TOML in, a plan and its servers out, or all of the file's faults at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Plan, Settings
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.includes import included
from onlinealter.planning.plan_file_faults import Faults, syntax_fault
from onlinealter.planning.plan_notes import LONGEST_NOTES
from onlinealter.planning.plan_sections import Shareable, read_shareable, section
from onlinealter.planning.queries_file import queries_beside
from onlinealter.planning.table_reference import TableReference, parse_table
from onlinealter.planning.typed_alters import typed_alter
from onlinealter.tables.conversions import ALLOWABLE

KEYS = (
    "name", "table", "alter", "where", "precondition", "allow", *LONGEST_NOTES, "include", "columns", "reverse", "settings",
    "server",
)  # fmt: skip
_QUERY = re.compile(r"\s*(\(\s*)*(SELECT|WITH)\b", re.IGNORECASE)

ROWS = "rows"
UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PlanFile:
    """What a plan file says: the plan, its table's schema if named, and where the table is. ``queries`` is the file of the
    application's statements that stands beside it.
    """

    plan: Plan
    schema: str = ""
    server: AccountParts | None = None
    replicas: tuple[AccountParts, ...] = ()
    queries: Path | None = None


def read_plan_file(file: Path) -> PlanFile:
    """Read a plan file. Raises UsageFault with all its faults."""
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UsageFault(
            f"there is no plan file {file}", remedy="Look at the path; `online-alter new-plan` writes a plan."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageFault(f"{file} can't be read: {error}", remedy="A plan is a TOML file in UTF-8.") from error
    return replace(parse_plan(text, str(file), file.stem), queries=queries_beside(file))


def parse_plan(text: str, file: str, stem: str) -> PlanFile:
    """Read a plan from its text; ``file`` is where it is, ``stem`` its name if it has none of its own."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise syntax_fault(file, text, error) from error
    faults = Faults(file, text)
    return plan_from_values(given, stem, faults, included(given, Path(file), faults, KEYS))


def plan_from_values(given: Mapping[str, object], stem: str, faults: Faults, common: Shareable | None = None) -> PlanFile:
    """The plan that these values are, by the keys of a plan file; they go before what it has in ``common`` with others.

    Raises UsageFault with all their faults.
    """
    for key in given.keys() - set(KEYS):
        faults.add_unknown((key,), KEYS)
    where = _read_table(given, faults)
    shared = (common or Shareable()).under(read_shareable(given, faults))
    plan = Plan(
        table=where.table,
        alter=_read_alter(given, where, faults),
        name=_read_name(given, stem, faults),
        columns=_read_expressions(given, "columns", faults),
        reverse=_read_expressions(given, "reverse", faults),
        allow=_read_allow(given, faults),
        where=_read_where(given, faults),
        precondition=_read_precondition(given, faults),
        settings=Settings(**shared.settings),  # type: ignore[arg-type]  # each was checked against its field
        notes=shared.notes,
    )
    faults.raise_if_any()
    return PlanFile(plan, where.schema, shared.primary, shared.replicas)


def _read_table(given: Mapping[str, object], faults: Faults) -> TableReference:
    if "table" not in given:
        faults.add((), "missing key 'table', the name of the table to alter")
        return TableReference("")
    value = given["table"]
    found = parse_table(value) if isinstance(value, str) else None
    if found is None:
        faults.add_unexpected(("table",), "NAME or SCHEMA.NAME", value)
    return found or TableReference("")


def _read_alter(given: Mapping[str, object], table: TableReference, faults: Faults) -> tuple[str, ...]:
    if "alter" not in given:
        faults.add((), "missing key 'alter', the clauses of the ALTER TABLE")
        return ()
    value = given["alter"]
    alters = value if isinstance(value, list) else [value]
    if not alters:
        faults.add(("alter",), "'alter': expected at least one ALTER, found an empty list")
    read = []
    for alter in alters:
        if isinstance(alter, str):
            read.append(_read_clauses(alter, table, faults))
        else:
            faults.add_unexpected(("alter",), "text or a list of texts", alter)
    return tuple(read)


def _read_allow(given: Mapping[str, object], faults: Faults) -> tuple[str, ...]:
    value = given.get("allow", [])
    if not isinstance(value, list):
        faults.add_unexpected(("allow",), 'a list of losses such as "round:COLUMN"', value)
        return ()
    for each in value:
        if not is_allowance(each):
            faults.add_unexpected(
                ("allow",), f'one of {", ".join((*ALLOWABLE, UNCHANGED))} with its column, or "{ROWS}"', each
            )
    return tuple(map(str, value))


def is_allowance(value: object) -> bool:
    """Whether it names a kind of loss that may be allowed, or ``unchanged``, and a column; or ``rows``, which a ``where``
    leaves out.
    """
    if not isinstance(value, str):
        return False
    kind, _, column = value.partition(":")
    return value == ROWS or (kind in (*ALLOWABLE, UNCHANGED) and bool(column))


def _read_where(given: Mapping[str, object], faults: Faults) -> str:
    value = given.get("where", "")
    if not isinstance(value, str) or ("where" in given and not value.strip()):
        faults.add_unexpected(("where",), 'a condition as text, such as "deleted_at IS NULL"', value)
        return ""
    return value


def _read_clauses(alter: str, table: TableReference, faults: Faults) -> str:
    try:
        return typed_alter(alter, table)
    except UsageFault as fault:
        faults.add(("alter",), f"'alter': {fault.message}; {fault.remedy[:1].lower()}{fault.remedy[1:].rstrip('.')}")
        return alter


def _read_name(given: Mapping[str, object], stem: str, faults: Faults) -> str:
    name = given.get("name", stem)
    if not isinstance(name, str) or not name.strip():
        faults.add_unexpected(("name",), "a name", name)
    return str(name)


def _read_precondition(given: Mapping[str, object], faults: Faults) -> str:
    value = given.get("precondition", "")
    if "precondition" in given and not (isinstance(value, str) and _QUERY.match(value)):
        faults.add_unexpected(("precondition",), "a SELECT", value)
    return str(value).strip().rstrip(";")


def _read_expressions(given: Mapping[str, object], key: str, faults: Faults) -> dict[str, str]:
    found = section(given, key, faults)
    for column, sql in found.items():
        if not isinstance(sql, str) or not sql.strip():
            faults.add_unexpected((key, column), "SQL as text", sql)
    return {column: str(sql) for column, sql in found.items()}
