"""``online-alter estimate``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, run_target_options
from onlinealter.cli.stdout import write_data

if TYPE_CHECKING:
    from onlinealter.model.history import PastRun


@command(READING)
@run_target_options
@look_options
@click.option(
    "--accuracy", is_flag=True, default=False, help="Ask the server's journal how good the estimates of past runs were."
)
def estimate(words: TargetArguments, output_options: OutputOptions, accuracy: bool) -> None:
    """Show what a plan is expected to take, as `online-alter check PLAN` has found out.

    It is read from PLAN.estimate.json beside the plan; no server is asked. With --accuracy the journal is asked instead:
    what past runs took, beside what was expected of them.
    """
    if accuracy:
        show_accuracy(words, output_options)
    else:
        show_estimate(words, output_options)


def show_estimate(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print the file. Raises UsageFault where there is none."""
    from onlinealter.cli.target import TargetScope, subject_of
    from onlinealter.estimates.file import estimate_beside, estimate_file, estimate_text
    from onlinealter.model.errors import UsageFault
    from onlinealter.report.estimate_view import estimate_as_text

    with reporting(output_options):
        if words.plan_file is None:
            raise UsageFault("no plan file is given, beside which an estimate could stand", remedy="Give PLAN.toml.")
        plan = subject_of(words, TargetScope.PLAN).plan
        found = estimate_beside(words.plan_file, plan.change_digest if plan else "")
        if found is None:
            file = estimate_file(words.plan_file)
            why = "is of another change than the plan's" if file.exists() else "isn't there"
            raise UsageFault(f"{file} {why}", remedy=f"online-alter check {words.plan_file}")
    write_data(estimate_text(found) if output_options.json else estimate_as_text(found))


def show_accuracy(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print runs beside their estimates, the newest first."""
    if words.shards is not None:
        from onlinealter.cli.fleet_history import fleet_runs

        with fleet_runs(words, output_options) as runs:
            _write_accuracy(runs, output_options)
        return
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine.history import read_history

    with reporting(output_options):
        past = read_history(find_target(words, TargetScope.SCHEMA))
    _write_accuracy(past, output_options)


def _write_accuracy(runs: Sequence[PastRun], output_options: OutputOptions) -> None:
    from onlinealter.model.event_values import members
    from onlinealter.report.estimate_view import accuracy_as_text, judged

    found = judged(runs)
    lines = [members(each) | {"within": each.within} for each in found]
    write_data(json.dumps(lines, indent=2) if output_options.json else accuracy_as_text(found))
