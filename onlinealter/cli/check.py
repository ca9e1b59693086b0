"""``online-alter check``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, target_options


@command(READING)
@target_options
@look_options
def check(words: TargetArguments, output_options: OutputOptions) -> None:
    """Say whether the alteration may go ahead; change nothing.

    All findings come at once, each with what to do about it, and then a summary: the strategy, how many rows and bytes, the
    indexes that are built after the copy, the room that it takes, and the replicas.
    """
    run_checks(words, output_options)


def run_checks(words: TargetArguments, output_options: OutputOptions) -> None:
    """Report all findings, then a summary; a refusal ends with its exit code."""
    if words.shards is not None:
        from onlinealter.cli.fleet import check_all

        check_all(words, output_options)
        return
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine import alteration

    with reporting(output_options) as output:
        alteration.check(find_target(words, TargetScope.PLAN), output)
