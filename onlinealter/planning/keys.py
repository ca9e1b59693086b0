"""Which foreign keys a run makes where, for the run itself and for ``plan`` to show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onlinealter.planning import statements
from onlinealter.planning.resolved_plan import ResolvedPlan, as_one_alter, clauses_of
from onlinealter.sql.statement import Statement
from onlinealter.tables.alter_clause import Clause, joined
from onlinealter.tables.check_clauses import (
    checks_of,
    generated_name,
    numbers_on_copy,
    renamed,
    renumbered,
    with_check_names,
)
from onlinealter.tables.children import ChildKey, by_table
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.fulltext_clauses import one_fulltext_each
from onlinealter.tables.key_clauses import with_other_names


def shadow_alters(resolved: ResolvedPlan) -> list[Statement]:
    """The plan's ALTERs, in their order, on the shadow, whose foreign keys and CHECKs have names of their own."""
    keys = {key.name_on(resolved.names.original).lower(): resolved.keys.stand_in(key) for key in resolved.keys.old}
    shadow, found = resolved.names.shadow, list[str]()
    for clauses in clauses_of(resolved.plan):
        for some in [clauses] if resolved.server.is_mariadb else one_fulltext_each(clauses):
            found.append(joined(_for_shadow(resolved, clause) for clause in with_other_names(some, keys)))
    return [
        *renumbered_checks(resolved),
        *(statements.alter_shadow(resolved.schema, shadow, alter) for alter in found),
    ]


def shadow_alter_as_one(resolved: ResolvedPlan) -> list[Statement]:
    """The same with all clauses in the last statement."""
    return shadow_alters(replace(resolved, plan=replace(resolved.plan, alter=(as_one_alter(resolved.plan),))))


def renumbered_checks(resolved: ResolvedPlan) -> list[Statement]:
    """What lets the shadow's CHECKs keep the numbers of the original's, where MySQL's LIKE has given them others."""
    if resolved.server.is_mariadb:
        return []
    shadow = resolved.names.shadow
    checks = renumbered(checks_of(resolved.original.create_statement), resolved.names.original, shadow)
    as_by_like = [generated_name(shadow, place) for place in range(1, len(checks) + 1)]
    return [statements.name_checks(resolved.schema, shadow, as_by_like, checks)] if checks else []


def renamed_checks(resolved: ResolvedPlan) -> dict[str, str]:
    """The names that CHECKs lose for good, and what they are called then: on MySQL the old table has them until cleanup."""
    if resolved.server.is_mariadb:
        return {}
    clauses = [clause for alter in clauses_of(resolved.plan) for clause in alter]
    return renamed(checks_of(resolved.original.create_statement), resolved.names.original, clauses)


def _for_shadow(resolved: ResolvedPlan, clause: Clause) -> Clause:
    if resolved.server.is_mariadb:
        return clause
    numbers = numbers_on_copy(checks_of(resolved.original.create_statement), resolved.names.original)
    names = {name.lower(): generated_name(resolved.names.shadow, number) for name, number in numbers.items()}
    return with_check_names(clause, names, frozenset(names))


def doubled(resolved: ResolvedPlan, children: tuple[ChildKey, ...], *, to_new: bool) -> dict[str, dict[str, ForeignKey]]:
    """By child table, the second keys that it gets, to the table behind."""
    target = resolved.names.shadow if to_new else resolved.names.retired
    columns = resolved.keys.forward if to_new else resolved.keys.back
    return {
        table: {resolved.names.key(child.key.name, "child"): child.to(target, columns) for child in keys}
        for table, keys in by_table(children).items()
    }


def at_prepare(resolved: ResolvedPlan) -> list[Statement]:
    """The shadow's keys, before and after the plan's ALTERs."""
    keys, shadow = resolved.keys, resolved.names.shadow
    first = [statements.change_keys(resolved.schema, shadow, (), keys.all_on_shadow())] if keys.old else []
    after = {keys.stand_in(key) for key in keys.old if key.name.lower() in keys.kept}
    drops = [key.name_on(shadow) for key in keys.added]
    adds = {name: key for name, key in keys.of_new(in_front=False).items() if name not in after}
    last = [statements.change_keys(resolved.schema, shadow, drops, adds)] if drops or adds else []
    return [*first, *shadow_alters(resolved), *last]


def before_swap(resolved: ResolvedPlan) -> list[Statement]:
    """A second key for each child."""
    second = doubled(resolved, resolved.children, to_new=True)
    return [statements.change_keys(resolved.schema, table, (), keys) for table, keys in second.items()]


def after_swap(resolved: ResolvedPlan) -> list[Statement]:
    """The keys' names come back."""
    names, keys, found = resolved.names, resolved.keys, list[Statement]()
    for table, here, wanted in (
        (names.retired, keys.of_original(in_front=True), keys.of_original(in_front=False)),
        (names.original, keys.of_new(in_front=False), keys.of_new(in_front=True)),
    ):
        there = {key.name_on(table) if key.generated else name: key for name, key in here.items()}
        drops = [name for name in there if name not in wanted]
        adds = {name: key for name, key in wanted.items() if name not in there}
        found += [statements.change_keys(resolved.schema, table, drops, adds)] if drops or adds else []
    for table, children in by_table(resolved.children).items():
        own = [child.key.name for child in children]
        back: Mapping[str, ForeignKey] = {child.key.name: child.to(names.original, keys.forward) for child in children}
        second = [names.key(name, "child") for name in own]
        found.append(statements.change_keys(resolved.schema, table, own, {}))
        found.append(statements.change_keys(resolved.schema, table, second, back))
    return found
