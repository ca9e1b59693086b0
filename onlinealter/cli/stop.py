"""``online-alter stop``."""

from __future__ import annotations

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, run_target_options
from onlinealter.model.events import Notice
from onlinealter.model.exit_codes import ExitCode


@command((*READING, ExitCode.WRONG_PHASE, ExitCode.BLOCKED))
@run_target_options
@click.option(
    "--wait",
    "longest",
    type=click.FloatRange(min=0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait until the process has ended.",
)
@look_options
def stop(words: TargetArguments, output_options: OutputOptions, longest: float) -> None:
    """Stop the process that works on the run, on whatever machine it is.

    It stops at its next chunk, as after Ctrl-C, with exit code 130; `stop` waits for that. The run stays where it is, with
    its triggers; giving its command again resumes it.
    """
    request_stop(words, output_options, longest)


def request_stop(words: TargetArguments, output_options: OutputOptions, longest: float) -> None:
    """Note the order in the journal, and wait until it is obeyed."""
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine import alteration
    from onlinealter.mysql.waits import Waits

    with reporting(output_options) as output:
        status = alteration.stop_process(find_target(words, TargetScope.TABLE), Waits(output), longest)
        following = f"; next: {status.following}" if status.following else ""
        output.report(Notice(f"no process attached on run {status.run} of {status.table} any more{following}"))
