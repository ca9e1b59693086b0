"""The built-in load from its beginning to its end: what it keeps beforehand, its writers, and how all is put back.

The rows that it updates are chosen, and kept on the candidate in a table of their own, before the first write; the key of
each row that it inserts is noted in the transaction of the INSERT. So whoever comes after it, in this process or the next,
puts the former back and deletes the latter.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Target
from onlinealter.model.rehearsal import LoadRun, MetError, PlayedKind
from onlinealter.model.traffic import Kind
from onlinealter.mysql.connection import Connection
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.rehearsal.statements import drop_table
from onlinealter.rehearsal.writes import statements
from onlinealter.rehearsal.writes.mix import Mix
from onlinealter.rehearsal.writes.shape import Bounds, Shape, key_of, numbers_of, shape_of
from onlinealter.rehearsal.writes.steps import SEED, Step, builtin_steps, mix_steps
from onlinealter.rehearsal.writes.tally import Tally
from onlinealter.rehearsal.writes.writer import Assignment, Writer
from onlinealter.tables.existing_triggers import existing_triggers
from onlinealter.tables.facts import TableFacts, read_table, table_exists
from onlinealter.tables.names import PREFIX

_PER_WRITER, _MOST_WRITERS = 25.0, 16  # statements a second of a mix
_FEW, _MOST_OF_A_TABLE = 20, 0.5  # planted faults need rows that the load leaves alone
_LONGEST_WAIT, _POLL = 60.0, 0.05  # seconds until every writer has done so many things


@dataclass(frozen=True)
class Tables:
    """The load's own tables, named after the rehearsal's empty one."""

    stand_in: str

    @property
    def kept(self) -> str:
        """The rows that it updates, as they were."""
        return f"{self.stand_in}_kept"

    @property
    def added(self) -> str:
        """The keys of the rows that it has inserted."""
        return f"{self.stand_in}_added"


@dataclass(frozen=True)
class Work:
    """How many writers there are, how many rows they choose from, what each does (by its number and that of the rows), and
    how many things each is to have done between two phases. With a ``mix`` they play that.
    """

    writers: int
    sample: int
    steps: Callable[[int, int], Iterable[Step]]
    between: int
    mix: Mix | None = None


def builtin_work() -> Work:
    """Sensible writes, as many as a small application makes."""
    return Work(writers=3, sample=600, steps=builtin_steps, between=8)


def work_like(mix: Mix) -> Work:
    """What an application of production does."""
    writers = min(_MOST_WRITERS, max(1, round(mix.per_second / _PER_WRITER + 0.5)))
    between = min(8, int(mix.per_second / writers))  # a second's worth at most
    return Work(writers, 3000, lambda number, kept: mix_steps(mix, number, writers, kept), between, mix)


class Load:
    """Writers at work."""

    def __init__(self, tally: Tally, workers: list[Future[None]], between: int) -> None:
        self._tally = tally
        self._workers = workers
        self._between = between

    def let_write(self, stop: StopFlag, things: int | None = None) -> None:
        """Wait until each writer has done so many things more: what comes next then meets what they have written."""
        things = self._between if things is None else things
        wanted, deadline = [turns + things for turns in self._tally.turns()], time.monotonic() + _LONGEST_WAIT
        while self._workers and time.monotonic() < deadline:
            if any(worker.done() for worker in self._workers):
                return  # it failed: its error comes at the end
            if all(turns >= least for turns, least in zip(self._tally.turns(), wanted, strict=True)):
                return
            stop.sleep(_POLL)


@contextmanager
def writing(
    target: Target,
    resolved: ResolvedPlan,
    stand_in: str,
    rows: int,
    connection: Connection,
    ended: list[LoadRun],
    work: Work,
) -> Iterator[Load]:
    """Let the writers write meanwhile; what they did is told in ``ended``."""
    tables, schema = Tables(stand_in), target.schema
    bounds, shape = _looked_at(connection, resolved)
    kept = _keep_rows(connection, resolved.original, tables, _share(work.sample, rows), bounds) if shape else 0
    events = {trigger.event for trigger in resolved.triggers}
    left_out = _left_out(events, shape, kept)
    tally, ends, began = Tally(work.writers), threading.Event(), time.monotonic()
    with ThreadPoolExecutor(work.writers, "load") as pool:
        workers = list[Future[None]]()
        if shape and kept:
            for number in range(work.writers):
                assignment = Assignment(
                    target.primary, schema, target.table, tables.kept, tables.added, kept, number, work.writers, bounds,
                    shape, inserts=events.isdisjoint({"INSERT", "DELETE"}), updates="UPDATE" not in events,
                    like=work.mix is not None,
                )  # fmt: skip
                workers.append(pool.submit(Writer(assignment, work.steps(number, kept), tally, ends).run))
        try:
            yield Load(tally, workers, work.between)
        finally:
            seconds = time.monotonic() - began
            ends.set()
    for worker in workers:
        worker.result()
    if workers:
        tally.missed(_count_lost(connection, target, tables))
    ended.append(_told(tally, seconds, left_out, work.mix))


def put_back(connection: Connection, schema: str, table: str, stand_in: str) -> None:
    """Give the rows that a load has updated their values again, delete those that it has inserted, and put AUTO_INCREMENT
    back. Can be repeated from any point; without a load there is nothing to do.
    """
    tables = Tables(stand_in)
    kept, added = (table_exists(connection, schema, name) for name in (tables.kept, tables.added))
    if (kept or added) and table_exists(connection, schema, table):
        facts = read_table(connection, schema, table)
        key, fired = key_of(facts), {each.event for each in existing_triggers(connection, schema, table, PREFIX)}
        if key and added and "DELETE" not in fired:  # there it has inserted none
            connection.execute(statements.remove_added(schema, table, tables.added, key))
        if key and kept and "UPDATE" not in fired:
            columns = [column.name for column in facts.columns if not column.generated]
            connection.execute(statements.put_back(schema, table, tables.kept, key, columns))
        counter = connection.value(statements.counter_of(), [schema, tables.kept])
        if counter and facts.auto_increment != int(counter):
            connection.execute(statements.set_counter(schema, table, int(counter)))
    connection.execute(drop_table(schema, tables.added))
    connection.execute(drop_table(schema, tables.kept))  # the last one: it holds the counter


def _looked_at(connection: Connection, resolved: ResolvedPlan) -> tuple[Bounds, Shape | None]:
    original, schema = resolved.original, resolved.schema
    unique = [index for index in (*original.indexes, *resolved.shadow.indexes) if index.unique]
    referenced = {name for child in resolved.children for name in child.key.referenced}
    referenced |= {name for key in original.keys if not key.table for name in key.referenced}
    if any(not child.key.referenced for child in resolved.children):  # in another schema, whose keys aren't read
        referenced |= {name for index in original.indexes for name in index.columns}
    highest = {
        name: max(0, int(connection.value(statements.highest(schema, original.name, name)) or 0))
        for name in numbers_of(original)
    }
    bounds = Bounds(
        kept=frozenset(column.name for column in original.columns),
        unique=tuple(unique),
        referenced=frozenset(referenced),
        referring=frozenset(name for key in original.keys for name in key.columns),
        highest=highest,
    )
    return bounds, shape_of(original, bounds)


def _share(sample: int, rows: int) -> float:
    """Of the table's rows that are kept."""
    return min(sample / rows, _MOST_OF_A_TABLE) if rows > _FEW else 1.0


def _keep_rows(connection: Connection, original: TableFacts, tables: Tables, share: float, bounds: Bounds) -> int:
    schema, table = original.schema, original.name
    key, columns = key_of(original) or (), tuple(column.name for column in original.columns if column.name in bounds.kept)
    counter = original.auto_increment or 0
    connection.execute(statements.create_added(schema, tables.added, table, key))
    connection.execute(statements.create_kept(schema, tables.kept, table, columns, counter))
    return connection.execute(statements.keep_sample(schema, tables.kept, table, columns, share, SEED))


def _left_out(events: set[str], shape: Shape | None, kept: int) -> tuple[str, ...]:
    if shape is None:
        return ("all: the table has no key of columns that are never NULL",)
    if not kept:
        return ("all: the table has no rows to go by",)
    found = []
    if not events.isdisjoint({"INSERT", "DELETE"}):
        found.append("no INSERT and DELETE: what the table's own triggers would write elsewhere can't be put back")
    elif shape.no_insert:
        found.append(shape.no_insert)
    if "UPDATE" in events:
        found.append("no UPDATE: what the table's own triggers would write elsewhere can't be put back")
    elif not shape.changeable:
        found.append("no UPDATE: every column is in a unique key, or computed, or referred to by other tables")
    return tuple(found)


def _count_lost(connection: Connection, target: Target, tables: Tables) -> int:
    facts, added = (read_table(connection, target.schema, name) for name in (target.table, tables.added))
    key = [column.name for column in added.columns if column.name != statements.ROW]
    if not all(facts.column(name) for name in key):
        return 0  # the new definition is in front, in which the key's columns have other names
    return int(connection.value(statements.count_lost(target.schema, target.table, tables.added, key)))


def _told(tally: Tally, seconds: float, left_out: tuple[str, ...], mix: Mix | None) -> LoadRun:
    reasons = tuple(f"{times:,} {reason}" for reason, times in tally.reasons())
    return LoadRun(
        writers=len(tally.turns()),
        seconds=seconds,
        inserts=tally.count(Kind.INSERT),
        updates=tally.count(Kind.UPDATE),
        deletes=tally.count(Kind.DELETE),
        longest_wait=tally.longest_wait,
        errors=tuple(MetError(*each) for each in tally.errors()),
        lost=tally.lost,
        left_out=(*left_out, *(mix.notes if mix else ()), *reasons),
        selects=tally.count(Kind.SELECT),
        mix=tuple(
            PlayedKind(share.kind.value, share.per_second, tally.count(share.kind) / seconds,
                       share.rows_each, tally.rows(share.kind) / max(1, tally.count(share.kind)))
            for share in mix.shares
        ) if mix else (),
    )  # fmt: skip
