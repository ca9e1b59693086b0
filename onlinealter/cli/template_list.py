"""``online-alter template list``."""

from __future__ import annotations

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.cli.template_options import write_templates


@command(ALWAYS)
@look_options
def list_template(output_options: OutputOptions) -> None:
    """Show the templates: server, dump, size and age."""
    from onlinealter.rehearsal.copies.templates import read_templates

    with reporting(output_options):
        write_templates(read_templates(), output_options)
