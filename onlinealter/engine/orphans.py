"""Rows whose parents are missing, where a foreign key is new: the key is made without a look at the rows."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.copying import statements as copying
from onlinealter.copying.statements import Copy
from onlinealter.engine.run import Run
from onlinealter.model.errors import ConflictsFound
from onlinealter.swapping.evidence import Side, which_side
from onlinealter.tables.copy_key import Key
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.ranges import Segment

_CHUNK_ROWS = 20_000


def look_for_orphans(run: Run, *, back: bool = False) -> None:
    """Raise ConflictsFound where rows have no parent by a key that comes with the new definition, or, with ``back``, by
    one that a rollback brings back. Locks nothing.
    """
    keys = run.draft.keys.dropped if back else run.draft.keys.added
    if not keys:
        return
    copy = _retired(run) if back else _new(run)
    for key in keys:
        segment: Segment | None = Segment(None, None, 1)
        while segment is not None:
            run.stop.check()
            chunk, segment = _carve(run, copy, segment)
            found = _orphans(run, copy, chunk, key)
            if found:
                raise _conflict(run, copy, key, found)


def _new(run: Run) -> Copy:
    names = run.draft.names
    side = run.journal.ask(lambda c: which_side(c, run.draft.schema, names))
    table = names.original if side is Side.NEW else names.shadow
    return replace(run.draft.copy_back(), original=replace(run.draft.shadow, name=table))


def _retired(run: Run) -> Copy:
    return replace(run.draft.copy(), original=replace(run.draft.original, name=run.draft.names.retired))


def _carve(run: Run, copy: Copy, segment: Segment) -> tuple[Segment, Segment | None]:
    if not run.draft.key.turns:
        return segment, None  # its order can't be told from the other side
    row = run.journal.ask(lambda c: c.row(copying.look_ahead(copy, segment, _CHUNK_ROWS)))
    return segment.cut(tuple(map(str, row))) if row else (segment, None)


def _orphans(run: Run, copy: Copy, chunk: Segment, key: ForeignKey) -> list[Key]:
    rows = run.journal.ask(lambda c: c.rows(copying.orphans(copy, chunk, key)))
    return [tuple(map(str, row)) for row in rows]


def _conflict(run: Run, copy: Copy, key: ForeignKey, found: list[Key]) -> ConflictsFound:
    parent = f"{key.table or run.draft.names.original} ({', '.join(key.referenced)})"
    rows = "; ".join(copy.key.readable(each) for each in found)
    return ConflictsFound(
        f"rows of {run.draft.names.original} have no parent in {parent}, as {key.name_on(run.draft.names.original)} wants: "
        f"{rows}",
        remedy="Mend these rows, or give them their parents, and call the same command again.",
    )
