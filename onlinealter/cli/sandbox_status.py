"""``online-alter sandbox status``."""

from __future__ import annotations

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.cli.sandbox_text import write_sandboxes
from onlinealter.model.exit_codes import ExitCode


@command((*ALWAYS, ExitCode.SANDBOX))
@look_options
def status(output_options: OutputOptions) -> None:
    """List the private servers that are up, and how to reach them."""
    show_servers(output_options)


def show_servers(output_options: OutputOptions) -> None:
    """Print the sandboxes of all this user's processes."""
    from onlinealter.sandbox import list_sandboxes

    with reporting(output_options):
        found = list_sandboxes()
    write_sandboxes(found, output_options)
