"""Limits for a rehearsal's numbers, as a pipeline gives them: ``rows_read>1.01x``, ``longest_wait>0.5s``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.rehearsal import Rehearsed, Threshold, ThresholdOutcome, Verdict
from onlinealter.rehearsal.counting import BINLOG_BYTES, ROWS_READ, ROWS_WRITTEN, STATEMENTS

_GRAMMAR = re.compile(r"\s*(?P<name>[a-z_]+)\s*>\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>x|s|ms|)\s*")
_OWN_RECORD = "Give the record of an earlier rehearsal of this table on a like server."
_TIMES = "x"
_SECONDS = {"s": 1.0, "ms": 0.001}
_NOT_COUNTED = "the server did not count it, or was restarted"
_OTHER_MACHINE = "the baseline comes from another machine or another configuration of the server"
_NOT_PLAYED = "the rehearsal ended early"
_TO_THE_END = frozenset({Verdict.PASSED, Verdict.LOAD_FAILED, Verdict.PLAN_WORSE, Verdict.THRESHOLD_CROSSED})

_Measure = Callable[[Rehearsed], float | None]


def _counter(name: str) -> _Measure:
    return lambda result: next((float(each.value) for each in result.counters if each.name == name), None)


_COUNTS: dict[str, _Measure] = {
    **{name: _counter(name) for name in (ROWS_READ, ROWS_WRITTEN, STATEMENTS, BINLOG_BYTES)},
    "lock_attempts": lambda result: float(result.lock_attempts),
    "differences": lambda result: float(result.differences),
}
_TIMED: dict[str, _Measure] = {
    "seconds": lambda result: result.seconds,
    "longest_swap": lambda result: result.longest_swap,
    "longest_wait": lambda result: result.writes.longest_wait if result.writes else None,
    "paused": lambda result: sum(each.seconds for each in result.pauses),
}
_MEASURES = _COUNTS | _TIMED
KNOWN = tuple(_MEASURES)
OF_OUR_LOADS = frozenset({"longest_wait"})
"""What a command can't tell."""


@dataclass(frozen=True)
class Condition:
    """What the rehearsal fails by: a number above a limit, which is ``times`` the baseline's, or by itself, in seconds for a
    time.
    """

    text: str
    name: str
    number: float
    times: bool

    @property
    def timed(self) -> bool:
        """Whether it is about seconds."""
        return self.name in _TIMED


def conditions_of(texts: Sequence[str], *, baseline: bool) -> tuple[Condition, ...]:
    """What --fail-if says. Raises UsageFault with all faults; ``baseline`` is whether there is one."""
    found, faults = list[Condition](), list[str]()
    for text in texts:
        try:
            found.append(_condition(text, baseline=baseline))
        except ValueError as fault:
            faults.append(f"--fail-if '{text}': {fault}")
    if baseline and not texts:
        faults.append("--baseline is given, but no --fail-if that compares with it")
    if faults:
        raise UsageFault(
            "the thresholds can't be read", faults=faults, remedy="Write them as in --fail-if 'rows_read>1.01x'."
        )
    return tuple(found)


def _condition(text: str, *, baseline: bool) -> Condition:
    match = _GRAMMAR.fullmatch(text)
    if match is None:
        raise ValueError("it is not NAME>NUMBER with x (times the baseline), s or ms, or nothing after the number")
    name, number, unit = match["name"], float(match["number"]), match["unit"]
    if name not in KNOWN:
        raise ValueError(f"'{name}' is not known; there are {', '.join(KNOWN)}")
    if unit == _TIMES:
        if not baseline:
            raise ValueError("x is times the number of --baseline, which is not given")
        return Condition(text.strip(), name, number, times=True)
    if name in _TIMED and unit not in _SECONDS:
        raise ValueError(f"'{name}' is a time: write s, ms or x after the number")
    if name in _COUNTS and unit:
        raise ValueError(f"'{name}' is a count: write x after the number, or nothing")
    return Condition(text.strip(), name, number * _SECONDS.get(unit, 1.0), times=False)


def faults_of_baseline(baseline: Rehearsed, conditions: Sequence[Condition]) -> list[str]:
    """Why a record can't be compared with, as far as it says so itself."""
    faults = list[str]()
    if baseline.verdict not in _TO_THE_END:
        faults.append(f"--baseline is of a rehearsal that did not come to its end: {baseline.verdict.value}")
    lacking = [each.name for each in conditions if each.times and _MEASURES[each.name](baseline) is None]
    return [*faults, *(f"--baseline has no '{name}'" for name in dict.fromkeys(lacking))]


def see_that_it_compares(baseline: Rehearsed, table: str, server: str) -> None:
    """Raise Refused where the record is of another table, or of another kind of server, whose counts mean something else."""
    was, now = (name.rpartition(".")[2] for name in (baseline.table, table))
    if was != now:
        raise Refused(f"the baseline is of the table {was}, not of {now}", remedy=_OWN_RECORD)
    if (kind := baseline.server.partition(" ")[0]) != server.partition(" ")[0]:
        raise Refused(f"the baseline comes from {kind}, and this is {server}", remedy=_OWN_RECORD)


def held_against(result: Rehearsed, conditions: Sequence[Condition], baseline: Rehearsed | None) -> Rehearsed:
    """The result with its thresholds, and with the verdict that follows from them if nothing else has failed."""
    thresholds = tuple(_held(each, result, baseline) for each in conditions)
    crossed = any(each.outcome is ThresholdOutcome.CROSSED for each in thresholds)
    verdict = Verdict.THRESHOLD_CROSSED if crossed and result.verdict is Verdict.PASSED else result.verdict
    notes = (*result.notes, *_unlike(result, baseline)) if baseline else result.notes
    return replace(result, thresholds=thresholds, verdict=verdict, notes=notes)


def _held(condition: Condition, result: Rehearsed, baseline: Rehearsed | None) -> Threshold:
    measure = _MEASURES[condition.name]
    value, earlier = measure(result), measure(baseline) if baseline else None
    limit = condition.number * (earlier or 0.0) if condition.times else condition.number
    found = Threshold(condition.text, value, earlier, limit, ThresholdOutcome.SKIPPED)
    if result.verdict not in _TO_THE_END:
        return replace(found, reason=_NOT_PLAYED)
    if condition.timed and baseline is not None and not _same_machine(result, baseline):
        return replace(found, reason=_OTHER_MACHINE)
    if value is None:  # a limit that nobody has looked at is not kept
        return replace(found, outcome=ThresholdOutcome.CROSSED, reason=_NOT_COUNTED)
    return replace(found, outcome=ThresholdOutcome.CROSSED if value > limit else ThresholdOutcome.PASSED)


def _same_machine(result: Rehearsed, baseline: Rehearsed) -> bool:
    """An anonymous record doesn't say."""
    machines = [each.details.machine if each.details else "" for each in (result, baseline)]
    return bool(machines[0]) and machines[0] == machines[1]


def _unlike(result: Rehearsed, baseline: Rehearsed) -> list[str]:
    """What lets the numbers differ without anybody's fault."""
    found = list[str]()
    for what, read in _CONDITIONS_OF_WORK.items():
        now, was = read(result), read(baseline)
        if now != was:
            found.append(f"the baseline is unlike this rehearsal in {what}: {was}, now {now}")
    return found


_CONDITIONS_OF_WORK: dict[str, Callable[[Rehearsed], str]] = {
    "its rows": lambda result: f"{result.rows_before:,}",
    "its change": lambda result: "; ".join(result.details.alter) if result.details else "not said",
    "its strategy": lambda result: result.details.strategy if result.details else "not said",
    "the server's version": lambda result: result.server.partition(" at ")[0],
    "its load": lambda result: result.writes.name if result.writes else "a command" if result.load else "none",
    "planted faults": lambda result: f"{len(result.faults)}",
    "the number of tests": lambda result: f"{len(result.tests)}",
}
