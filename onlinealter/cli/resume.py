"""``online-alter resume``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, run_target_options
from onlinealter.cli.pausing import request_pause
from onlinealter.model.exit_codes import ExitCode


@command((*READING, ExitCode.WRONG_PHASE))
@run_target_options
@look_options
def resume(words: TargetArguments, output_options: OutputOptions) -> None:
    """Resume a paused run."""
    request_pause(words, output_options, paused=False)
