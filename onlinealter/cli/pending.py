"""``online-alter pending``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onlinealter.cli.apply import wait_option
from onlinealter.cli.command import READING, command
from onlinealter.cli.exits import reporting
from onlinealter.cli.options import OutputOptions, TargetArguments, folder_options, look_options
from onlinealter.cli.signals import stopped_by_signals
from onlinealter.cli.stdout import write_data, write_json
from onlinealter.model.events import Notice
from onlinealter.model.exit_codes import ExitCode

if TYPE_CHECKING:
    from onlinealter.apply.survey import Standing


@command((*READING, ExitCode.CHANGED, ExitCode.PENDING))
@click.argument("folder", type=click.Path(path_type=Path))
@wait_option
@folder_options
@look_options
def pending(words: TargetArguments, output_options: OutputOptions, folder: Path, wait: float) -> None:
    """Say which plans of a folder haven't been applied; change nothing.

    The exit code is 0 if nothing is pending and 19 if something is: for init containers and health checks.

    \b
    online-alter pending changes --dsn mysql://ops@db1/shop
    online-alter pending changes --shards shards.toml
    """  # noqa: D301 - click's sign for lines that stay as they are
    from onlinealter.apply.application import await_servers
    from onlinealter.apply.survey import Mark, out_of_order, refuse_changed, survey
    from onlinealter.cli.folder_plans import read_folder

    if words.shards is not None:
        standings = _on_shards(words, output_options, folder, wait)
    else:
        with reporting(output_options) as output:
            entries = read_folder(folder, words)
            with stopped_by_signals(output) as stop:
                if wait:
                    await_servers(entries, wait, output, stop)
                standings = survey(entries)
            _show([("", each) for each in standings], output_options)
            _end_where_changed(standings, output_options)
            refuse_changed(standings)
            if (unordered := out_of_order(standings)) and not output_options.json:
                output.report(Notice(unordered))
    if any(each.mark is not Mark.APPLIED for each in standings):
        raise click.exceptions.Exit(ExitCode.PENDING)


def _on_shards(words: TargetArguments, output_options: OutputOptions, folder: Path, wait: float) -> tuple[Standing, ...]:
    from onlinealter.apply.application import await_servers
    from onlinealter.cli.fleet import fleet_reporting
    from onlinealter.cli.folder_fleet import read_folder_fleet, refuse_changed_on, survey_shards

    with fleet_reporting(output_options) as output:
        found = read_folder_fleet(folder, words)
        with stopped_by_signals(output) as stop:
            if wait:
                await_servers(found.all_entries, wait, output, stop)
            standings = survey_shards(found)
        shown = [(shard, each) for shard, own in standings.items() for each in own]
        _show(shown, output_options)
        _end_where_changed([each for _, each in shown], output_options)
        refuse_changed_on(standings)
    return tuple(each for _, each in shown)


def _end_where_changed(standings: Sequence[Standing], output_options: OutputOptions) -> None:
    """The JSON says already which plan was changed, and an error behind it would make it unreadable for programs."""
    from onlinealter.apply.survey import Mark

    if output_options.json and any(each.mark is Mark.CHANGED for each in standings):
        raise click.exceptions.Exit(ExitCode.REFUSED)


def _show(standings: Sequence[tuple[str, Standing]], output_options: OutputOptions) -> None:
    if output_options.json:
        write_json([({"shard": shard} if shard else {}) | _as_values(each) for shard, each in standings])
    elif not output_options.quiet and standings:
        widest = max(len(shard) for shard, _ in standings)
        write_data("\n".join(f"{shard:<{widest}}  {_as_line(each)}".lstrip() for shard, each in standings))


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
