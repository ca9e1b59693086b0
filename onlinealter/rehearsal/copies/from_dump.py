"""A server of our own, loaded from a dump for one rehearsal, and removed however that ends."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onlinealter.dumps.loading import Loaded, load
from onlinealter.dumps.opening import open_dump
from onlinealter.dumps.reading import Outline, look_through
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.mysql.connection import Account, connect
from onlinealter.rehearsal.copies.likeness import likeness
from onlinealter.rehearsal.mark import mark
from onlinealter.sandbox import Sandbox, sandboxes_folder, start_sandbox


@dataclass(frozen=True)
class Wanted:
    """The table that is to be in the copy; its schema is empty where nobody has named it. And production's servers."""

    schema: str
    table: str
    production: tuple[Account, ...] = ()


@dataclass(frozen=True)
class Copy:
    """A server with the data, the schema that has the table, and what is to be said of it."""

    account: Account
    schema: str
    notes: tuple[str, ...]


@contextmanager
def copy_from_dump(path: Path, wanted: Wanted, reporter: Reporter, stop: StopFlag) -> Iterator[Copy]:
    """Read all of the dump first, then load it into a new server.

    Raises DumpFault for a dump that isn't whole or isn't only a dump, before anything is started.
    """
    dump = open_dump(path)
    reporter.report(Notice(f"reading {path}"))
    outline = look_through(dump, path, stop.check)
    schema, into = _place(path, outline, wanted)
    alike = likeness(wanted.production, outline.origin)
    _see_that_there_is_room(outline.size)

    def narrate(text: str) -> None:
        reporter.report(Notice(text))

    with start_sandbox(alike.kind, settings={**_OWN_SETTINGS, **alike.settings}, report=narrate) as sandbox:
        account = _account(sandbox)
        loaded = load(dump, into, account, reporter, stop.check)
        narrate(f"the dump is loaded, {len(outline.tables)} tables in {loaded.seconds:.0f} s")
        mark_own(account, schema)
        yield Copy(account, schema, (*alike.notes_on(sandbox.version), *_notes(outline, loaded)))
    narrate("the server that was made for the rehearsal is removed")


def mark_own(account: Account, schema: str) -> None:
    """Mark a server as a candidate that nobody else has ever seen."""
    with connect(account) as connection:
        mark(connection, schema, getpass.getuser())


# Nothing of the dump begins to run by itself, and a row may be as long as any server takes it.
_OWN_SETTINGS = {"event_scheduler": "OFF", "max_allowed_packet": "1G", "local_infile": "OFF"}
_ROOM = 2.0  # times the statements' bytes: rows, indexes and logs


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
    if not fitting and wanted.schema:
        found = ", ".join(sorted(filter(None, named)))
        raise Refused(f"{path} has no {wanted.schema}.{wanted.table}", remedy=f"It has that table in {found}.")
    raise UsageFault("the schema is not named", remedy="Name the table as SCHEMA.TABLE, or end the DSN with the schema.")


def _see_that_there_is_room(size: int) -> None:
    folder = sandboxes_folder()
    folder.mkdir(parents=True, exist_ok=True)
    free, needed = shutil.disk_usage(folder).free, round(size * _ROOM)
    if free < needed:
        raise Refused(
            f"{folder} has {free >> 20:,} MiB free, and the dump's data need about {needed >> 20:,}",
            remedy="Make room there, or name another folder by ONLINEALTER_SANDBOXES.",
        )


def _account(sandbox: Sandbox) -> Account:
    primary = sandbox.primary
    return Account(primary.host, primary.port, primary.user, primary.password)


def _notes(outline: Outline, loaded: Loaded) -> Iterator[str]:
    if outline.left_out:
        told = ", ".join(f"{what} ({times})" for what, times in outline.left_out.items())
        yield f"left out of the dump: {told}"
    if loaded.refused:
        yield f"the server refused {', '.join(loaded.refused[:10])} of the dump, which the rehearsal does without"
    yield "the rows are as the dump has packed them, in key order: they are read faster than production's"
