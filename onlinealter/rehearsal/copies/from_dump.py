"""A server of our own, loaded from a dump for one rehearsal, and removed however that ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onlinealter.dumps.loading import Loaded, load
from onlinealter.dumps.reading import Outline
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.rehearsal.copies.likeness import likeness
from onlinealter.rehearsal.copies.outlining import read_dump
from onlinealter.rehearsal.copies.server import (
    OWN_SETTINGS,
    REMOVED,
    Copy,
    Wanted,
    account_of,
    checking,
    mark_own,
    see_that_a_sandbox_has_room,
)
from onlinealter.sandbox import start_sandbox


@contextmanager
def copy_from_dump(path: Path, wanted: Wanted, reporter: Reporter, stop: StopFlag) -> Iterator[Copy]:
    """Read all of the dump first, then load it into a new server.

    Raises DumpFault for a dump that isn't whole or isn't only a dump, before anything is started.
    """
    dump, outline = read_dump(path, reporter, stop)
    schema, into = _place(path, outline, wanted)
    alike = likeness(wanted.production, outline.origin)
    see_that_a_sandbox_has_room(round(outline.size * ROOM))

    def narrate(text: str) -> None:
        reporter.report(Notice(text))

    with start_sandbox(alike.kind, settings={**OWN_SETTINGS, **alike.settings}, report=narrate) as sandbox:
        account = account_of(sandbox)
        loaded = load(dump, into, account, reporter, checking(stop))
        narrate(f"the dump is loaded, {len(outline.tables)} tables in {loaded.seconds:.0f} s")
        mark_own(account, schema)
        yield Copy(account, schema, (*alike.notes_on(sandbox.version), *notes_of(outline, loaded)))
    narrate(REMOVED)


ROOM = 2.0  # times the statements' bytes: rows, indexes and logs
PACKED_ROWS = "the rows are as the dump has packed them, in key order: they are read faster than production's"


def notes_of(outline: Outline, loaded: Loaded) -> Iterator[str]:
    """What a rehearsal's result says of the dump."""
    if outline.left_out:
        told = ", ".join(f"{what} ({times})" for what, times in outline.left_out.items())
        yield f"left out of the dump: {told}"
    if loaded.refused:
        yield f"the server refused {', '.join(loaded.refused[:10])} of the dump, which the rehearsal does without"
    yield PACKED_ROWS


def _place(path: Path, outline: Outline, wanted: Wanted) -> tuple[str, str]:
    """The schema with the table, and the one that what stands in none is loaded into."""
    having = {schema for schema, table in outline.tables if table.lower() == wanted.table.lower()}
    if not having:
        names = sorted({table for _, table in outline.tables})
        raise Refused(f"{path} has no table {wanted.table}", remedy=f"It has {', '.join(names[:20])}.")
    named = {schema or wanted.schema or outline.origin.schema for schema in having}
    into = wanted.schema or outline.origin.schema if any(not schema for schema, _ in outline.tables) else ""
    fitting = {schema for schema in named if schema and wanted.schema in ("", schema)}
    if len(fitting) == 1:
        return fitting.pop(), into
    found = ", ".join(sorted(filter(None, named)))
    if wanted.schema:
        raise Refused(f"{path} has no {wanted.schema}.{wanted.table}", remedy=f"It has that table in {found}.")
    raise UsageFault(
        f"{path} has {wanted.table} in {found}" if found else "the schema is not named",
        remedy="Name the table as SCHEMA.TABLE, or end the DSN with the schema.",
    )
