"""``online-alter plan``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, target_options
from onlinealter.cli.plan_text import plan_as_sql, plan_as_values
from onlinealter.cli.stdout import write_data, write_json


@command(READING)
@target_options
@look_options
def plan(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print the statements that would run; change nothing.

    They come phase by phase, to be read: a run repeats some of them, and waits between them. --json gives them as a list.
    """
    show_plan(words, output_options)


def show_plan(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print the plan as SQL for the mysql client, or as JSON."""
    if words.shards is not None:
        from onlinealter.cli.fleet_plan import show_fleet_plan

        show_fleet_plan(words, output_options)
        return
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine import alteration

    with reporting(output_options):
        planned = alteration.planned(find_target(words, TargetScope.PLAN))
    if output_options.json:
        write_json(plan_as_values(planned))
    else:
        write_data(plan_as_sql(planned))
