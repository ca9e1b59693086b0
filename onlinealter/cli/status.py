"""``online-alter status``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, run_target_options
from onlinealter.cli.stdout import write_data
from onlinealter.model.states import State

if TYPE_CHECKING:
    from onlinealter.model.status import RunStatus

_OVER = (State.DONE, State.ABORTED)


@dataclass(frozen=True)
class StatusOptions:
    """Which runs are shown, and whether again and again."""

    active: bool = False
    watch: bool = False
    failed: bool = False

    def shows(self, run: RunStatus) -> bool:
        return not (self.active and run.state in _OVER) and not (self.failed and not run.failure)


@command(READING)
@run_target_options
@look_options
@click.option("--active", is_flag=True, default=False, help="Leave out runs that are over.")
@click.option("--watch", is_flag=True, default=False, help="Look again every few seconds, until Ctrl-C.")
@click.option("--failed", is_flag=True, default=False, help="Only runs that failed, and shards that can't be reached.")
def status(words: TargetArguments, output_options: OutputOptions, **given: Any) -> None:  # noqa: ANN401 - what click has parsed
    """Show where the table's runs stand, or all of the schema's.

    While a process works on a run, it also shows how fast rows are copied, the time left, the replicas' lag, and the
    sessions that hold the table's lock.
    """
    show_status(words, output_options, StatusOptions(**given))


def show_status(words: TargetArguments, output_options: OutputOptions, options: StatusOptions) -> None:
    """Print the runs as their journals have them, and what is being done."""
    from onlinealter.report.watching import Shown, WatchOptions, watch

    if words.shards is not None:
        from onlinealter.cli.fleet_status import show_fleet_status

        show_fleet_status(words, output_options, WatchOptions(options.watch, options.failed))
        return
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine import alteration
    from onlinealter.engine.activity import read_activity
    from onlinealter.report.status_view import as_json, as_text, status_view

    def look() -> Shown:
        statuses = [run for run in alteration.read_status(target) if options.shows(run)]
        activity = read_activity(target, statuses)
        text = as_json(statuses, activity) if output_options.json else as_text(statuses, activity)
        return status_view(statuses, activity), text

    with reporting(output_options):
        target = find_target(words, TargetScope.SCHEMA)
        if options.watch:
            watch(look, redraw=not output_options.json)
        else:
            write_data(look()[1])
