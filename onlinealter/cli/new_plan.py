"""``online-alter new-plan``."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, credential_options, dsn_option
from onlinealter.cli.stdout import write_data
from onlinealter.model.errors import UsageFault
from onlinealter.model.events import Notice


@command(READING)
@click.argument("table")
@dsn_option
@credential_options[0]
@credential_options[1]
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="Write the plan to this file instead of stdout.",
)
def new_plan(table: str, dsn: str, defaults_file: Path | None, ask_password: bool, output: Path | None) -> None:
    """Generate a commented plan file for TABLE.

    The plan names no server, so that it fits any. Give later commands --dsn and --replica, or set ONLINE_ALTER_DSN, or add
    a [server] section to the plan.
    """
    words = TargetArguments(dsn=dsn, table=table, defaults_file=defaults_file, ask_password=ask_password)
    write_new_plan(words, output)


def write_new_plan(words: TargetArguments, file: Path | None) -> None:
    """Read the table and write a plan on stdout, or into a file that isn't there yet."""
    with reporting(OutputOptions()) as output:
        text, dsn = _new_plan(words)
        if file is not None:
            _write_new(file, text)
            server = f" --dsn {shlex.quote(dsn)}" if words.dsn else ""
            output.report(Notice(f"{file} is written; edit it, then: online-alter check {shlex.quote(str(file))}{server}"))
    if file is None:
        write_data(text.removesuffix("\n"))


def _new_plan(words: TargetArguments) -> tuple[str, str]:
    """The plan's text, and where its table is, without a password."""
    from onlinealter.cli.credentials import parts_of
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.mysql.connection import connect
    from onlinealter.mysql.server import read_server
    from onlinealter.planning import new_plan
    from onlinealter.planning.dsn import as_dsn
    from onlinealter.tables.facts import read_table
    from onlinealter.tables.spelling import as_spelled

    target = find_target(words, TargetScope.TABLE)
    with connect(target.primary, database=target.schema) as connection:
        schema, table = as_spelled(connection, read_server(connection), target.schema, target.table)
        facts = read_table(connection, schema, table)
    return new_plan.new_plan(facts), as_dsn(parts_of(target.primary, schema))


def _write_new(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise UsageFault(f"{file} already exists", remedy="Choose another name or delete it.") from error
    except OSError as error:
        raise UsageFault(f"{file} can't be written: {error.strerror}", remedy="Look at the folder.") from error
