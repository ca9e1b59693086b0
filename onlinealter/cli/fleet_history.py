"""``online-alter history --shards``."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.cli.fleet import find_fleet, fleet_reporting
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.cli.stdout import write_data
from onlinealter.cli.target import TargetScope
from onlinealter.engine.history import read_history
from onlinealter.fleet.gathering import gather
from onlinealter.fleet.rollout import raise_failures
from onlinealter.report.history_view import history_as_json, history_as_text


def show_fleet_history(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print all shards' runs, the newest first; a shard that doesn't answer is named, and the others' are shown."""
    with fleet_reporting(output_options):
        found = find_fleet(words, TargetScope.SCHEMA)
        answers, failed = gather(found.shards, read_history)
        runs = [replace(run, shard=name) for name, past in answers.items() for run in past]
        runs.sort(key=lambda run: run.began, reverse=True)
        write_data(history_as_json(runs) if output_options.json else history_as_text(runs))
        raise_failures(failed, len(found.shards))
