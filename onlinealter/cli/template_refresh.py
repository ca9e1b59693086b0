"""``online-alter template refresh``."""

from __future__ import annotations

from pathlib import Path

import click

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, work_options
from onlinealter.cli.template_options import bytes_of, dump_help, known_dump, make, sizes
from onlinealter.model.exit_codes import ExitCode


@command((*ALWAYS, ExitCode.REFUSED, ExitCode.SANDBOX, ExitCode.SERVER))
@click.argument("name")
@click.option(
    "--from-dump",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help=f"{dump_help} Without it the one that the template was made of.",
)
@sizes
@work_options
def refresh_template(
    name: str, from_dump: Path | None, ttl_days: float | None, max_gib: float, schema: str, output_options: OutputOptions
) -> None:
    """Make a template again, from its dump or a newer one.

    It is built beside the old one, which can be used meanwhile and stays where the new one fails.
    """
    from onlinealter.rehearsal.copies.templates import Making, find_template

    with reporting(output_options):
        old = find_template(name)
    dump = known_dump(from_dump, old.dump)
    make(Making(name, dump, ttl_days or old.ttl_days, bytes_of(max_gib), schema or old.schema), output_options)
