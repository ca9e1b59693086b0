"""``online-alter cutover``."""

from __future__ import annotations

from onlinealter.cli.advancing import AdvanceOptions, advance_phases
from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.options import (
    OutputOptions,
    TargetArguments,
    answer_option,
    swap_options,
    target_options,
    work_options,
    yes_option,
)
from onlinealter.cli.scheduler import SchedulerArguments, scheduler_options
from onlinealter.model.states import Phase


@command(SWAPPING)
@target_options
@swap_options
@work_options
@scheduler_options
@yes_option("before the swap")
@answer_option
def cutover(
    words: TargetArguments, output_options: OutputOptions, scheduling: SchedulerArguments, yes: bool, answer: str | None
) -> None:
    """Swap the verified shadow table in.

    Rollback is possible until cleanup. Without a terminal, --yes is needed.
    """
    advance_phases(
        words, output_options, (Phase.CUTOVER,), AdvanceOptions(scheduling=scheduling, yes=yes, answer=answer or "")
    )
