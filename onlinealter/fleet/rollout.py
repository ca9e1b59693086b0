"""A plan's way over all shards: copied everywhere, swapped wave by wave."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from onlinealter.engine import alteration
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.fleet.answers import holding, in_utc, write_to_all
from onlinealter.fleet.outside import run_program
from onlinealter.fleet.overview import work_of
from onlinealter.fleet.pace import longest_first
from onlinealter.fleet.parallel import in_parallel
from onlinealter.fleet.places import place_on
from onlinealter.fleet.shards import Rollout, Unhealthy
from onlinealter.fleet.standing import ShardStatus, read_statuses
from onlinealter.fleet.target import FleetShard
from onlinealter.fleet.workers import Steps, Workers
from onlinealter.model.errors import Asks, Interrupted, OnlineAlterError, SomeFailed, UnhealthyWave, WrongPhase
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase, State

_BEFORE_THE_SWAP = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY)
_READING_ALL = (Phase.EXECUTE, Phase.VERIFY)
_STATUS_LIMIT = 30.0  # seconds
_SHORTEST_BETWEEN_CHECKS, _LONGEST_BETWEEN_CHECKS = 1.0, 30.0  # seconds between two health checks while a wave soaks
_HEALTHY, _ASK = 0, 75
_NAMED = 8  # shards of a wave in a question


class Answer(Enum):
    """What somebody says between two waves."""

    GO = "go"
    STOP = "stop"


@dataclass(frozen=True)
class ShardEnd:
    """How a command ended on a shard; ``error`` is None where it did what was asked for. ``idle``: nothing was to do."""

    shard: str
    error: OnlineAlterError | None = None
    idle: bool = False


@dataclass(frozen=True)
class FleetTools:
    """What a rollout is handed: a reporter for each shard, one for itself, the stop flag, choices, and who answers.

    ``answer`` is asked between two waves; None where nobody is there to answer. ``workers`` get the shards' work as tasks;
    without them it is done in this process.
    """

    reporter: Reporter
    reporter_of: Callable[[str], Reporter]
    stop: StopFlag
    choices: Choices
    answer: Callable[[str], Answer | None]
    workers: Workers | None = None


def advance_each(
    shards: Sequence[FleetShard],
    phases: Sequence[Phase],
    rollout: Rollout,
    tools: FleetTools,
    *,
    ready: Collection[str] = (),
) -> list[ShardEnd]:
    """Take each shard through the phases; one that fails leaves the others alone.

    Who copies or compares takes a place on the server, which other processes see; ``ready`` shards have that behind them.
    """
    reads_all = any(phase in _READING_ALL for phase in phases)

    def advance(shard: FleetShard) -> ShardEnd:
        reporter = tools.reporter_of(shard.name)
        takes_place = reads_all and shard.name not in ready
        try:
            tools.stop.check()
            if tools.workers is not None:
                steps = Steps(phases, tools.choices, takes_place)
                return ShardEnd(shard.name, idle=not tools.workers.advance(shard, steps, reporter, tools.stop))
            with place_on(shard, rollout.per_server, tools.stop, reporter) if takes_place else nullcontext():
                run = alteration.advance(shard.target, phases, reporter, tools.stop, tools.choices)
        except OnlineAlterError as error:
            reporter.report(Notice(f"failed [{error.reference}]: {error.message}"))
            return ShardEnd(shard.name, error)
        return ShardEnd(shard.name, idle=run is None)

    found = in_parallel(
        shards, advance, at_once=rollout.parallel, server=lambda each: each.server, per_server=rollout.per_server
    )
    ends = [end for end in found if end]
    if any(isinstance(end.error, Interrupted) for end in ends):
        raise Interrupted("stopped on request", remedy="The same command continues where this one stopped.")
    return ends


def raise_failures(ends: Sequence[ShardEnd], of: int) -> None:
    """Raise what happened where shards failed: the shard's own error if only one was asked, else SomeFailed."""
    failed = [end for end in ends if end.error]
    if not failed:
        return
    if of == 1 and failed[0].error:
        raise failed[0].error
    named = "; ".join(f"{end.shard}: {end.error.message} [{end.error.reference}]" for end in failed if end.error)
    remedies = dict.fromkeys(f"{end.shard}: {end.error.remedy}" for end in failed if end.error and end.error.remedy)
    raise SomeFailed(
        f"{len(failed)} of {of} shards failed: {named}",
        remedy=" ".join(remedies) or "Fix what is named, then run the same command again.",
    )


class Rolling:
    """One command's part of a rollout. All it knows it reads from the shards' journals, so any process can continue."""

    def __init__(
        self, shards: Sequence[FleetShard], waves: Sequence[Sequence[str]], rollout: Rollout, tools: FleetTools
    ) -> None:
        self._shards = {shard.name: shard for shard in shards}
        self._rollout, self._tools = rollout, tools
        self._waves = [tuple(name for name in wave if name in self._shards) for wave in waves]
        self._waves = [wave for wave in self._waves if wave]

    def run(self, phases: Sequence[Phase]) -> None:
        """Copy and verify everywhere, swap in waves, clean up at the end, as far as ``phases`` go."""
        shards = list(self._shards.values())
        ends: dict[str, ShardEnd] = {}
        before = [phase for phase in phases if phase in _BEFORE_THE_SWAP]
        if before:
            statuses = [each for each in self._statuses() if not each.swapped]
            order = longest_first([work_of(each) for each in statuses], self._waves[0] if self._waves else ())
            not_swapped = [self._shards[name] for name in order]
            ready = [each.shard for each in statuses if each.run is not None and each.run.state == State.VERIFIED]
            came = advance_each(not_swapped, before, self._rollout, self._tools, ready=ready)
            ends |= {end.shard: end for end in came}
            self._stop_if_too_many(ends, len(shards))
        if Phase.CUTOVER in phases:
            for at in range(len(self._waves)):
                self._swap_wave(at, ends)
        if Phase.CLEANUP in phases:
            swapped = [self._shards[each.shard] for each in self._statuses() if each.swapped]
            ends |= {end.shard: end for end in advance_each(swapped, (Phase.CLEANUP,), self._rollout, self._tools)}
        raise_failures(list(ends.values()), len(shards))

    def _swap_wave(self, at: int, ends: dict[str, ShardEnd]) -> None:
        wave, failed = self._waves[at], {name for name, end in ends.items() if end.error or end.idle}
        statuses = {each.shard: each for each in self._statuses()}
        due = [name for name in wave if name not in failed and not statuses[name].swapped]
        if not due:
            return
        if at:
            self._between(at, statuses)
            failed_before = [name for name in self._waves[at - 1] if not statuses[name].swapped and name not in failed]
            if failed_before:
                raise SomeFailed(
                    f"wave {at} isn't over: {', '.join(failed_before)} not swapped",
                    remedy="Run the same command again; status shows where they stand.",
                )
        self._tools.reporter.report(Notice(f"wave {at + 1} of {len(self._waves)}: {', '.join(due)}"))
        shards = [self._shards[name] for name in due]
        ends |= {end.shard: end for end in advance_each(shards, (Phase.CUTOVER,), self._rollout, self._tools)}
        for each in self._statuses(due):
            if each.takes_back and not ends[each.shard].error:
                ends[each.shard] = ShardEnd(each.shard, _rolled_back())
        self._stop_if_too_many(ends, len(self._shards))
        if self._rollout.healthy:
            self._judge(wave, {each.shard: each for each in self._statuses()}, soak=0.0)

    def _stop_if_too_many(self, ends: dict[str, ShardEnd], of: int) -> None:
        failed = [end for end in ends.values() if end.error]
        if len(failed) >= self._rollout.stop_at:
            raise_failures(list(ends.values()), of)

    # Between two waves

    def _between(self, at: int, statuses: dict[str, ShardStatus]) -> None:
        """Let the wave before soak, see whether it is healthy, and ask; whatever of that is over is not waited for again."""
        wave = self._waves[at - 1]
        asks = self._rollout.ask or any(holding(statuses[name].asked) for name in wave)
        if self._rollout.soak or self._rollout.healthy:
            asks = self._judge(wave, statuses, self._rollout.soak) or asks
        if asks:
            self._ask(at, statuses)

    def _judge(self, wave: Sequence[str], statuses: dict[str, ShardStatus], soak: float) -> bool:
        """Watch a wave's health until it has soaked; gives whether the health command wants somebody to be asked."""
        swapped_at = [run.updated_at for name in wave if (run := statuses[name].run) and statuses[name].swapped]
        if not swapped_at:
            return False
        left = soak - (datetime.now(UTC) - max(in_utc(each) for each in swapped_at)).total_seconds()
        if left > 0:
            self._tools.reporter.report(Notice(f"the wave {', '.join(wave)} soaks for another {left:.0f} s"))
        deadline = time.monotonic() + left
        asks = self._asks_for_health(wave)
        while (left := deadline - time.monotonic()) > 0:
            pause = min(_LONGEST_BETWEEN_CHECKS, max(_SHORTEST_BETWEEN_CHECKS, self._rollout.soak / 20))
            self._tools.stop.sleep(min(pause, left))
            asks = self._asks_for_health(wave)
        return asks

    def _asks_for_health(self, wave: Sequence[str]) -> bool:
        asks = False
        for name in wave if self._rollout.healthy else ():
            words = [word.replace("{shard}", name) for word in self._rollout.healthy]
            try:
                code, _, said = run_program(words)
            except (OSError, ValueError) as error:
                code, said = _ASK, str(error)
            if code == _ASK:
                asks = True
            elif code != _HEALTHY:
                self._take_back(wave, f"{name} is unhealthy: {words[0]} ended with exit code {code}{_last_line(said)}")
        return asks

    def _take_back(self, wave: Sequence[str], why: str) -> None:
        if self._rollout.on_unhealthy is Unhealthy.STOP:
            raise UnhealthyWave(why, remedy="Look at the shard. Then run the same command again, or roll the wave back.")
        self._tools.reporter.report(Notice(f"{why}; rolling the wave back"))
        shards = [self._shards[each.shard] for each in self._statuses() if each.shard in wave and each.swapped]
        tools = replace(self._tools, choices=replace(self._tools.choices, confirm=lambda _: True))
        ends = advance_each(shards, (Phase.ROLLBACK,), self._rollout, tools)
        failed = [f"{end.shard}: {end.error.message}" for end in ends if end.error]
        outcome = "; not rolled back: " + "; ".join(failed) if failed else "; the wave was rolled back, no write was lost"
        raise UnhealthyWave(
            why + outcome, remedy="Find out why, then run the same command again (or abort the shards that were copied)."
        )

    def _ask(self, at: int, statuses: dict[str, ShardStatus]) -> None:
        """Ask, and write question and answer into the journals of the wave that is over. Only an answer given to this
        process lets the wave begin: one that a journal has may have been put there by whoever may write to the schema.
        """
        over, following = self._waves[at - 1], self._waves[at]
        question = f"wave {at} ({_few(over)}) is swapped; swap wave {at + 1} of {len(self._waves)} ({_few(following)})?"
        journals = [(self._shards[name], run.run) for name in over if (run := statuses[name].run)]
        stops = [stop for name in over if (stop := holding(statuses[name].asked))]
        held = stops[0] if stops else None
        said = f" {held.answered_by} answered stop at {held.answered_at:%Y-%m-%d %H:%M} UTC." if held else ""
        self._note(journals, question)
        answer = self._tools.answer(question + said)
        if answer is None:
            raise Asks(
                question + said,
                remedy="Run the same command again with --answer go, or with --answer stop to hold the others.",
            )
        now = {each.shard: each for each in self._statuses(over)} if answer is Answer.GO else {}
        if any((stop := holding(each.asked)) and stop not in stops for each in now.values()):
            self._ask(at, statuses | now)  # somebody has said stop while this was being answered
            return
        self._note(journals, question, answer)
        if answer is Answer.STOP:
            raise Interrupted(
                f"stopped before wave {at + 1}", remedy="The same command with --answer go continues with this wave."
            )

    def _note(self, journals: Sequence[tuple[FleetShard, str]], question: str, answer: Answer | None = None) -> None:
        for failure in write_to_all(journals, question, answer.value if answer else ""):
            self._tools.reporter.report(
                Notice(f"{'the answer' if answer else 'the question'} isn't in a journal: {failure}")
            )

    def _statuses(self, names: Sequence[str] = ()) -> tuple[ShardStatus, ...]:
        return read_statuses([self._shards[name] for name in names or self._shards], _STATUS_LIMIT)


def _rolled_back() -> OnlineAlterError:
    return WrongPhase(
        "the table was rolled back by a run of its own",
        remedy="'online-alter cleanup' on this shard ends both runs; then 'online-alter run' alters it again.",
    )


def _few(names: Sequence[str]) -> str:
    return (
        ", ".join(names) if len(names) <= _NAMED else f"{', '.join(names[: _NAMED - 2])} … {names[-1]}, {len(names)} shards"
    )


def _last_line(text: str) -> str:
    lines = text.strip().splitlines()
    return f" ({lines[-1].strip()})" if lines else ""
