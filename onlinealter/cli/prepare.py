"""``online-alter prepare``."""

from __future__ import annotations

from onlinealter.cli.advancing import AdvanceOptions, advance_phases
from onlinealter.cli.command import ALTERING, command
from onlinealter.cli.options import OutputOptions, TargetArguments, ddl_options, target_options, work_options
from onlinealter.cli.scheduler import SchedulerArguments, scheduler_options
from onlinealter.model.states import Phase


@command(ALTERING)
@target_options
@ddl_options
@work_options
@scheduler_options
def prepare(words: TargetArguments, output_options: OutputOptions, scheduling: SchedulerArguments) -> None:
    """Check, then make the shadow table and its triggers."""
    advance_phases(words, output_options, (Phase.PREPARE,), AdvanceOptions(scheduling=scheduling))
