"""Which foreign keys a run makes where, for the run itself and for ``plan`` to show."""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.planning import statements
from onlinealter.planning.draft import Draft
from onlinealter.sql.statement import Statement
from onlinealter.tables.children import ChildKey, by_table
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.key_clauses import with_other_names


def shadow_alters(draft: Draft) -> list[Statement]:
    """The plan's ALTERs, in their order, on the shadow, whose foreign keys have names of their own."""
    names = {key.name_on(draft.names.original).lower(): draft.keys.stand_in(key) for key in draft.keys.old}
    return [
        statements.alter_shadow(draft.schema, draft.names.shadow, with_other_names(alter, names))
        for alter in draft.plan.alter
    ]


def doubled(draft: Draft, children: tuple[ChildKey, ...], *, to_new: bool) -> dict[str, dict[str, ForeignKey]]:
    """By child table, the second keys that it gets, to the table behind."""
    target = draft.names.shadow if to_new else draft.names.retired
    columns = draft.keys.forward if to_new else draft.keys.back
    return {
        table: {draft.names.key(child.key.name, "child"): child.to(target, columns) for child in keys}
        for table, keys in by_table(children).items()
    }


def at_prepare(draft: Draft) -> list[Statement]:
    """The shadow's keys, before and after the plan's ALTERs."""
    keys, shadow = draft.keys, draft.names.shadow
    first = [statements.change_keys(draft.schema, shadow, (), keys.all_on_shadow())] if keys.old else []
    after = {keys.stand_in(key) for key in keys.old if key.name.lower() in keys.kept}
    drops = [key.name_on(shadow) for key in keys.added]
    adds = {name: key for name, key in keys.of_new(in_front=False).items() if name not in after}
    last = [statements.change_keys(draft.schema, shadow, drops, adds)] if drops or adds else []
    return [*first, *shadow_alters(draft), *last]


def before_swap(draft: Draft) -> list[Statement]:
    """A second key for each child."""
    second = doubled(draft, draft.children, to_new=True)
    return [statements.change_keys(draft.schema, table, (), keys) for table, keys in second.items()]


def after_swap(draft: Draft) -> list[Statement]:
    """The keys' names come back."""
    names, keys, found = draft.names, draft.keys, list[Statement]()
    for table, here, wanted in (
        (names.retired, keys.of_original(in_front=True), keys.of_original(in_front=False)),
        (names.original, keys.of_new(in_front=False), keys.of_new(in_front=True)),
    ):
        there = {key.name_on(table) if key.generated else name: key for name, key in here.items()}
        drops = [name for name in there if name not in wanted]
        adds = {name: key for name, key in wanted.items() if name not in there}
        found += [statements.change_keys(draft.schema, table, drops, adds)] if drops or adds else []
    for table, children in by_table(draft.children).items():
        own = [child.key.name for child in children]
        back: Mapping[str, ForeignKey] = {child.key.name: child.to(names.original, keys.forward) for child in children}
        second = [names.key(name, "child") for name in own]
        found.append(statements.change_keys(draft.schema, table, own, {}))
        found.append(statements.change_keys(draft.schema, table, second, back))
    return found
