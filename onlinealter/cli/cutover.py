"""``online-alter cutover``."""

from __future__ import annotations

from onlinealter.cli.advancing import Ways, advance_phases
from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.options import Look, TargetWords, look_options, swap_options, target_options, yes_option
from onlinealter.model.states import Phase


@command(SWAPPING)
@target_options
@swap_options
@look_options
@yes_option("before the swap")
def cutover(words: TargetWords, look: Look, yes: bool) -> None:
    """Swap the verified shadow table in.

    The way back stays open until cleanup. Without a terminal --yes is needed.
    """
    advance_phases(words, look, (Phase.CUTOVER,), Ways(yes=yes))
