"""``online-alter abort``."""

from __future__ import annotations

from onlinealter.cli.advancing import advance_phases
from onlinealter.cli.command import ALTERING, command
from onlinealter.cli.options import Look, TargetWords, door_options, look_options, target_options
from onlinealter.model.states import Phase


@command(ALTERING)
@target_options
@door_options
@look_options
def abort(words: TargetWords, look: Look) -> None:
    """Give a run up before its swap; the table stays as it was."""
    advance_phases(words, look, (Phase.ABORT,))
