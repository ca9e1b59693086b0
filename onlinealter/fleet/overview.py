"""A fleet at one moment: its shards with what they still need, its wave, its open question, and what to type next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from onlinealter.fleet.answers import holding, in_utc
from onlinealter.fleet.pace import Pace, Work, expected_end, pace_of, seconds_left
from onlinealter.fleet.shards import Rollout
from onlinealter.fleet.standing import ShardStatus
from onlinealter.model.fleet import Asked, FleetStatus, Standing
from onlinealter.model.states import State

Commands = Callable[[str, Sequence[str]], str]
"""A verb such as ``run``, and the shards that it is for where it isn't for all; gives the command to type."""

_FORWARD = ("prepare", "execute", "verify", "cutover")
_IDLE = (Standing.WAITS, Standing.FAILED, Standing.NOT_STARTED)


@dataclass(frozen=True)
class Fleetwide:
    """What a view of the fleet is made from beside the shards' answers. ``plan_known``: whether ``run`` can be typed."""

    title: str
    waves: Sequence[Sequence[str]]
    rollout: Rollout
    commands: Commands
    plan_known: bool = True
    rates: Mapping[str, float] = field(default_factory=dict)


def overview(statuses: Sequence[ShardStatus], of: Fleetwide, now: datetime) -> FleetStatus:
    """The fleet as status shows it. ``now`` with its zone; ``rates`` are what two looks tell, in rows a second."""
    pace = pace_of([each.run for each in statuses if each.run is not None])
    rates = {each.shard: of.rates.get(each.shard, mean_rate(each, now)) for each in statuses}
    works = {each.shard: work_of(each) for each in statuses if not each.error}
    left = {name: seconds_left(work, pace, rates[name]) for name, work in works.items()}
    end, tail = _end(works, left, of.rollout, pace, now)
    waves = [[name for name in wave if name in rates] for wave in of.waves]
    waves = [wave for wave in waves if wave]
    wave = current_wave(statuses, waves)
    asked = _told(statuses)
    return FleetStatus(
        title=of.title,
        at=now,
        shards=tuple(each.row(rates[each.shard], left.get(each.shard) or None) for each in statuses),
        wave=wave,
        waves=len(waves),
        asked=asked,
        following=_following(statuses, of, is_asked=bool(wave > 1 and open_question(statuses, waves[wave - 2]))),
        expected_end=end,
        tail=tail,
    )


def work_of(status: ShardStatus) -> Work:
    """What is left to be done on a shard."""
    return Work(status.shard, status.server, status.run, status.rows)


def _end(
    works: Mapping[str, Work], left: Mapping[str, float | None], rollout: Rollout, pace: Pace | None, now: datetime
) -> tuple[datetime | None, str]:
    if pace is None:
        return None, ""
    return expected_end(list(works.values()), left, rollout.parallel, rollout.per_server, now)


def mean_rate(status: ShardStatus, now: datetime) -> float | None:
    """Rows a second since the run began, while a process copies."""
    run = status.run
    if run is None or not run.owner or run.state != State.COPYING or not run.rows_copied:
        return None
    seconds = (now - in_utc(run.created_at)).total_seconds()
    return run.rows_copied / seconds if seconds > 0 else None


def current_wave(statuses: Sequence[ShardStatus], waves: Sequence[Sequence[str]]) -> int:
    """The first wave that isn't swapped yet, counted from 1; 0 where nothing is swapped, or everything."""
    swapped = {each.shard for each in statuses if each.swapped}
    if not swapped:
        return 0
    return next((at + 1 for at, wave in enumerate(waves) if not swapped.issuperset(wave)), 0)


def open_question(statuses: Sequence[ShardStatus], wave: Sequence[str]) -> Asked | None:
    """What was asked about a wave and isn't answered, or was answered with ``stop``; None where nothing holds."""
    for each in statuses:
        if each.shard in wave and each.asked:
            newest = each.asked[-1]
            if not newest.answer:
                return newest
            if (stop := holding(each.asked)) is not None:
                return stop
    return None


def _told(statuses: Sequence[ShardStatus]) -> tuple[Asked, ...]:
    """The questions of all shards, each once, though every shard of a wave has it."""
    found: dict[tuple[str, str, str], Asked] = {}
    for asked in sorted((asked for each in statuses for asked in each.asked), key=lambda asked: asked.asked_at):
        found[asked.question, asked.answer, asked.answered_by] = asked
    return tuple(found.values())


def _following(statuses: Sequence[ShardStatus], of: Fleetwide, *, is_asked: bool) -> tuple[str, ...]:
    """The commands to type: one that continues the fleet if no process is attached, then those of single shards."""
    verbs: dict[str, list[str]] = {}
    for each in statuses:
        if each.standing in _IDLE and not each.error:
            verb = _verb(each)
            verbs.setdefault("run" if verb in _FORWARD and of.plan_known else verb, []).append(each.shard)
    at_work = any(each.standing is Standing.WORKING for each in statuses)
    begins, forward = verbs.pop("run", []), [verb for verb in verbs if verb in _FORWARD]
    found = [of.commands(verb, shards) for verb, shards in verbs.items() if verb not in forward]
    answer = " --answer go" if is_asked else ""
    if begins and of.plan_known and not at_work:
        found.append(of.commands("run", ()) + answer)
    if not at_work:
        found += [of.commands(verb, verbs[verb]) + (answer if verb == "cutover" else "") for verb in forward]
    swapped = [each.shard for each in statuses if each.standing is Standing.SWAPPED]
    if swapped and not begins and not at_work and not verbs:
        found.append(of.commands("cleanup", ()))
    return tuple(found)


def _verb(status: ShardStatus) -> str:
    words = status.run.following.split() if status.run is not None else []
    return words[1] if len(words) > 1 else "run"
