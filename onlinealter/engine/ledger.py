"""Making and unmaking what a run needs on the server: intention first, then the thing, then the note that it is there.

What is taken away is known by its identity: a table by InnoDB's number, looked at behind the lock of its DROP; triggers and
foreign keys by names that hold the run's id. The ledger's word alone drops nothing: whoever may write to the schema's tables
may write to the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from onlinealter.engine.guard import lines_of
from onlinealter.engine.journal import NOBODYS, Made
from onlinealter.engine.journal_values import METHODS
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.errors import Changed
from onlinealter.model.events import Notice
from onlinealter.planning import statements
from onlinealter.sql.statement import Statement
from onlinealter.tables.children import table_of_key
from onlinealter.tables.facts import existing_tables, read_created, read_definition, table_exists
from onlinealter.tables.identity import is_empty, table_id, while_empty, while_it_is
from onlinealter.tables.installed_triggers import trigger_exists, triggers_named
from onlinealter.tables.names import LEDGER_TABLE, PREFIX
from onlinealter.triggers.statements import drop_trigger

TABLE, TRIGGER, KEY = "table", "trigger", "foreign key"
_WITHOUT_SHADOW = frozenset(METHODS) - {"shadow"}


def create_table(run: PhaseContext, name: str, statement: Statement) -> None:
    """Make a table unless it is there."""
    run.journal.intend(TABLE, name)
    run.ddl.run(statement, lambda: run.journal.ask(lambda c: table_exists(c, run.resolved.schema, name)))
    run.journal.note_made(TABLE, name)


def create_triggers(run: PhaseContext, triggers: Mapping[str, Statement]) -> None:
    """Make triggers, in their order, unless they are there."""
    intend_triggers(run, triggers)
    run.ddl.run_all(lambda: [_placed(run, each) for name, each in triggers.items() if not _is_trigger(run, name)])
    note_triggers(run, triggers)


def intend_triggers(run: PhaseContext, triggers: Mapping[str, Statement]) -> None:
    """Write down that they are about to be made."""
    for name in triggers:
        run.journal.intend(TRIGGER, name)


def note_triggers(run: PhaseContext, triggers: Mapping[str, Statement]) -> None:
    """They are there; a trigger that somebody drops and makes again is known by another moment of its making."""
    there = run.journal.ask(lambda c: triggers_named(c, run.resolved.schema, run.resolved.names.prefix))
    for name in triggers:
        if name in there:
            run.journal.note_made(TRIGGER, name, there[name].created)


def drop_triggers(run: PhaseContext, names: Mapping[str, Statement]) -> None:
    """Drop those of these triggers that the ledger says are ours."""
    ours = {entry.name for entry in run.journal.ledger() if entry.kind == TRIGGER and not entry.gone}
    drops = {name: statement for name, statement in names.items() if name in ours}
    run.ddl.run_all(lambda: [_placed(run, each) for name, each in drops.items() if _is_trigger(run, name)])
    for name in drops:
        run.journal.note_gone(TRIGGER, name)


def _placed(run: PhaseContext, statement: Statement) -> Statement:
    """A table behind is locked alone. Only triggers use it, in statements that take it and `_oa_conflict` one after the
    other: LOCK TABLES would want both too, and one of the application's transactions would be the victim.
    """
    return replace(statement, exclusive=statement.exclusive and statement.tables == (run.resolved.names.original,))


def drop_all(run: PhaseContext, *, after_swap: bool = False) -> list[str]:
    """Drop all that the run has made, and after the swap the old table; gives the tables of the run's names that were
    left alone because they aren't those.

    Foreign keys first, because rows that stay behind without triggers would stand in the way of their parents; then
    triggers, so that no write is sent after a table that is gone.
    """
    names, schema = run.resolved.names, run.resolved.schema
    _pass_over_strange_lines(run)
    drop_keys(run)
    tables = tuple(name for name in (names.shadow, names.retired) if _proof(run, name, after_swap=after_swap))
    for table in tables:
        _drop_keys_of(run, table, after_swap=after_swap)
    _drop_all_triggers(run, tables)
    for table in tables:
        _drop_table(run, table, after_swap=after_swap)
    for entry in run.journal.ledger():
        if entry.kind == TABLE and not entry.gone:
            run.journal.note_gone(TABLE, entry.name)
    there = run.journal.ask(lambda c: existing_tables(c, schema, (names.shadow, names.retired)))
    return [name for name in (names.shadow, names.retired) if name in there]


def drop_empty_table(run: PhaseContext, name: str) -> None:
    """Drop a table that was made to try something on."""
    _drop_table(run, name, after_swap=False)
    run.journal.note_gone(TABLE, name)


def _pass_over_strange_lines(run: PhaseContext) -> None:
    strange = [entry.name for entry in run.journal.ledger() if not entry.gone and not _can_be_ours(run, entry)]
    if strange:
        run.reporter.report(
            Notice(f"{LEDGER_TABLE} names {', '.join(strange)}, which run {run.id} can't have made: left alone, not dropped")
        )


def _can_be_ours(run: PhaseContext, entry: Made) -> bool:
    """Whether the run's own id gives this name."""
    names = run.resolved.names
    if entry.kind == TABLE:
        return entry.name in (names.shadow, names.retired)
    return entry.name.startswith(names.prefix) if entry.kind == TRIGGER else f"{PREFIX}{run.id}_" in entry.name


def _drop_all_triggers(run: PhaseContext, also_locks: tuple[str, ...]) -> None:
    """All that bear the run's id, by the tables that they are on now."""
    schema = run.resolved.schema
    by_table: dict[str, list[str]] = {}
    for name, trigger in run.journal.ask(lambda c: triggers_named(c, schema, run.resolved.names.prefix)).items():
        by_table.setdefault(trigger.table, []).append(name)
    for table, found in by_table.items():
        drops = {name: replace(drop_trigger(schema, name, table), also_locks=also_locks) for name in found}
        run.ddl.run_all(
            lambda drops=drops: [_placed(run, each) for name, each in drops.items() if _is_trigger(run, name)]  # type: ignore[misc]
        )
    for entry in run.journal.ledger():
        if entry.kind == TRIGGER and not entry.gone:
            run.journal.note_gone(TRIGGER, entry.name)


def _drop_table(run: PhaseContext, name: str, *, after_swap: bool) -> None:
    """Drop a table of ours; whether it is that is looked at before each attempt, and again behind the lock."""
    schema = run.resolved.schema

    def left() -> list[Statement]:
        proof = _proof(run, name, after_swap=after_swap)
        return [statements.drop_table(schema, name, f"drop the table {name}", proof)] if proof else []

    run.ddl.run_all(left)


def _proof(run: PhaseContext, name: str, *, after_swap: bool) -> str:
    """A query that fails unless the name leads to the table that the run made or retired; empty where it doesn't now.

    A shadow that isn't known by its identity yet has no row yet; one without a row loses nobody anything. On a server that
    has taken another's place identities are others, and the definition tells.
    """
    names, schema, server = run.resolved.names, run.resolved.schema, run.shard.server
    record = run.journal.record()
    now = run.journal.ask(lambda c: table_id(c, server, schema, name))
    if now and name == names.retired and record.method in _WITHOUT_SHADOW:
        # It only keeps the old definition, and never has a row.
        empty = now != record.original_id and run.journal.ask(lambda c: is_empty(c, schema, name))
        return while_empty(schema, name) if empty else ""
    if not now or (name == names.retired and not after_swap):
        return ""
    known = record.original_id if name == names.retired else record.shadow_id
    if known and record.server_identity != server.identity:
        definition = record.original_definition if name == names.retired else record.new_definition
        known = now if _is_defined_so(run, name, definition, {each.definition for each in record.deferred}) else "another"
    if now == known:
        # The old table may hold the only rows by now: somebody may take the live one away while this waits.
        others = (names.original,) if name == names.retired else ()
        if others:
            see_that_it_is_there(run)
        return while_it_is(server, schema, name, known, beside=others)
    may_be_empty = name == names.shadow and now != record.original_id and known != NOBODYS
    return while_empty(schema, name) if may_be_empty and run.journal.ask(lambda c: is_empty(c, schema, name)) else ""


def see_that_it_is_there(run: PhaseContext) -> None:
    """The old table may hold the only rows that are left. Raises Changed where the application's name leads nowhere."""
    names, schema = run.resolved.names, run.resolved.schema
    if not run.journal.ask(lambda c: table_exists(c, schema, names.original)):
        raise Changed(
            f"there is no table {schema}.{names.original} any more; {names.retired} is kept",
            remedy=f"Create it again, or rename one of the others to {names.original}; "
            f"then: online-alter cleanup --table {names.original}",
        )


def _is_defined_so(run: PhaseContext, name: str, definition: str, later: set[str]) -> bool:
    there = run.journal.ask(lambda c: read_definition(c, run.resolved.schema, name))
    return lines_of(there) - later == lines_of(definition) - later


def _drop_keys_of(run: PhaseContext, table: str, *, after_swap: bool) -> None:
    """Drop the foreign keys of a table of ours, if it is there."""
    schema = run.resolved.schema

    def left() -> list[Statement]:
        if not _proof(run, table, after_swap=after_swap):
            return []
        keys = tuple(run.journal.ask(lambda c: read_created(c, schema, table)).keys_by_name)
        return [statements.change_keys(schema, table, keys, {})] if keys else []

    run.ddl.run_all(left)


def drop_keys_of(run: PhaseContext, table: str) -> None:
    """Drop the foreign keys of the old table."""
    _drop_keys_of(run, table, after_swap=True)


def drop_keys(run: PhaseContext) -> None:
    """Drop the second keys that other tables got, if they have any."""
    schema = run.resolved.schema
    for entry in [entry for entry in run.journal.ledger() if entry.kind == KEY and not entry.gone]:
        if not _can_be_ours(run, entry):
            continue

        def left(name: str = entry.name) -> list[Statement]:
            table = run.journal.ask(lambda c: table_of_key(c, schema, name))
            return [statements.change_keys(schema, table, (name,), {})] if table else []

        run.ddl.run_all(left)
        run.journal.note_gone(KEY, entry.name)


def _is_trigger(run: PhaseContext, name: str) -> bool:
    return run.journal.ask(lambda c: trigger_exists(c, run.resolved.schema, name))
