"""``online-alter execute``."""

from __future__ import annotations

from onlinealter.cli.advancing import AdvanceOptions, advance_phases
from onlinealter.cli.command import ALTERING, command
from onlinealter.cli.options import OutputOptions, TargetArguments, pause_options, target_options, work_options
from onlinealter.cli.scheduler import SchedulerArguments, scheduler_options
from onlinealter.model.states import Phase


@command(ALTERING)
@target_options
@pause_options
@work_options
@scheduler_options
def execute(words: TargetArguments, output_options: OutputOptions, scheduling: SchedulerArguments) -> None:
    """Copy the rows into the shadow table and build its indexes."""
    advance_phases(words, output_options, (Phase.EXECUTE,), AdvanceOptions(scheduling=scheduling))
