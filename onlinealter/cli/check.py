"""``online-alter check``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import Look, TargetWords, look_options, target_options
from onlinealter.model.events import Notice


@command(READING)
@target_options
@look_options
def check(words: TargetWords, look: Look) -> None:
    """Say whether the alteration may go ahead; change nothing.

    All findings come at once, each with what to do about it.
    """
    run_checks(words, look)


def run_checks(words: TargetWords, look: Look) -> None:
    """Report all findings; a refusal ends with its exit code."""
    from onlinealter.cli.target import Need, find_target
    from onlinealter.engine import alteration

    with reporting(look) as output:
        target = find_target(words, Need.PLAN)
        findings = alteration.check(target, output)
        said = f", {len(findings)} to read above" if findings else ""
        output.report(Notice(f"nothing stands against altering {target.schema}.{target.table}{said}"))
