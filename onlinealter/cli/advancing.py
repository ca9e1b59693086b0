"""What all commands do that take a run through phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onlinealter.cli.consent import acceptance, consent
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.cli.scheduler import SchedulerArguments, faults_of_scheduler
from onlinealter.cli.signals import stopped_by_signals
from onlinealter.model.states import Phase


@dataclass(frozen=True)
class AdvanceOptions:
    """How to go through the phases: without ``yes`` somebody is asked before the swap."""

    yes: bool = True
    repair: bool = False
    abort_when_hopeless: bool = False
    unseen: bool = False
    answer: str = ""
    scheduling: SchedulerArguments = SchedulerArguments()


def advance_phases(
    words: TargetArguments,
    output_options: OutputOptions,
    phases: Sequence[Phase],
    options: AdvanceOptions = AdvanceOptions(),
) -> None:
    """Take the target through the phases. Raises UsageFault where a scheduler doesn't go with the other words."""
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine import alteration
    from onlinealter.engine.target import Choices

    faults_of_scheduler(words, options.scheduling)
    if words.shards is not None:
        from onlinealter.cli.fleet import advance_fleet

        advance_fleet(words, output_options, phases, options)
        return
    with reporting(output_options) as output:
        target = find_target(words, TargetScope.PLAN if Phase.PREPARE in phases else TargetScope.TABLE)
        choices = Choices(
            consent(options.yes, output),
            options.repair,
            options.abort_when_hopeless,
            options.unseen,
            acceptance(output),
        )
        with stopped_by_signals(output) as stop:
            alteration.advance(target, phases, output, stop, choices)
