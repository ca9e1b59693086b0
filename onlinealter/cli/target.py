"""The words of a command line become a target."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from onlinealter.cli.credentials import find_servers
from onlinealter.cli.options import TargetWords
from onlinealter.cli.passwords import redacted
from onlinealter.engine.target import Target
from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Plan, Settings
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.dsn import parse_dsn
from onlinealter.planning.plan_file import ROWS, PlanFile, is_allowance, read_plan_file
from onlinealter.planning.setting_values import SETTINGS, UnfitSetting, setting_from_text, unknown_setting
from onlinealter.planning.table_reference import TableReference, parse_table

_HOW_TO_NAME_ONE = 'Give PLAN.toml, or --dsn mysql://USER@HOST/DATABASE --table NAME --alter "CLAUSE, CLAUSE".'


class Need(Enum):
    """How much of a target a command can't do without."""

    PLAN = "plan"
    TABLE = "table"
    SCHEMA = "schema"


def find_target(words: TargetWords, need: Need) -> Target:
    """What the words are about. Raises UsageFault with all that is wrong with them."""
    faults = word_faults(words, need)
    if faults:
        raise _usage_fault(faults)
    found = read_plan_file(words.plan_file) if words.plan_file else None
    where = TableReference(found.plan.table, found.schema) if found else _table(words)
    plan = _plan(words, found, where.table)
    changes = {} if plan else chosen_changes(words.settings, "--set ")
    primary, replicas = _given_servers(words, found)
    servers = find_servers(primary, replicas, words)
    schema = where.schema or servers.database
    if not schema:
        raise UsageFault(
            "the schema is not named",
            remedy="End the DSN with it, as in mysql://USER@HOST/DATABASE, or name SCHEMA.TABLE.",
        )
    return Target(where.table, schema, servers.primary, servers.replicas, plan, changes)


def word_faults(words: TargetWords, need: Need) -> list[str]:
    """Which words are missing, and which don't go together."""
    if words.plan_file is not None:
        return _faults_beside_plan_file(words)
    faults = []
    if words.table and parse_table(words.table) is None:
        faults.append(f"--table: expected NAME or SCHEMA.TABLE, found '{words.table}'")
    if not words.table and (need is not Need.SCHEMA or words.alter):
        faults.append("no table is named: neither a plan file nor --table is given")
    if not words.alter and need is Need.PLAN:
        faults.append("no ALTER is given: neither a plan file nor --alter")
    faults += [
        f"--allow: expected KIND:COLUMN such as round:price (or {ROWS}), found '{each}'"
        for each in words.allow
        if not is_allowance(each)
    ]
    if words.where and not words.alter:
        faults.append('--where needs an --alter to belong to; "FORCE" only writes the rows anew')
    if words.settings and not words.table:
        faults.append("a setting needs a table to belong to: a plan file or --table")
    return faults


def chosen_settings(settings: Settings, assignments: tuple[str, ...]) -> Settings:
    """The settings with those of the command line over them. Raises UsageFault with all faults of them."""
    return replace(settings, **chosen_changes(assignments, "--set "))  # type: ignore[arg-type]  # each was checked


def chosen_changes(assignments: tuple[str, ...], option: str = "") -> dict[str, object]:
    """Settings by name, as KEY=VALUE says; ``option`` is what stood before it. Raises UsageFault with all faults."""
    chosen: dict[str, object] = {}
    faults = []
    for assignment in assignments:
        name, equals, text = assignment.partition("=")
        name = name.strip().replace("-", "_")
        if not equals:
            faults.append(f"{option}{redacted(assignment)}: expected KEY=VALUE")
        elif name not in SETTINGS:
            faults.append(f"{option}{name}: {unknown_setting(name)}")
        else:
            try:
                chosen[name] = setting_from_text(name, text.strip())
            except UnfitSetting as fault:
                faults.append(f"{option}{name}: {fault}")
    if faults:
        raise UsageFault(
            "a setting is wrong" if len(faults) == 1 else f"{len(faults)} settings are wrong",
            faults=faults,
            remedy="docs/plan-file.md lists the settings.",
        )
    return chosen


def _faults_beside_plan_file(words: TargetWords) -> list[str]:
    faults = []
    if ":/" in str(words.plan_file):
        faults.append("a DSN is given where a plan file is expected; write --dsn before it")
    given = (("--table", words.table), ("--alter", words.alter), ("--where", words.where), ("--allow", words.allow))
    for option, value in given:
        if value:
            faults.append(f"{option} and a plan file are given; the plan file has its own '{option[2:]}'")
    return faults


def _usage_fault(faults: list[str]) -> UsageFault:
    if len(faults) == 1:
        return UsageFault(faults[0], remedy=_HOW_TO_NAME_ONE)
    return UsageFault("the command line names no clear target", faults=faults, remedy=_HOW_TO_NAME_ONE)


def _table(words: TargetWords) -> TableReference:
    return parse_table(words.table) or TableReference("")


def _plan(words: TargetWords, found: PlanFile | None, table: str) -> Plan | None:
    if found is None and not words.alter:
        return None
    plan = found.plan if found else Plan(table=table, alter=words.alter, allow=words.allow, where=words.where)
    return replace(plan, settings=chosen_settings(plan.settings, words.settings))


def _given_servers(words: TargetWords, found: PlanFile | None) -> tuple[AccountParts, tuple[AccountParts, ...]]:
    """The command line's servers, else the plan's; the plan's replicas only with the plan's primary."""
    replicas = tuple(parse_dsn(dsn, "--replica") for dsn in words.replicas)
    if words.dsn:
        return parse_dsn(words.dsn, "--dsn"), replicas
    if found is None:
        return AccountParts(), replicas
    return found.server or AccountParts(), replicas or found.replicas
