"""The words of a command line become a target."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any

from onlinealter.cli.credentials import Servers, find_servers
from onlinealter.cli.options import TargetArguments
from onlinealter.cli.passwords import redacted
from onlinealter.engine.target import Target
from onlinealter.estimates.file import estimate_beside, expected_of
from onlinealter.model.errors import UsageFault
from onlinealter.model.measured import Expected
from onlinealter.model.plan import Plan
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.dsn import parse_dsn
from onlinealter.planning.plan_file import ROWS, PlanFile, is_allowance, read_plan_file
from onlinealter.planning.setting_values import SETTINGS, UnfitSetting, setting_from_text, unknown_setting
from onlinealter.planning.table_reference import TableReference, parse_table
from onlinealter.planning.typed_alters import typed_alter

_HOW_TO_NAME_A_TABLE = "Give PLAN.toml, a run's id, or --dsn mysql://USER@HOST/DATABASE --table NAME."
_HOW_TO_NAME_AN_ALTER = 'Give PLAN.toml, or --dsn mysql://USER@HOST/DATABASE --table NAME --alter "CLAUSE, CLAUSE".'

_RUN = re.compile(r"[a-z2-9]{8}")


class TargetScope(Enum):
    """How much of a target a command can't do without."""

    PLAN = "plan"
    TABLE = "table"
    SCHEMA = "schema"


@dataclass(frozen=True)
class Subject:
    """What the words are about, wherever that is: a table with its plan, or with settings for the run's own plan.

    ``expected`` is what the estimate beside the plan file says, if there is one.
    """

    where: TableReference
    plan: Plan | None
    changes: Mapping[str, object]
    file: PlanFile | None
    expected: Expected | None = None

    @property
    def title(self) -> str:
        """What to call it: the plan's name, else the table's."""
        return (self.plan.name if self.plan else "") or self.where.table

    def target_on(self, servers: Servers, settings: Mapping[str, object] = {}) -> Target:
        """The target on these servers, ``settings`` over the plan's and under the command line's.

        Raises UsageFault where no schema is named.
        """
        schema = self.where.schema or servers.database
        if not schema:
            raise UsageFault(
                "the schema is not named",
                remedy="End the DSN with it, as in mysql://USER@HOST/DATABASE, or name SCHEMA.TABLE.",
            )
        over: dict[str, Any] = {**settings, **self.changes}
        plan = replace(self.plan, settings=replace(self.plan.settings, **over)) if self.plan else None
        queries = self.file.queries if self.file else None
        where = (self.where.table, schema, servers.primary, servers.replicas)
        return Target(*where, plan, {} if plan else over, queries=queries, expected=self.expected)


def find_target(words: TargetArguments, need: TargetScope) -> Target:
    """What the words are about: a plan, a table, or a run by its id. Raises UsageFault with all that is wrong with them."""
    if (run := run_id_in(words)) and need is not TargetScope.PLAN:
        from onlinealter.engine import alteration

        named = replace(words, plan_file=None, table=words.table or run)  # for the faults of the other words
        found = subject_of(named, need).target_on(find_servers(*given_servers(named, None), named))
        return alteration.target_of_run(replace(found, table=""), run)
    subject = subject_of(words, need)
    primary, replicas = given_servers(words, subject.file)
    return subject.target_on(find_servers(primary, replicas, words))


def run_id_in(words: TargetArguments) -> str:
    """The run's id that stands in the plan file's place; empty where none does."""
    word = str(words.plan_file or "")
    return word if _RUN.fullmatch(word) and not Path(word).exists() else ""


def subject_of(words: TargetArguments, need: TargetScope) -> Subject:
    """The table and the plan that the words name. Raises UsageFault with all that is wrong with them."""
    faults = word_faults(words, need)
    if faults:
        raise _usage_fault(faults, need)
    found = read_plan_file(words.plan_file) if words.plan_file else None
    where = TableReference(found.plan.table, found.schema) if found else _table(words)
    changes = chosen_changes(words.settings, "--set ")
    plan = _plan(words, found, where)
    return Subject(where, plan, changes, found, _expected(words.plan_file, plan))


def _expected(plan_file: Path | None, plan: Plan | None) -> Expected | None:
    """A run doesn't depend on it: a file that can't be read counts as none."""
    if plan_file is None or plan is None:
        return None
    with suppress(UsageFault):
        found = estimate_beside(plan_file, plan.change_digest)
        return expected_of(found) if found is not None else None
    return None


def word_faults(words: TargetArguments, need: TargetScope) -> list[str]:
    """Which words are missing, and which don't go together."""
    faults = faults_of_shards(words)
    if words.plan_file is not None:
        return faults + _faults_beside_plan_file(words)
    if words.table and parse_table(words.table) is None:
        faults.append(f"--table: expected NAME or SCHEMA.TABLE, found '{words.table}'")
    if not words.table and (need is not TargetScope.SCHEMA or words.alter):
        faults.append("no table is named: neither a plan file nor --table is given")
    if not words.alter and need is TargetScope.PLAN:
        faults.append("no ALTER is given: neither a plan file nor --alter")
    faults += [
        f"--allow: expected KIND:COLUMN such as round:price (or {ROWS}), found '{each}'"
        for each in words.allow
        if not is_allowance(each)
    ]
    if words.where and not words.alter:
        faults.append('--where needs an --alter to belong to; "FORCE" only writes the rows again')
    if words.settings and not words.table:
        faults.append("a setting needs a table to belong to: a plan file or --table")
    return faults


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


def faults_of_shards(words: TargetArguments) -> list[str]:
    """Which words don't go with shards, or need them."""
    if words.shards is None:
        return [
            f"{option} needs --shards FILE" for option, given in (("--only", words.only), ("--group", words.groups)) if given
        ]
    given = (("--dsn", words.dsn), ("--replica", words.replicas))
    return [f"{option} and --shards are given; the shards file names the servers" for option, value in given if value]


def _faults_beside_plan_file(words: TargetArguments) -> list[str]:
    faults = []
    if ":/" in str(words.plan_file):
        faults.append("a DSN is given where a plan file is expected; write --dsn before it")
    given = (("--table", words.table), ("--alter", words.alter), ("--where", words.where), ("--allow", words.allow))
    for option, value in given:
        if value:
            faults.append(f"{option} and a plan file are given; the plan file has its own '{option[2:]}'")
    return faults


def _usage_fault(faults: list[str], need: TargetScope) -> UsageFault:
    remedy = _HOW_TO_NAME_AN_ALTER if need is TargetScope.PLAN else _HOW_TO_NAME_A_TABLE
    if len(faults) == 1:
        return UsageFault(faults[0], remedy=remedy)
    return UsageFault("the command line names no clear target", faults=faults, remedy=remedy)


def _table(words: TargetArguments) -> TableReference:
    return parse_table(words.table) or TableReference("")


def _plan(words: TargetArguments, found: PlanFile | None, where: TableReference) -> Plan | None:
    if found is None and not words.alter:
        return None
    if found:
        return found.plan
    alter = tuple(typed_alter(each, where) for each in words.alter)
    return Plan(table=where.table, alter=alter, allow=words.allow, where=words.where)


def given_servers(words: TargetArguments, found: PlanFile | None) -> tuple[AccountParts, tuple[AccountParts, ...]]:
    """The command line's servers, else the plan's; the plan's replicas only with the plan's primary."""
    replicas = tuple(parse_dsn(dsn, "--replica") for dsn in words.replicas)
    if words.dsn:
        return parse_dsn(words.dsn, "--dsn"), replicas
    if found is None:
        return AccountParts(), replicas
    return found.server or AccountParts(), replicas or found.replicas
