"""``online-alter rollback``."""

from __future__ import annotations

import click

from onlinealter.cli.advancing import AdvanceOptions, advance_phases
from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.options import OutputOptions, TargetArguments, ddl_options, target_options, work_options, yes_option
from onlinealter.cli.scheduler import SchedulerArguments, scheduler_options
from onlinealter.model.states import Phase


@command(SWAPPING)
@target_options
@ddl_options
@work_options
@scheduler_options
@yes_option("before the swap back")
@click.option("--repair", is_flag=True, default=False, help="Where rows differ, give the old table those of the new one.")
@click.option("--no-comparison", is_flag=True, default=False, help="Don't compare the two tables before the swap back.")
def rollback(
    words: TargetArguments,
    output_options: OutputOptions,
    scheduling: SchedulerArguments,
    yes: bool,
    repair: bool,
    no_comparison: bool,
) -> None:
    """Swap back after a cutover, without losing a write made since.

    It is refused unless the old table is still the one that was swapped out, and has the same rows as the new one. A change
    that the server made by itself, it undoes by itself; where that takes a copy of the rows, rollback starts a new run for
    it, and the same command continues that run.
    """
    advance_phases(
        words,
        output_options,
        (Phase.ROLLBACK,),
        AdvanceOptions(scheduling=scheduling, yes=yes, repair=repair, unseen=no_comparison),
    )
