"""``online-alter history --shards``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from onlinealter.cli.fleet import find_fleet, fleet_reporting
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.cli.stdout import write_data
from onlinealter.cli.target import TargetScope
from onlinealter.engine.history import read_history
from onlinealter.fleet.gathering import gather
from onlinealter.fleet.rollout import raise_failures
from onlinealter.model.history import PastRun
from onlinealter.report.history_view import history_as_json, history_as_text


def show_fleet_history(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print all shards' runs, the newest first; a shard that doesn't answer is named, and the others' are shown."""
    with fleet_runs(words, output_options) as runs:
        write_data(history_as_json(runs) if output_options.json else history_as_text(runs))


@contextmanager
def fleet_runs(words: TargetArguments, output_options: OutputOptions) -> Iterator[list[PastRun]]:
    """All shards' runs, the newest first, to be shown; shards that don't answer are named afterwards."""
    with fleet_reporting(output_options):
        found = find_fleet(words, TargetScope.SCHEMA)
        answers, failed = gather(found.shards, read_history)
        runs = [replace(run, shard=name) for name, past in answers.items() for run in past]
        yield sorted(runs, key=lambda run: run.began, reverse=True)
        raise_failures(failed, len(found.shards))
