"""``online-alter rollback``."""

from __future__ import annotations

from onlinealter.cli.advancing import Ways, advance_phases
from onlinealter.cli.command import SWAPPING, command
from onlinealter.cli.options import Look, TargetWords, door_options, look_options, target_options, yes_option
from onlinealter.model.states import Phase


@command(SWAPPING)
@target_options
@door_options
@look_options
@yes_option("before the swap back")
def rollback(words: TargetWords, look: Look, yes: bool) -> None:
    """Swap back after a cutover, without losing a write made since."""
    advance_phases(words, look, (Phase.ROLLBACK,), Ways(yes=yes))
