"""``online-alter history``."""

from __future__ import annotations

from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, run_target_options
from onlinealter.cli.stdout import write_data


@command(READING)
@run_target_options
@look_options
def history(words: TargetArguments, output_options: OutputOptions) -> None:
    """Show the table's past runs, or the schema's.

    For each run: its change, how it was made, its start, end and duration, and who ran it last. The journal keeps this
    record after cleanup.
    """
    show_history(words, output_options)


def show_history(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print the runs, the newest first."""
    if words.shards is not None:
        from onlinealter.cli.fleet_history import show_fleet_history

        show_fleet_history(words, output_options)
        return
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.engine.history import read_history
    from onlinealter.report.history_view import history_as_json, history_as_text

    with reporting(output_options):
        runs = read_history(find_target(words, TargetScope.SCHEMA))
    write_data(history_as_json(runs) if output_options.json else history_as_text(runs))
