"""``online-alter prepare``."""

from __future__ import annotations

from onlinealter.cli.advancing import advance_phases
from onlinealter.cli.command import ALTERING, command
from onlinealter.cli.options import OutputOptions, TargetArguments, ddl_options, target_options, work_options
from onlinealter.model.states import Phase


@command(ALTERING)
@target_options
@ddl_options
@work_options
def prepare(words: TargetArguments, output_options: OutputOptions) -> None:
    """Check, then make the shadow table and its triggers."""
    advance_phases(words, output_options, (Phase.PREPARE,))
