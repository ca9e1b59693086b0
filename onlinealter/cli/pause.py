"""``online-alter pause``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.options import Look, TargetWords, look_options, target_options
from onlinealter.cli.pausing import request_pause
from onlinealter.model.exit_codes import ExitCode


@command((*READING, ExitCode.WRONG_PHASE))
@target_options
@look_options
def pause(words: TargetWords, look: Look) -> None:
    """Let the run wait at its next chunk until it is resumed."""
    request_pause(words, look, paused=True)
