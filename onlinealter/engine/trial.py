"""What the server does with a change, tried on an empty copy of the table, and once more on a copy with a row.

A list of clauses would be wrong with the next version of a server. The copy bears the shadow's name and is in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onlinealter.engine.foreign_keys import apply_foreign_keys
from onlinealter.engine.ledger import create_table, drop_empty_table
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.errors import ServerError
from onlinealter.planning import statements
from onlinealter.planning.forecast import NO_ONE_ALTER
from onlinealter.planning.keys import shadow_alter_as_one, shadow_alters
from onlinealter.planning.likeness import create_trial_copy
from onlinealter.planning.resolved_plan import clauses_of
from onlinealter.planning.strategies import Found, Way
from onlinealter.sql.statement import Statement
from onlinealter.tables.changes import changes_between
from onlinealter.tables.column_map import trace_names
from onlinealter.tables.definition import take_apart
from onlinealter.tables.facts import TableFacts, read_table
from onlinealter.tables.foreign_keys import renamed
from onlinealter.tables.identity import id_of, index_ids, table_id
from onlinealter.tables.inverse import inverse_alter
from onlinealter.tables.table_options import counter_set

INSTANT, COPY = "INSTANT", ""


@dataclass(frozen=True)
class Tried:
    """How the server made a change: its algorithm, empty where it writes the rows again or refuses; ``lacks`` in its own
    words why no cheaper one.
    """

    way: Way
    algorithm: str = COPY
    lacks: str = ""


@dataclass(frozen=True)
class Trial:
    """What came of it: the finding, how the change itself is made, and the definition afterwards."""

    found: Found
    forward: Tried
    definition: str


def try_change(run: PhaseContext) -> Trial:
    """Try the plan's ALTER and its inverse; leaves no table behind."""
    resolved, copy = run.resolved, run.resolved.names.shadow
    make_copy(run, resolved.original, with_keys=True)
    before = _read(run)
    forward = _try_plan(run)
    after = _read(run)
    living = trace_names(resolved.original, clauses_of(resolved.plan))
    old, new = take_apart(before.create_statement), take_apart(after.create_statement)
    changes = changes_between(old, new, living)
    inverse, back = inverse_alter(old, new, living, mariadb=resolved.server.is_mariadb), Tried(Way.SHADOW)
    counts = counter_set(clauses_of(resolved.plan)) is not None
    if forward.algorithm and (changes or counts):
        back = (
            _try(run, [statements.alter_shadow(resolved.schema, copy, inverse)]) if inverse else Tried(Way.METADATA, INSTANT)
        )
        restored = bool(back.algorithm) and take_apart(_read(run).create_statement) == old
        back = back if restored else Tried(Way.SHADOW, COPY, back.lacks)
        forward = _with_row(run, forward, restored=restored)
    drop_empty_table(run, copy)
    own = {resolved.keys.stand_in(key): key.name for key in resolved.keys.old if not key.generated}
    taken = bool(forward.algorithm)
    found = Found(forward.way, back.way, changes, inverse, forward.lacks, shows=old != new or counts or not taken)
    return Trial(found, forward, renamed(after.definition, own))


def try_alter(run: PhaseContext, like: TableFacts, alter: str) -> Tried:
    """Try one ALTER on an empty copy of a table of ours or of the live one; leaves no table behind."""
    make_copy(run, like, with_keys=False)
    tried = _try(run, [statements.alter_shadow(run.resolved.schema, run.resolved.names.shadow, alter)])
    drop_empty_table(run, run.resolved.names.shadow)
    return tried


def try_forward(run: PhaseContext) -> Tried:
    """Try the plan's ALTER without its inverse."""
    make_copy(run, run.resolved.original, with_keys=True)
    tried = _try_plan(run)
    drop_empty_table(run, run.resolved.names.shadow)
    return tried


def make_copy(run: PhaseContext, like: TableFacts, *, with_keys: bool) -> None:
    """An empty copy under the shadow's name."""
    resolved, copy = run.resolved, run.resolved.names.shadow
    create_table(run, copy, create_trial_copy(like, copy, mariadb=resolved.server.is_mariadb))
    if with_keys:
        apply_foreign_keys(run, copy, resolved.keys.all_on_shadow())


def _with_row(run: PhaseContext, forward: Tried, *, restored: bool) -> Tried:
    """The same on a copy with a row, by which the server may decide otherwise. The copy is known by its identity before
    the row comes: what has rows is never dropped by its name alone.
    """
    resolved, copy = run.resolved, run.resolved.names.shadow
    if not restored:
        drop_empty_table(run, copy)
        make_copy(run, resolved.original, with_keys=True)
    _identify(run)
    columns = [column.name for column in resolved.original.columns if not column.generated]
    try:
        run.journal.ask(
            lambda c: c.execute(statements.copy_one_row(resolved.schema, resolved.names.original, copy, columns))
        )
    except ServerError:
        return forward  # the row can't be had: the empty copy has told
    tried = _try(run, shadow_alter_as_one(resolved))
    if tried.way is Way.SHADOW:
        _identify(run)
    return tried


def _identify(run: PhaseContext) -> None:
    record, resolved = run.journal.record(), run.resolved
    copy_id = run.journal.ask(lambda c: id_of(c, run.shard.server, resolved.schema, resolved.names.shadow))
    run.journal.identify(
        original_id=record.original_id,
        shadow_id=copy_id,
        original_definition=record.original_definition,
        new_definition="",
    )


def _try_plan(run: PhaseContext) -> Tried:
    """Several ALTERs are made as one, where that comes to what they come to one after the other."""
    if len(run.resolved.plan.alter) == 1:
        return _try(run, shadow_alters(run.resolved))
    for statement in shadow_alters(run.resolved):
        _made(run, statement.sql)
    wanted = take_apart(_read(run).create_statement)
    drop_empty_table(run, run.resolved.names.shadow)
    make_copy(run, run.resolved.original, with_keys=True)
    tried = _try(run, shadow_alter_as_one(run.resolved))
    if tried.algorithm and take_apart(_read(run).create_statement) != wanted:
        return Tried(Way.SHADOW, COPY, NO_ONE_ALTER)
    return tried


def _try(run: PhaseContext, alters: list[Statement]) -> Tried:
    """Make the last of the statements by the cheapest algorithm that the server takes; those before it only prepare it."""
    for statement in alters[:-1]:
        _made(run, statement.sql)
    alter, lacks = alters[-1].sql, ""
    for algorithm in (INSTANT, "NOCOPY") if run.resolved.server.is_mariadb else (INSTANT, "INPLACE"):
        before = _layout(run)
        lock = "" if algorithm == INSTANT else ", LOCK=NONE"
        said = _made(run, f"{alter}, ALGORITHM={algorithm}{lock}")
        if said:
            lacks = said
            continue
        identity, indexes = _layout(run)
        if identity != before[0]:
            return Tried(Way.SHADOW, COPY, "the server would write the rows again in place")
        return Tried(Way.NATIVE if indexes - before[1] else Way.METADATA, algorithm, lacks)
    return Tried(Way.SHADOW, COPY, lacks)


def _made(run: PhaseContext, sql: str) -> str:
    """Run it; what the server says against it, empty where it took it. A repetition after a lost connection may be refused
    because it is made: the definition tells.
    """
    before = _read(run).create_statement
    try:
        run.journal.ask(lambda c: c.execute(sql))
    except ServerError as error:
        return "" if _read(run).create_statement != before else error.text
    return ""


def _read(run: PhaseContext) -> TableFacts:
    return run.journal.ask(lambda c: read_table(c, run.resolved.schema, run.resolved.names.shadow))


def _layout(run: PhaseContext) -> tuple[str, frozenset[int]]:
    place = (run.shard.server, run.resolved.schema, run.resolved.names.shadow)
    ask: Callable[[], tuple[str, frozenset[int]]] = lambda: run.journal.ask(  # noqa: E731
        lambda c: (table_id(c, *place), index_ids(c, *place))
    )
    return ask()
