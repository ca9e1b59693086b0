"""Whose plan a command goes by: the one that is given, or the journal's where this user's tool has written it there.

Others may write to the journal. What a plan says is made into SQL that runs with the operator's privileges, so one that may
be another's is shown and asked for. The same holds for foreign keys of the definitions that the journal keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from onlinealter.engine.journal import RunRecord
from onlinealter.engine.journal_values import local_settings
from onlinealter.engine.known_plans import is_known_definition, is_known_plan, remember_plan
from onlinealter.engine.shard import Shard
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Changed, UsageFault
from onlinealter.model.plan import Notes, Plan, Settings
from onlinealter.model.states import Phase
from onlinealter.planning.resolved_plan import clauses_of
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.foreign_keys import ForeignKey, are_rules
from onlinealter.tables.key_clauses import added_key
from onlinealter.tables.table_keys import TableKeys

_TAKING_AWAY = frozenset({Phase.ABORT, Phase.CLEANUP})
_ACTING = re.compile("ON (?:DELETE|UPDATE) (?:CASCADE|SET NULL|SET DEFAULT)")  # servers leave the others out, or not
_WATCHED = frozenset({Phase.EXECUTE, Phase.VERIFY})


def with_trusted_plan(shard: Shard, target: Target, record: RunRecord, choices: Choices, phases: Sequence[Phase]) -> Target:
    """The target with the plan that holds for the run. What only takes a run away needs none.

    Raises Changed where the journal's row is damaged, UsageFault where nobody answers for the plan.
    """
    if _TAKING_AWAY.issuperset(phases):
        return target if target.plan else replace(target, plan=Plan(record.table_name, (), settings=_settings(target)))
    table = record.table_name
    if record.damaged:
        raise Changed(
            f"the journal's row of run {record.id} was changed: {'; '.join(record.damaged)}",
            remedy=f"Give the run up: online-alter abort --table {table}, or after the cutover: "
            f"online-alter cleanup --table {table}",
        )
    place = (shard.server.identity, target.schema, record.id)
    if target.plan is not None:
        if _journalled(target.plan) == replace(record.plan, notes=Notes()):
            remember_plan(*place, record.plan_text)
        return target
    if not is_known_plan(*place, record.plan_text) and not choices.accept(record.plan):
        raise UsageFault(
            f"run {record.id} of {table} was started elsewhere, or its plan was changed since: "
            f"{'; '.join(record.plan.alter)}",
            remedy="Give the plan that the run was started with: a plan file, or --alter with the same clauses.",
        )
    _see_that_all_signals_are_given(target, record, phases)
    remember_plan(*place, record.plan_text)
    return replace(target, plan=replace(record.plan, settings=replace(record.plan.settings, **target.settings)))


def see_that_keys_are_theirs(
    shard: Shard, record: RunRecord, plan: Plan, tables: Iterable[TableFacts], keys: TableKeys
) -> None:
    """The journal's text of a foreign key becomes a statement. A new one has to be the plan's; an old one that is on none
    of the tables any more, and leads to another schema, this user's tool has to have seen. Raises Changed.
    """
    own = shard.schema.lower()
    there = [key for table in tables for key in table.keys]
    added = [key for clauses in clauses_of(plan) for clause in clauses if (key := added_key(clause))]
    known = {_meaning(key, own) for key in (*there, *added)}
    parents = {each[0] for each in known}
    strange = [key for key in (*keys.old, *keys.new) if not are_rules(key.rules)]
    strange += [key for key in keys.added if key.table and _meaning(key, own) not in known]
    if not is_known_definition(shard.server.identity, shard.schema, record.id, record.original_definition):
        strange += [key for key in keys.old if key.schema.lower() not in ("", own) and _meaning(key, own)[0] not in parents]
    if strange:
        names = ", ".join(f"{key.name} to {key.schema or shard.schema}.{key.table}" for key in strange)
        raise Changed(
            f"the journal holds foreign keys that neither the tables nor the plan have: {names}",
            remedy="Run the command as the user who began the run. If somebody changed the journal, give the run up: "
            f"online-alter abort --table {record.table_name}, or after the cutover: "
            f"online-alter cleanup --table {record.table_name}",
        )


def _meaning(key: ForeignKey, own: str) -> tuple[tuple[str, ...], ...]:
    """What a key does, however it is written: the parent, the columns of both, and the rules that change rows."""
    schema = key.schema.lower()
    return (
        ("" if schema == own else schema, key.table.lower()),
        tuple(name.lower() for name in key.columns),
        tuple(name.lower() for name in key.referenced),
        tuple(sorted(_ACTING.findall(key.rules.upper()))),
    )


def _see_that_all_signals_are_given(target: Target, record: RunRecord, phases: Sequence[Phase]) -> None:
    """A copy that was begun under the eyes of a query doesn't go on without it, unless that is said."""
    missing = [name for name in local_settings(record.plan_text) if name not in target.settings]
    if missing and not _WATCHED.isdisjoint(phases):
        sets = " ".join(f"--set {name}=…" for name in missing)
        raise UsageFault(
            f"run {record.id} was started with {', '.join(missing)}, which the journal doesn't keep",
            remedy=f"Give the plan file, or the settings: {sets} (nothing behind the = does without).",
        )


def _journalled(plan: Plan) -> Plan:
    """The plan as it comes back from the journal, without what people say of it."""
    none = Settings()
    local = {name: getattr(none, name) for name in ("disk_query", "disk_command", "throttle_query", "pause_file")}
    return replace(plan, precondition="", notes=Notes(), settings=replace(plan.settings, **local))


def _settings(target: Target) -> Settings:
    return replace(Settings(), **target.settings)
