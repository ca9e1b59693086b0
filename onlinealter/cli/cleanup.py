"""``online-alter cleanup``."""

from __future__ import annotations

from onlinealter.cli.advancing import advance_phases
from onlinealter.cli.command import ALTERING, command
from onlinealter.cli.options import Look, TargetWords, door_options, look_options, target_options
from onlinealter.model.states import Phase


@command(ALTERING)
@target_options
@door_options
@look_options
def cleanup(words: TargetWords, look: Look) -> None:
    """End the way back: drop all that the run has made."""
    advance_phases(words, look, (Phase.CLEANUP,))
