"""A server of our own on a copy of a stopped server's data folder, for one rehearsal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from onlinealter.engine.stop import StopFlag
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.rehearsal.copies.datadir import origin_of, see_that_it_is_stopped
from onlinealter.rehearsal.copies.likeness import Likeness, kind_of, likeness
from onlinealter.rehearsal.copies.server import (
    OWN_SETTINGS,
    REMOVED,
    Copy,
    Wanted,
    account_of,
    checking,
    mark_own,
    schema_there,
    see_that_a_sandbox_has_room,
    size_of,
)
from onlinealter.sandbox import ServerKind, locked, start_sandbox


@dataclass(frozen=True)
class Data:
    """A stopped server's data: where and of which kind, settings that they can't be used without, and the file that is
    locked while they are copied.
    """

    folder: Path
    kind: ServerKind
    fixed: Mapping[str, str] = field(default_factory=dict)
    lock: Path | None = None


@contextmanager
def copy_from_datadir(folder: Path, wanted: Wanted, reporter: Reporter, stop: StopFlag) -> Iterator[Copy]:
    """Copy the folder, and start a server on the copy; the folder itself is only read."""
    origin = origin_of(folder)
    see_that_it_is_stopped(folder)
    alike = likeness(wanted.production, origin)
    see_that_a_sandbox_has_room(size_of(folder))
    with copied(Data(folder, kind_of(origin)), alike, wanted, reporter, stop) as copy:
        yield copy


@contextmanager
def copied(data: Data, alike: Likeness, wanted: Wanted, reporter: Reporter, stop: StopFlag) -> Iterator[Copy]:
    """A server on a copy of the data, with production's settings but for those that are fixed."""

    def narrate(text: str) -> None:
        reporter.report(Notice(text))

    settings = {**OWN_SETTINGS, **alike.settings, **data.fixed}
    with ExitStack() as running:
        with locked(data.lock) if data.lock else nullcontext():
            started = start_sandbox(data.kind, settings=settings, data=data.folder, report=narrate)
            sandbox = running.enter_context(started)
        checking(stop)()
        account = account_of(sandbox)
        schema = schema_there(account, wanted, str(data.folder))
        mark_own(account, schema)
        yield Copy(account, schema, alike.notes_on(sandbox.version))
    narrate(REMOVED)
