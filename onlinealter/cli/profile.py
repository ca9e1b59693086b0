"""``online-alter profile``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from onlinealter.cli.command import READING, command
from onlinealter.cli.duration import Duration
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, table_options
from onlinealter.cli.stdout import write_data
from onlinealter.model.exit_codes import ExitCode


@command((*READING, ExitCode.CHANGED))
@table_options
@look_options
@click.option(
    "--for", "seconds", type=Duration(), default="10m", show_default=True, metavar="TIME", help="How long to measure."
)
@click.option(
    "-o", "--output", "result_file", type=click.Path(path_type=Path), default=None, metavar="FILE.json",
    help="Write the result to this file, too.",
)  # fmt: skip
def profile(words: TargetArguments, output_options: OutputOptions, seconds: float, result_file: Path | None) -> None:
    """Measure what the application does to a table; change nothing.

    It shows how many statements of each kind there are, how many rows they touch, which indexes they use, and how long they
    wait for row locks. The numbers come from the performance schema or from MariaDB's user statistics. The text of a
    statement is never kept, nor is any value.
    """
    run_profile(words, output_options, seconds, result_file)


def run_profile(words: TargetArguments, output_options: OutputOptions, seconds: float, result_file: Path | None) -> None:
    """Measure, write the result, show it."""
    from onlinealter.cli.output_file import see_that_it_can_be_written
    from onlinealter.cli.signals import stopped_by_signals
    from onlinealter.cli.target import TargetScope, find_target
    from onlinealter.model.event_values import members
    from onlinealter.model.events import Notice
    from onlinealter.model.traffic import FORMAT
    from onlinealter.rehearsal.traffic.measuring import measure
    from onlinealter.report.traffic_view import traffic_as_text

    with reporting(output_options) as output:
        if result_file is not None:
            see_that_it_can_be_written(result_file)
        target = find_target(words, TargetScope.TABLE)
        output.report(Notice(f"measuring for {seconds:.0f} s"))
        with stopped_by_signals(output) as stop:
            traffic = measure(target, lambda: stop.sleep(seconds))
        output.close()
        line = {"event": "profiled", "format": FORMAT} | members(traffic)
        if result_file is not None:
            result_file.write_text(json.dumps(line, indent=2) + "\n", encoding="utf-8")
        write_data(json.dumps(line) if output_options.json else traffic_as_text(traffic))
