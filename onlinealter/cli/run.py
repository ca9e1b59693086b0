"""``online-alter run``."""

from __future__ import annotations

import click

from onlinealter.cli.advancing import Ways, advance_phases
from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.options import Look, TargetWords, look_options, run_options, target_options, yes_option
from onlinealter.model.states import Phase

_TO_THE_CUTOVER = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)
_TO_THE_END = (*_TO_THE_CUTOVER, Phase.CLEANUP)


@command(SWAPPING)
@target_options
@run_options
@look_options
@yes_option("before the swap")
@click.option("--cleanup", is_flag=True, default=False, help="Clean up after the swap, which ends the way back.")
def run(words: TargetWords, look: Look, yes: bool, cleanup: bool) -> None:
    """Go through all phases up to the swap.

    It goes on from wherever the run stands. A failure that calling again can't cure leaves the table as it was. The way
    back stays open until cleanup. Without a terminal --yes is needed.
    """
    phases = _TO_THE_END if cleanup else _TO_THE_CUTOVER
    advance_phases(words, look, phases, Ways(yes=yes, abort_when_hopeless=True))
