"""``online-alter prepare``."""

from __future__ import annotations

from onlinealter.cli.advancing import advance_phases
from onlinealter.cli.command import ALTERING, command
from onlinealter.cli.options import Look, TargetWords, door_options, look_options, target_options
from onlinealter.model.states import Phase


@command(ALTERING)
@target_options
@door_options
@look_options
def prepare(words: TargetWords, look: Look) -> None:
    """Check, then make the shadow table and its triggers."""
    advance_phases(words, look, (Phase.PREPARE,))
