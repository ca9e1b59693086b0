"""``online-alter candidate unmark``."""

from __future__ import annotations

from pathlib import Path

from onlinealter.cli.candidate_server import candidate_options, named_schema
from onlinealter.cli.command import ASKING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.model.events import Notice


@command(ASKING)
@candidate_options
@look_options
def unmark(dsn: str, defaults_file: Path | None, ask_password: bool, output_options: OutputOptions) -> None:
    """Take the mark away: nothing is rehearsed there any more."""
    unmark_candidate(dsn, defaults_file, output_options, ask_password=ask_password)


def unmark_candidate(dsn: str, defaults_file: Path | None, output_options: OutputOptions, *, ask_password: bool) -> None:
    """Take the mark away, and say whether there was one."""
    from onlinealter.mysql.connection import connect
    from onlinealter.rehearsal.mark import unmark as take_mark_away

    with reporting(output_options) as output:
        found = named_schema(dsn, defaults_file, ask_password=ask_password)
        with connect(found.primary, database=found.database) as connection:
            there = take_mark_away(connection, found.database)
        said = "is no candidate any more" if there else "had no mark"
        output.report(Notice(f"{found.primary.address}/{found.database} {said}"))
