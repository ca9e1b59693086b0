"""``online-alter verify``."""

from __future__ import annotations

import click

from onlinealter.cli.advancing import AdvanceOptions, advance_phases
from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.options import OutputOptions, TargetArguments, pause_options, target_options, work_options
from onlinealter.cli.scheduler import SchedulerArguments, scheduler_options
from onlinealter.model.states import Phase


@command(SWAPPING)
@target_options
@pause_options
@work_options
@scheduler_options
@click.option("--repair", is_flag=True, default=False, help="Copy the rows that differ once more, then verify again.")
def verify(words: TargetArguments, output_options: OutputOptions, scheduling: SchedulerArguments, repair: bool) -> None:
    """Compare the shadow table with the original, row for row.

    While rows differ, cutover is refused.
    """
    advance_phases(words, output_options, (Phase.VERIFY,), AdvanceOptions(scheduling=scheduling, repair=repair))
