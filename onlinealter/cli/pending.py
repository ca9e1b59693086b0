"""``online-alter pending``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from onlinealter.cli.apply import wait_option
from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, look_options, server_options
from onlinealter.cli.signals import stopped_by_signals
from onlinealter.cli.stdout import write_data, write_json
from onlinealter.model.events import Notice
from onlinealter.model.exit_codes import ExitCode

if TYPE_CHECKING:
    from onlinealter.apply.survey import Standing


@command((*READING, ExitCode.CHANGED, ExitCode.PENDING))
@click.argument("folder", type=click.Path(path_type=Path))
@wait_option
@server_options
@look_options
def pending(words: TargetArguments, output_options: OutputOptions, folder: Path, wait: float) -> None:
    """Say which plans of a folder haven't been applied; change nothing.

    The exit code is 0 if nothing is pending and 19 if something is: for init containers and health checks.

    \b
    online-alter pending changes --dsn mysql://ops@db1/shop
    """  # noqa: D301 - click's sign for lines that stay as they are
    from onlinealter.apply.application import await_servers
    from onlinealter.apply.survey import Mark, out_of_order, refuse_changed, survey
    from onlinealter.cli.folder_plans import read_folder

    with reporting(output_options) as output:
        entries = read_folder(folder, words)
        with stopped_by_signals(output) as stop:
            if wait:
                await_servers(entries, wait, output, stop)
            standings = survey(entries)
        if output_options.json:
            write_json(list(map(_as_values, standings)))
        elif not output_options.quiet and standings:
            write_data("\n".join(map(_as_line, standings)))
        refuse_changed(standings)
        if (unordered := out_of_order(standings)) and not output_options.json:
            output.report(Notice(unordered))
    if any(each.mark is not Mark.APPLIED for each in standings):
        raise click.exceptions.Exit(ExitCode.PENDING)


def _as_line(standing: Standing) -> str:
    run = f"  run {standing.run} is {standing.state}" if standing.run else ""
    return f"{standing.mark:<9}  {standing.entry.label}{run}"


def _as_values(standing: Standing) -> dict[str, object]:
    entry = standing.entry
    return {
        "plan": entry.label,
        "table": f"{entry.target.schema}.{entry.target.table}",
        "standing": standing.mark.value,
        "run": standing.run,
        "state": standing.state,
        "explanation": standing.explanation,
    }
