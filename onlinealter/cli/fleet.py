"""What commands do with ``--shards``: the same for each shard, told together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase

import click

from onlinealter.cli.advancing import AdvanceOptions
from onlinealter.cli.consent import ask, person_present
from onlinealter.cli.credentials import find_servers
from onlinealter.cli.log_file import opened_log
from onlinealter.cli.options import OutputOptions, TargetArguments
from onlinealter.cli.scheduler import workers_for
from onlinealter.cli.signals import stopped_by_signals
from onlinealter.cli.stdout import write_data, write_json
from onlinealter.cli.target import Subject, TargetScope, subject_of
from onlinealter.engine.target import Choices, Target
from onlinealter.fleet.drift import FleetChecked, SharedFinding, check_fleet, refuse_unfit
from onlinealter.fleet.parallel import in_parallel
from onlinealter.fleet.rollout import Answer, FleetTools, Rolling, ShardEnd, advance_each, raise_failures
from onlinealter.fleet.shards import Fleet, ShardEntry
from onlinealter.fleet.shards_file import read_shards_file
from onlinealter.fleet.target import FleetShard
from onlinealter.fleet.waves import planned_waves
from onlinealter.model.errors import OnlineAlterError, Refused, UsageFault
from onlinealter.model.event_values import plain_value
from onlinealter.model.events import Notice
from onlinealter.model.states import Phase
from onlinealter.report.estimate_view import fleet_estimate
from onlinealter.report.fleet_output import FleetOutput
from onlinealter.report.readable import count, one_line

_SWAPS = (Phase.CUTOVER, Phase.ROLLBACK)


@dataclass(frozen=True)
class FoundFleet:
    """The shards that a command line is about, and in which order they are swapped."""

    fleet: Fleet
    shards: tuple[FleetShard, ...]
    waves: tuple[tuple[str, ...], ...]
    subject: Subject

    @property
    def title(self) -> str:
        """What to call what is done."""
        return self.subject.title


def find_fleet(words: TargetArguments, need: TargetScope) -> FoundFleet:
    """The shards that the words are about. Raises UsageFault with all that is wrong with them."""
    subject = subject_of(words, need)
    fleet, chosen = chosen_shards(words)
    shards = tuple(_shard(entry, words, subject.target_on) for entry in chosen)
    waves = planned_waves(fleet.shards, fleet.rollout.waves)
    return FoundFleet(fleet, shards, waves, subject)


def chosen_shards(words: TargetArguments) -> tuple[Fleet, tuple[ShardEntry, ...]]:
    """The shards file, and its shards that the words choose. Raises UsageFault with all that is wrong with it."""
    if words.shards is None:
        raise UsageFault("no shards file is given", remedy="Give --shards FILE.")
    fleet = read_shards_file(words.shards, os.environ)
    chosen = tuple(entry for entry in fleet.shards if _is_chosen(entry, words))
    if not chosen:
        raise UsageFault(
            f"{words.shards} has no shard that --only and --group leave over",
            remedy=f"Its shards: {', '.join(entry.name for entry in fleet.shards)}.",
        )
    return fleet, chosen


def _is_chosen(entry: ShardEntry, words: TargetArguments) -> bool:
    named = not words.only or any(fnmatchcase(entry.name, pattern) for pattern in words.only)
    return named and (not words.groups or entry.group in words.groups)


def _shard(entry: ShardEntry, words: TargetArguments, target_on: Callable[..., Target]) -> FleetShard:
    servers = find_servers(entry.primary, entry.replicas, words)
    try:
        return FleetShard(entry.name, entry.group, target_on(servers, entry.settings))
    except UsageFault as fault:
        raise UsageFault(f"shard {entry.name}: {fault.message}", remedy=fault.remedy, faults=fault.faults) from fault


@contextmanager
def fleet_reporting(output_options: OutputOptions) -> Iterator[FleetOutput]:
    """An output for a fleet's command, which shows its failure and is closed at its end."""
    with opened_log(output_options.log_file) as log:
        output = FleetOutput(json=output_options.json, quiet=output_options.quiet, log=log)
        try:
            yield output
        except OnlineAlterError as error:
            output.close()
            output.error(error)
            raise click.exceptions.Exit(error.exit_code) from error
        finally:
            output.close()


def advance_fleet(
    words: TargetArguments, output_options: OutputOptions, phases: Sequence[Phase], options: AdvanceOptions
) -> None:
    """Take all shards through the phases: the copy in parallel, swaps in waves."""
    choices = Choices(repair=options.repair, abort_when_hopeless=options.abort_when_hopeless, unseen=options.unseen)
    with fleet_reporting(output_options) as output:
        found = find_fleet(words, TargetScope.PLAN if Phase.PREPARE in phases else TargetScope.TABLE)
        _consent(found, phases, output, yes=options.yes)
        with stopped_by_signals(output) as stop, workers_for(words, found.subject, options.scheduling) as workers:
            tools = FleetTools(output, output.of, stop, choices, answers(options.answer, output), workers)
            if Phase.PREPARE in phases:
                refuse_unfit(
                    found.shards, found.fleet.rollout.stop_at, lambda each: output.report(Notice(_finding_line(each)))
                )
            if Phase.CUTOVER in phases or len(phases) > 1:
                Rolling(found.shards, found.waves, found.fleet.rollout, tools).run(phases)
            else:
                raise_failures(advance_each(found.shards, phases, found.fleet.rollout, tools), len(found.shards))
        output.report(Notice(f"{found.title}: {', '.join(phases)} done on {count(len(found.shards), 'shard')}"))


def _consent(found: FoundFleet, phases: Sequence[Phase], output: FleetOutput, *, yes: bool) -> None:
    if yes or not any(phase in _SWAPS for phase in phases):
        return
    if not person_present():
        raise UsageFault("this is not a terminal, so the swaps can't be confirmed", remedy="Give --yes.")
    back = "back " if Phase.ROLLBACK in phases else ""
    waves = f" in {count(len(found.waves), 'wave')}" if Phase.CUTOVER in phases else ""
    if not ask(f"{found.title}: swap {back}{count(len(found.shards), 'shard')}{waves}?", output):
        raise click.exceptions.Exit(0)


def answers(given: str, output: FleetOutput) -> Callable[[str], Answer | None]:
    """Who answers between two waves: the command line, else the person at the terminal."""
    left = [Answer(given)] if given else []

    def answer(question: str) -> Answer | None:
        """The command line's answer holds for the next question only."""
        if left:
            return left.pop()
        if not person_present():
            return None
        return Answer.GO if ask(one_line(f"{question[:1].upper()}{question[1:]}"), output) else Answer.STOP

    return answer


def check_all(words: TargetArguments, output_options: OutputOptions) -> None:
    """Print which shards' tables are alike, and which findings which shards have."""
    with fleet_reporting(output_options) as output:
        found = find_fleet(words, TargetScope.PLAN)
        checked = check_fleet(found.shards)
        if output_options.json:
            write_json(plain_value(checked))
        else:
            write_data("\n".join(_check_lines(checked)))
        if checked.unfit and output_options.json:
            raise click.exceptions.Exit(Refused.exit_code)  # the JSON names them; an error behind it would break it
        if checked.unfit:
            raise Refused(
                f"the plan doesn't fit {len(checked.unfit)} of {len(found.shards)} shards: {', '.join(checked.unfit)}",
                remedy="Fix what the findings above name.",
            )
        output.report(Notice(f"OK: {found.title} fits all {count(len(found.shards), 'shard')}"))


def on_each_shard(
    words: TargetArguments, output_options: OutputOptions, need: TargetScope, tell: Callable[[Target], str]
) -> None:
    """Do something short on all shards at the same time, and report what came of it."""

    def one(shard: FleetShard) -> ShardEnd:
        try:
            output.of(shard.name).report(Notice(tell(shard.target)))
        except OnlineAlterError as error:
            return ShardEnd(shard.name, error)
        return ShardEnd(shard.name)

    with fleet_reporting(output_options) as output:
        found = find_fleet(words, need)
        ends = [end for end in in_parallel(found.shards, one, at_once=32) if end]
        raise_failures(ends, len(found.shards))


def _check_lines(checked: FleetChecked) -> list[str]:
    lines = []
    for at, alike in enumerate(checked.definitions):
        lines.append(
            one_line(f"{count(len(alike.shards), 'shard')} {'alike' if at == 0 else 'different'}: {named(alike.shards)}")
        )
        lines += [f"    {one_line(line)}" for line in alike.difference]
    lines += [_finding_line(each) for each in checked.findings]
    return lines + [fleet_estimate(each.shard, each.estimate) for each in checked.estimates]


def _finding_line(each: SharedFinding) -> str:
    fix = f" -> {each.remedy}" if each.remedy else ""
    return one_line(f"{each.severity}: {each.text}{fix} [{named(each.shards)}]")


def named(shards: Sequence[str]) -> str:
    """Shards by their names, the first and the last of many."""
    return ", ".join(shards) if len(shards) <= 8 else f"{', '.join(shards[:6])} … {shards[-1]} ({len(shards)})"
