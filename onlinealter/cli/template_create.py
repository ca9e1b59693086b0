"""``online-alter template create``."""

from __future__ import annotations

from pathlib import Path

import click

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.options import OutputOptions, work_options
from onlinealter.cli.template_options import TTL_DAYS, bytes_of, dump_help, make, sizes
from onlinealter.model.exit_codes import ExitCode


@command((*ALWAYS, ExitCode.REFUSED, ExitCode.SANDBOX, ExitCode.SERVER))
@click.argument("name")
@click.option("--from-dump", type=click.Path(path_type=Path), required=True, metavar="FILE", help=dump_help)
@sizes
@work_options
def create_template(
    name: str, from_dump: Path, ttl_days: float | None, max_gib: float, schema: str, output_options: OutputOptions
) -> None:
    """Load a dump once, and keep the stopped server's data.

    Each rehearsal then copies them instead of loading the dump. A template of the same name is replaced when the new one is
    good, and one whose time is over is removed.
    """
    from onlinealter.rehearsal.copies.templates import Making

    make(Making(name, from_dump, ttl_days or TTL_DAYS, bytes_of(max_gib), schema), output_options)
