"""``online-alter plan``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import Look, TargetWords, look_options, target_options
from onlinealter.cli.plan_text import plan_as_sql, plan_as_values
from onlinealter.cli.stdout import write_data, write_json


@command(READING)
@target_options
@look_options
def plan(words: TargetWords, look: Look) -> None:
    """Print the statements that would run; change nothing.

    They come as SQL that the mysql client can run, phase by phase, or with --json as a list.
    """
    show_plan(words, look)


def show_plan(words: TargetWords, look: Look) -> None:
    """Print the plan as SQL for the mysql client, or as JSON."""
    from onlinealter.cli.target import Need, find_target
    from onlinealter.engine import alteration

    with reporting(look):
        planned = alteration.planned(find_target(words, Need.PLAN))
    if look.json:
        write_json(plan_as_values(planned))
    else:
        write_data(plan_as_sql(planned))
