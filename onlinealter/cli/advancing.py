"""What all commands do that take a run through phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onlinealter.cli.consent import consent
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import Look, TargetWords
from onlinealter.cli.signals import stopped_by_signals
from onlinealter.model.states import Phase


@dataclass(frozen=True)
class Ways:
    """How to go through the phases: without ``yes`` somebody is asked before the swap."""

    yes: bool = True
    repair: bool = False
    abort_when_hopeless: bool = False


def advance_phases(words: TargetWords, look: Look, phases: Sequence[Phase], ways: Ways = Ways()) -> None:
    """Take the target through the phases."""
    from onlinealter.cli.target import Need, find_target
    from onlinealter.engine import alteration
    from onlinealter.engine.target import Choices

    with reporting(look) as output:
        target = find_target(words, Need.PLAN if Phase.PREPARE in phases else Need.TABLE)
        back = " back" if Phase.ROLLBACK in phases else ""
        question = f"Swap {target.schema}.{target.table}{back} now?"
        choices = Choices(consent(ways.yes, question, output), ways.repair, ways.abort_when_hopeless)
        with stopped_by_signals(output) as stop:
            alteration.advance(target, phases, output, stop, choices)
