"""``apply`` and ``pending`` with ``--shards``: a folder's plans in their order, each rolled out over the shards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from onlinealter.apply.application import (
    Manner,
    in_time,
    is_left,
    phases_of,
    refuse_behind_another,
    refuse_unordered,
    turn_of,
)
from onlinealter.apply.entry import Entry
from onlinealter.apply.survey import Standing, refuse_changed, survey
from onlinealter.cli.credentials import find_servers
from onlinealter.cli.fleet import chosen_shards
from onlinealter.cli.folder_plans import entries_on, read_plans
from onlinealter.cli.options import TargetArguments
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.fleet.parallel import in_parallel
from onlinealter.fleet.rollout import Answer, FleetTools, Rolling
from onlinealter.fleet.shards import Fleet, ShardEntry
from onlinealter.fleet.target import FleetShard
from onlinealter.fleet.waves import planned_waves
from onlinealter.model.errors import OnlineAlterError, Refused, UsageFault
from onlinealter.model.events import Notice
from onlinealter.report.fleet_output import FleetOutput
from onlinealter.report.readable import count

_AT_ONCE = 32  # shards whose journals are read


@dataclass(frozen=True)
class FolderFleet:
    """The folder's plans on each of the chosen shards, by the shard's name."""

    fleet: Fleet
    shards: tuple[ShardEntry, ...]
    entries: Mapping[str, tuple[Entry, ...]]

    @cached_property
    def all_entries(self) -> tuple[Entry, ...]:
        return tuple(entry for own in self.entries.values() for entry in own)


def read_folder_fleet(folder: Path, words: TargetArguments) -> FolderFleet:
    """Read the folder and the shards file. Raises UsageFault with all that is wrong with one of them."""
    plans = read_plans(folder, words)
    fleet, shards = chosen_shards(words)
    entries = dict[str, tuple[Entry, ...]]()
    for shard in shards:
        servers = find_servers(shard.primary, shard.replicas, words)
        try:
            entries[shard.name] = entries_on(plans, lambda _, found=servers: found, shard.settings)  # type: ignore[misc]
        except UsageFault as fault:
            raise UsageFault(f"shard {shard.name}: {fault.message}", remedy=fault.remedy, faults=fault.faults) from fault
    return FolderFleet(fleet, shards, entries)


def survey_shards(found: FolderFleet) -> dict[str, tuple[Standing, ...]]:
    """Where each plan stands on each shard, by the shard's name."""
    own = in_parallel(found.shards, lambda shard: survey(found.entries[shard.name]), at_once=_AT_ONCE)
    return {shard.name: standings or () for shard, standings in zip(found.shards, own, strict=True)}


def refuse_changed_on(standings: Mapping[str, Sequence[Standing]]) -> None:
    """Raise Refused where a plan that has run on a shard isn't what it was then."""
    for shard, own in standings.items():
        try:
            refuse_changed(own)
        except Refused as error:
            raise Refused(f"shard {shard}: {error.message}", remedy=error.remedy) from error


def apply_on_shards(
    found: FolderFleet, manner: Manner, output: FleetOutput, stop: StopFlag, answer: Callable[[str], Answer | None]
) -> None:
    """Apply what is left, plan by plan: copied on all shards, swapped in waves. Stops where a rollout does."""
    with turn_of(found.all_entries, manner, output, stop):
        standings = survey_shards(found)
        refuse_changed_on(standings)
        for shard, own in standings.items():
            refuse_unordered(own, manner, output.of(shard))
        left = [(shard, each) for shard, own in standings.items() for each in own if is_left(each, manner)]
        labels = dict.fromkeys(each.entry.label for own in standings.values() for each in own)
        todo = [label for label in labels if any(each.entry.label == label for _, each in left)]
        if not todo:
            plans, shards = count(len(labels), "plan"), count(len(found.shards), "shard")
            output.report(Notice(f"nothing to do: {plans} on {shards} have run"))
        tools = FleetTools(output, output.of, stop, Choices(abort_when_hopeless=True, once=True), answer)
        for label in todo:
            stop.check()
            _roll_out(found, label, {shard: each for shard, each in left if each.entry.label == label}, manner, tools)


def _roll_out(found: FolderFleet, label: str, left: Mapping[str, Standing], manner: Manner, tools: FleetTools) -> None:
    for each in left.values():
        refuse_behind_another(each, manner)
    shards = [
        FleetShard(shard.name, shard.group, in_time(left[shard.name].entry.target, manner.longest))
        for shard in found.shards
        if shard.name in left
    ]
    tools.reporter.report(Notice(f"{label}: {count(len(shards), 'shard')} to do"))
    waves = planned_waves(found.fleet.shards, found.fleet.rollout.waves)
    try:
        Rolling(shards, waves, found.fleet.rollout, tools).run(phases_of(manner))
    except OnlineAlterError:
        tools.reporter.report(Notice(f"stopped at {label}; what comes after it was not started"))
        raise
    tools.reporter.report(Notice(f"{label}: applied on {count(len(shards), 'shard')}"))
