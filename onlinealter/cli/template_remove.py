"""``online-alter template remove``."""

from __future__ import annotations

import click

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.model.events import Notice


@command(ALWAYS)
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@look_options
def remove_template(names: tuple[str, ...], output_options: OutputOptions) -> None:
    """Remove templates; private servers made from them live on."""
    from onlinealter.rehearsal.copies import templates

    with reporting(output_options) as output:
        for name in names:
            templates.remove_template(name)
            output.report(Notice(f"the template '{name}' is removed"))
