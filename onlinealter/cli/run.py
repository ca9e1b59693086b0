"""``online-alter run``."""

from __future__ import annotations

import click

from onlinealter.cli.advancing import AdvanceOptions, advance_phases
from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.options import (
    OutputOptions,
    TargetArguments,
    answer_option,
    run_options,
    target_options,
    work_options,
    yes_option,
)
from onlinealter.cli.scheduler import SchedulerArguments, scheduler_options
from onlinealter.model.states import Phase

_PHASES = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP)
_UNTIL = {"copied": 2, "verified": 3, "swapped": 4, "clean": 5}


@command(SWAPPING)
@target_options
@run_options
@work_options
@scheduler_options
@yes_option("before the swap")
@click.option("--cleanup", is_flag=True, default=False, help="The same as --until clean.")
@click.option(
    "--until",
    type=click.Choice(list(_UNTIL)),
    default="swapped",
    show_default=True,
    help="How far to go: copied, verified, swapped, or clean, after which no rollback is possible.",
)
@answer_option
def run(
    words: TargetArguments,
    output_options: OutputOptions,
    scheduling: SchedulerArguments,
    yes: bool,
    cleanup: bool,
    until: str,
    answer: str | None,
) -> None:
    """Go through all phases, up to and including the swap.

    It continues from wherever the run stands. If rows don't fit the new definition, the run stops and keeps the copy. If it
    fails in a way that running it again can't fix, it is cancelled and the table is as it was. Rollback is possible until
    cleanup. Without a terminal, --yes is needed.
    """
    phases = _PHASES[: _UNTIL["clean" if cleanup else until]]
    options = AdvanceOptions(
        yes=yes or Phase.CUTOVER not in phases, abort_when_hopeless=True, answer=answer or "", scheduling=scheduling
    )
    advance_phases(words, output_options, phases, options)
