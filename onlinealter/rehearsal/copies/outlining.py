"""The first reading of a dump, which runs nothing."""

from __future__ import annotations

from pathlib import Path

from onlinealter.dumps.loading import Progress
from onlinealter.dumps.opening import open_dump
from onlinealter.dumps.reading import Dump, Outline, look_through
from onlinealter.engine.stop import StopFlag
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.rehearsal.copies.server import checking


def read_dump(path: Path, reporter: Reporter, stop: StopFlag) -> tuple[Dump, Outline]:
    """The dump with its outline. Raises DumpFault where it isn't whole, or isn't only a dump."""
    dump, check = open_dump(path), checking(stop)
    reporter.report(Notice(f"reading {path}"))
    progress = Progress(dump, reporter, "reading")

    def look() -> None:
        check()
        progress.tell()

    return dump, look_through(dump, path, look)
