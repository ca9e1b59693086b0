"""``online-alter candidate status``."""

from __future__ import annotations

from pathlib import Path

from onlinealter.cli.candidate_server import candidate_options, named_schema
from onlinealter.cli.command import ASKING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.cli.stdout import write_data, write_json


@command(ASKING)
@candidate_options
@look_options
def status(dsn: str, defaults_file: Path | None, ask_password: bool, output_options: OutputOptions) -> None:
    """Say whether a server is marked as a candidate, by whom and since when."""
    show_candidate(dsn, defaults_file, output_options, ask_password=ask_password)


def show_candidate(dsn: str, defaults_file: Path | None, output_options: OutputOptions, *, ask_password: bool) -> None:
    """Print the mark."""
    from onlinealter.model.event_values import timestamp
    from onlinealter.mysql.connection import connect
    from onlinealter.rehearsal.mark import in_utc, read_mark

    with reporting(output_options):
        found = named_schema(dsn, defaults_file, ask_password=ask_password)
        with connect(found.primary, database=found.database) as connection:
            mark = read_mark(connection, found.database)
    place, since = f"{found.primary.address}/{found.database}", timestamp(in_utc(mark.marked_at)) if mark else ""
    if output_options.json:
        by = mark.marked_by if mark else ""
        write_json({"server": place, "candidate": mark is not None, "marked_by": by, "marked_at": since})
    else:
        write_data(f"{place}: marked by {mark.marked_by} at {since}" if mark else f"{place}: not marked")
