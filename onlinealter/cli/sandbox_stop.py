"""``online-alter sandbox stop``."""

from __future__ import annotations

import click

from onlinealter.cli.command import ALWAYS, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, look_options
from onlinealter.model.errors import UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.exit_codes import ExitCode


@command((*ALWAYS, ExitCode.SANDBOX))
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--all", "everything", is_flag=True, default=False, help="Stop all of them.")
@look_options
def stop(ids: tuple[str, ...], everything: bool, output_options: OutputOptions) -> None:
    """Stop private servers, and remove all they had."""
    stop_servers(ids, everything, output_options)


def stop_servers(ids: tuple[str, ...], everything: bool, output_options: OutputOptions) -> None:
    """Stop the named sandboxes, or all; what dead ones have left goes, too."""
    from onlinealter.sandbox import list_sandboxes, prune_sandboxes, stop_sandbox

    with reporting(output_options) as output:
        if bool(ids) == everything:
            raise UsageFault("either ids or --all is needed", remedy="`online-alter sandbox status` lists the ids.")
        for each in ids or [sandbox.id for sandbox in list_sandboxes()]:
            stop_sandbox(each)
            output.report(Notice(f"sandbox {each} is stopped"))
        for each in prune_sandboxes():
            output.report(Notice(f"what was left of sandbox {each} is removed"))
