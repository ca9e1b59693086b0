"""``online-alter candidate mark``."""

from __future__ import annotations

import getpass
import socket
from pathlib import Path

from onlinealter.cli.candidate_server import candidate_options, named_schema
from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.model.events import Notice


@command(READING)
@candidate_options
@look_options
def mark(dsn: str, defaults_file: Path | None, ask_password: bool, output_options: OutputOptions) -> None:
    """Mark a release candidate.

    Rehearsals may then alter the tables of this schema there, and undo that. A replica can't be marked.
    """
    mark_candidate(dsn, defaults_file, output_options, ask_password=ask_password)


def mark_candidate(dsn: str, defaults_file: Path | None, output_options: OutputOptions, *, ask_password: bool) -> None:
    """Write the mark, and say so."""
    from onlinealter.mysql.connection import connect
    from onlinealter.rehearsal.mark import mark as write_mark

    with reporting(output_options) as output:
        found = named_schema(dsn, defaults_file, ask_password=ask_password)
        with connect(found.primary, database=found.database) as connection:
            made = write_mark(connection, found.database, f"{getpass.getuser()}@{socket.gethostname()}")
        output.report(Notice(f"{found.primary.address}/{found.database} is marked as a candidate by {made.marked_by}"))
