"""Foreign keys of the run's tables, and of others that lead to them: brought from where they are to where they should be.

Every step reads what is there now, so that it may be repeated after an interruption (decision 10).
"""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.engine.ledger import KEY
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.planning import statements
from onlinealter.planning.keys import doubled
from onlinealter.sql.statement import Statement
from onlinealter.tables.children import ChildKey, by_table, read_children
from onlinealter.tables.facts import read_created, table_exists
from onlinealter.tables.foreign_keys import ForeignKey, indexes_made_for


def apply_keys_after_swap(run: PhaseContext, *, new_in_front: bool) -> None:
    """After a swap: give the table in front its keys under their own names, and the one behind, which gives names up first,
    stand-ins; take from each child its key to the table behind.
    """
    names, keys = run.resolved.names, run.resolved.keys
    if new_in_front:
        apply_foreign_keys(run, names.retired, keys.of_original(in_front=False))
        apply_foreign_keys(run, names.original, keys.of_new(in_front=True))
    else:
        apply_foreign_keys(run, names.shadow, keys.of_new(in_front=False))
        apply_foreign_keys(run, names.original, keys.of_original(in_front=True))
    behind = names.retired if new_in_front else names.shadow
    _single_keys(run, run.journal.record().children, behind)


def apply_foreign_keys(run: PhaseContext, table: str, wanted: Mapping[str, ForeignKey]) -> None:
    """Let a table have these keys under these names, and no others."""
    if not _left(run, table, wanted, clearing=False):
        return
    _keep_indexes(run, table, wanted)
    run.ddl.run_all(lambda: _left(run, table, wanted, clearing=True))
    run.ddl.run_all(lambda: _left(run, table, wanted, clearing=False))


def children_now(run: PhaseContext) -> tuple[ChildKey, ...]:
    """The keys of other tables that lead to the table in front."""
    return run.journal.ask(lambda c: read_children(c, run.resolved.schema, run.resolved.names.original, run.resolved.names))


def double_keys(run: PhaseContext, children: tuple[ChildKey, ...], *, to_new: bool) -> None:
    """Give each child a second key, to the table behind, which has every row by now."""
    wanted = doubled(run.resolved, children, to_new=to_new)
    run.journal.keep_children(children)
    for name in (name for keys in wanted.values() for name in keys):
        run.journal.intend(KEY, name)
    for table, keys in wanted.items():

        def left(table: str = table, keys: Mapping[str, ForeignKey] = keys) -> list[Statement]:
            there = _keys_on(run, table)
            adds = {name: key for name, key in keys.items() if name not in there}
            return [statements.change_keys(run.resolved.schema, table, (), adds)] if adds else []

        _keep_indexes(run, table, keys)
        run.ddl.run_all(left)
        for name in keys:
            run.journal.note_made(KEY, name)


def _single_keys(run: PhaseContext, children: tuple[ChildKey, ...], behind: str) -> None:
    """Take from each child its key to the table behind, and give the other one its name."""
    for table, keys in by_table(children).items():
        if not run.journal.ask(lambda c, table=table: table_exists(c, run.resolved.schema, table)):  # type: ignore[misc]
            continue  # somebody dropped it, or the journal was changed
        names = {child.key.name: run.resolved.names.key(child.key.name, "child") for child in keys}

        def old(table: str = table, names: Mapping[str, str] = names) -> list[Statement]:
            there = _keys_on(run, table)
            drops = [name for name in names if name in there and there[name].table == behind]
            return [statements.change_keys(run.resolved.schema, table, drops, {})] if drops else []

        def renamed(table: str = table, names: Mapping[str, str] = names) -> list[Statement]:
            there = _keys_on(run, table)
            seconds = {name: second for name, second in names.items() if second in there}
            adds = {name: there[second] for name, second in seconds.items() if name not in there}
            return [statements.change_keys(run.resolved.schema, table, (*seconds.values(),), adds)] if seconds else []

        run.ddl.run_all(old)
        run.ddl.run_all(renamed)
        for second in names.values():
            run.journal.note_gone(KEY, second)


def _keep_indexes(run: PhaseContext, table: str, wanted: Mapping[str, ForeignKey]) -> None:
    """Once before keys are added; it shows nowhere, and may be done twice."""
    facts = run.journal.ask(lambda c: read_created(c, run.resolved.schema, table))
    adds = [key for name, key in wanted.items() if name not in facts.keys_by_name]
    indexes = indexes_made_for(facts.create_statement, adds)
    if indexes:
        run.ddl.run_all(lambda: [statements.keep_indexes(run.resolved.schema, table, indexes)])


def _left(run: PhaseContext, table: str, wanted: Mapping[str, ForeignKey], *, clearing: bool) -> list[Statement]:
    """What a table's keys still lack; a name can't be dropped and given in one step (error 1826), so it is cleared first."""
    there = _keys_on(run, table)
    kept = {name for name, key in wanted.items() if name in there and there[name].what == key.what}
    drops = [name for name in there if name not in kept]
    adds = {name: key for name, key in wanted.items() if name not in kept}
    if clearing:
        taken = {name.lower() for name in adds}
        drops, adds = [name for name in drops if name.lower() in taken], {}
    return [statements.change_keys(run.resolved.schema, table, drops, adds)] if drops or adds else []


def _keys_on(run: PhaseContext, table: str) -> dict[str, ForeignKey]:
    return run.journal.ask(lambda c: read_created(c, run.resolved.schema, table)).keys_by_name
