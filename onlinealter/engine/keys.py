"""Foreign keys of the run's tables, and of others that lead to them: brought from where they are to where they should be.

Every step reads what is there now, so that it may be repeated after an interruption (decision 10).
"""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.engine.making import KEY
from onlinealter.engine.run import Run
from onlinealter.planning import statements
from onlinealter.planning.keys import doubled
from onlinealter.sql.statement import Statement
from onlinealter.tables.children import ChildKey, by_table, read_children
from onlinealter.tables.facts import read_table
from onlinealter.tables.foreign_keys import ForeignKey, indexes_made_for


def settle_keys(run: Run, *, new_in_front: bool) -> None:
    """After a swap: give the table in front its keys under their own names, and the one behind, which gives names up first,
    stand-ins; take from each child its key to the table behind.
    """
    names, keys = run.draft.names, run.draft.keys
    if new_in_front:
        settle(run, names.retired, keys.of_original(in_front=False))
        settle(run, names.original, keys.of_new(in_front=True))
    else:
        settle(run, names.shadow, keys.of_new(in_front=False))
        settle(run, names.original, keys.of_original(in_front=True))
    behind = names.retired if new_in_front else names.shadow
    _single_keys(run, run.journal.record().children, behind)


def settle(run: Run, table: str, wanted: Mapping[str, ForeignKey]) -> None:
    """Let a table have these keys under these names, and no others."""
    _keep_indexes(run, table, wanted)
    run.door.run_all(lambda: _left(run, table, wanted, clearing=True))
    run.door.run_all(lambda: _left(run, table, wanted, clearing=False))


def children_now(run: Run) -> tuple[ChildKey, ...]:
    """The keys of other tables that lead to the table in front."""
    return run.journal.ask(lambda c: read_children(c, run.draft.schema, run.draft.names.original, run.draft.names))


def double_keys(run: Run, children: tuple[ChildKey, ...], *, to_new: bool) -> None:
    """Give each child a second key, to the table behind, which has every row by now (FACTS 42)."""
    wanted = doubled(run.draft, children, to_new=to_new)
    run.journal.keep_children(children)
    for name in (name for keys in wanted.values() for name in keys):
        run.journal.intend(KEY, name)
    for table, keys in wanted.items():

        def left(table: str = table, keys: Mapping[str, ForeignKey] = keys) -> list[Statement]:
            there = _keys_on(run, table)
            adds = {name: key for name, key in keys.items() if name not in there}
            return [statements.change_keys(run.draft.schema, table, (), adds)] if adds else []

        _keep_indexes(run, table, keys)
        run.door.run_all(left)
        for name in keys:
            run.journal.note_made(KEY, name)


def _single_keys(run: Run, children: tuple[ChildKey, ...], behind: str) -> None:
    """Take from each child its key to the table behind, and give the other one its name."""
    for table, keys in by_table(children).items():
        names = {child.key.name: run.draft.names.key(child.key.name, "child") for child in keys}

        def old(table: str = table, names: Mapping[str, str] = names) -> list[Statement]:
            there = _keys_on(run, table)
            drops = [name for name in names if name in there and there[name].table == behind]
            return [statements.change_keys(run.draft.schema, table, drops, {})] if drops else []

        def renamed(table: str = table, names: Mapping[str, str] = names) -> list[Statement]:
            there = _keys_on(run, table)
            seconds = {name: second for name, second in names.items() if second in there}
            adds = {name: there[second] for name, second in seconds.items() if name not in there}
            return [statements.change_keys(run.draft.schema, table, (*seconds.values(),), adds)] if seconds else []

        run.door.run_all(old)
        run.door.run_all(renamed)
        for second in names.values():
            run.journal.note_gone(KEY, second)


def _keep_indexes(run: Run, table: str, wanted: Mapping[str, ForeignKey]) -> None:
    """Once before keys are added; it shows nowhere, and may be done twice."""
    facts = run.journal.ask(lambda c: read_table(c, run.draft.schema, table))
    adds = [key for name, key in wanted.items() if name not in facts.keys_by_name]
    indexes = indexes_made_for(facts.create_statement, adds)
    if indexes:
        run.door.run_all(lambda: [statements.keep_indexes(run.draft.schema, table, indexes)])


def _left(run: Run, table: str, wanted: Mapping[str, ForeignKey], *, clearing: bool) -> list[Statement]:
    """What a table's keys still lack; a name can't be dropped and given in one step (error 1826), so it is cleared first."""
    there = _keys_on(run, table)
    kept = {name for name, key in wanted.items() if name in there and there[name].what == key.what}
    drops = [name for name in there if name not in kept]
    adds = {name: key for name, key in wanted.items() if name not in kept}
    if clearing:
        taken = {name.lower() for name in adds}
        drops, adds = [name for name in drops if name.lower() in taken], {}
    return [statements.change_keys(run.draft.schema, table, drops, adds)] if drops or adds else []


def _keys_on(run: Run, table: str) -> dict[str, ForeignKey]:
    return run.journal.ask(lambda c: read_table(c, run.draft.schema, table)).keys_by_name
