"""``online-alter resume``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.options import Look, TargetWords, look_options, target_options
from onlinealter.cli.pausing import request_pause
from onlinealter.model.exit_codes import ExitCode


@command((*READING, ExitCode.WRONG_PHASE))
@target_options
@look_options
def resume(words: TargetWords, look: Look) -> None:
    """Let a paused run go on."""
    request_pause(words, look, paused=False)
