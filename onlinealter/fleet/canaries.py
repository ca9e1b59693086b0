"""What the shards that have made a change tell of those that haven't."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.engine.history import read_measured
from onlinealter.estimates.times import Known
from onlinealter.fleet.gathering import gather
from onlinealter.fleet.target import FleetShard
from onlinealter.model.estimate import Grade


def known_by_shard(shards: Sequence[FleetShard]) -> dict[str, tuple[Known, ...]]:
    """The measured runs of the change by the shard that made it; a shard that doesn't answer tells nothing here."""
    answers, _ = gather(shards, read_measured)
    return {
        name: tuple(Known(Grade.CANARY, f"run {run} on shard {name}", measured) for run, measured in runs)
        for name, runs in answers.items()
        if runs
    }
