"""Rows whose parents are missing, where a foreign key is new: the key is made without a look at the rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from onlinealter.copying import statements as copying
from onlinealter.copying.statements import Copy
from onlinealter.engine.guard import NO_ROLLBACK, check_swapped, check_unchanged
from onlinealter.engine.journal import RunRecord
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.watch import watching
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.model.errors import ConflictsFound
from onlinealter.mysql.connection import Connection
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.swapping.which_table import Side, which_side
from onlinealter.tables.chunks import KeyRange
from onlinealter.tables.copy_key import Key
from onlinealter.tables.foreign_keys import ForeignKey

_FIRST_ROWS = 1_000
_REST = 0.6  # of the time that a chunk has taken, where no gate says how much


def look_for_orphans(run: PhaseContext, *, back: bool = False) -> None:
    """Raise ConflictsFound where rows have no parent by a key that comes with the new definition, or, with ``back``, by
    one that a rollback brings back. Locks nothing, and waits at the gate before each chunk.
    """
    if run.resolved.keys.dropped if back else run.resolved.keys.added:
        with watching(run, _check_swapped if back else check_unchanged) as watch:
            _look(run, lambda _: watch.gate.wait(), back=back)


def look_for_orphans_at_once(run: PhaseContext, *, back: bool = False) -> None:
    """The same between an exchange of the names and its end, which no gate puts off: it rests between the chunks."""
    _look(run, lambda seconds: run.stop.sleep(seconds * _REST), back=back)


def _look(run: PhaseContext, wait: Callable[[float], None], *, back: bool) -> None:
    keys = run.resolved.keys.dropped if back else run.resolved.keys.added
    if not keys:
        return
    copy = _retired(run) if back else _new(run)
    for chunk in _chunks(run, copy, wait):
        for key in keys:
            found = _orphans(run, copy, chunk, key)
            if found:
                raise _conflict(run, copy, key, found)


def _check_swapped(connection: Connection, resolved: ResolvedPlan, record: RunRecord) -> None:
    check_swapped(connection, resolved, record, NO_ROLLBACK)


def _new(run: PhaseContext) -> Copy:
    names = run.resolved.names
    side = run.journal.ask(lambda c: which_side(c, run.resolved.schema, names))
    table = names.original if side is Side.NEW else names.shadow
    return replace(
        run.resolved.copy_back(), original=replace(run.resolved.shadow, name=table), key=run.resolved.key.turned()
    )


def _retired(run: PhaseContext) -> Copy:
    return replace(run.resolved.copy(), original=replace(run.resolved.original, name=run.resolved.names.retired))


def _chunks(run: PhaseContext, copy: Copy, wait: Callable[[float], None]) -> Iterator[KeyRange]:
    """The whole table in the order of its key, in chunks of the plan's time and rows; ``wait`` is given how many seconds the
    last one took.
    """
    settings = run.resolved.plan.settings
    size = ChunkSize(_FIRST_ROWS, settings.max_chunk_rows, settings.chunk_time)
    left: KeyRange | None = KeyRange(None, None, 1)
    seconds = 0.0
    while left is not None:
        run.stop.check()
        wait(seconds)
        began, rows = time.monotonic(), size.rows
        sql = copying.look_ahead(copy, left, rows)
        row = run.journal.ask(lambda c, sql=sql: c.row(sql))  # type: ignore[misc]
        chunk, left = left.cut(tuple(map(str, row))) if row else (left, None)
        yield chunk
        seconds = time.monotonic() - began
        size.took(rows if row else 0, seconds)


def _orphans(run: PhaseContext, copy: Copy, chunk: KeyRange, key: ForeignKey) -> list[Key]:
    rows = run.journal.ask(lambda c: c.rows(copying.orphans(copy, chunk, key)))
    return [tuple(map(str, row)) for row in rows]


def _conflict(run: PhaseContext, copy: Copy, key: ForeignKey, found: list[Key]) -> ConflictsFound:
    parent = f"{key.table or run.resolved.names.original} ({', '.join(key.referenced)})"
    rows = "; ".join(copy.key.readable(each) for each in found)
    return ConflictsFound(
        f"rows of {run.resolved.names.original} have no parent in {parent}, as {key.name_on(run.resolved.names.original)} "
        f"wants: "
        f"{rows}",
        remedy="Fix these rows, or give them their parents, and run the same command again.",
    )
