"""Which shards have the same definition of a table, and what checks say of which of them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onlinealter.engine import alteration
from onlinealter.engine.shard import connect_shard
from onlinealter.estimates.times import Known
from onlinealter.fleet.canaries import known_by_shard
from onlinealter.fleet.parallel import in_parallel
from onlinealter.fleet.standing import read_statuses
from onlinealter.fleet.target import FleetShard
from onlinealter.model.errors import OnlineAlterError, Refused
from onlinealter.model.estimate import Estimate
from onlinealter.model.events import Estimated, Event, Found
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.fleet import Standing
from onlinealter.tables.facts import read_table

_AT_ONCE = 16
_STATUS_LIMIT = 10.0  # seconds


@dataclass(frozen=True)
class Alike:
    """Shards whose tables have one definition; ``difference`` is what sets it apart from the commonest, as diff lines."""

    shards: tuple[str, ...]
    difference: tuple[str, ...] = ()


@dataclass(frozen=True)
class SharedFinding:
    """A finding, or an error, and the shards that have it."""

    text: str
    remedy: str
    severity: str
    shards: tuple[str, ...]


@dataclass(frozen=True)
class ShardEstimate:
    """What the change is expected to take on a shard."""

    shard: str
    estimate: Estimate


@dataclass(frozen=True)
class FleetChecked:
    """What checking a fleet found; ``fit`` are the shards that can be altered, and ``estimates`` say what that takes on
    each, the longest first.
    """

    definitions: tuple[Alike, ...]
    findings: tuple[SharedFinding, ...]
    fit: tuple[str, ...]
    unfit: tuple[str, ...]
    estimates: tuple[ShardEstimate, ...] = ()


@dataclass(frozen=True)
class _Answer:
    shard: str
    definition: str
    findings: tuple[Finding, ...]
    error: OnlineAlterError | None
    estimate: Estimate | None = None


class _Findings:
    def __init__(self) -> None:
        self.kept: list[Finding] = []
        self.estimate: Estimate | None = None

    def report(self, event: Event) -> None:
        if isinstance(event, Found):
            self.kept.append(event.finding)
        elif isinstance(event, Estimated):
            self.estimate = event.estimate


def check_fleet(shards: Sequence[FleetShard]) -> FleetChecked:
    """Check all shards at the same time; nothing is written, and no shard's trouble hides another's."""
    known = known_by_shard(shards)

    def check(shard: FleetShard) -> _Answer:
        return _check(shard, [each for name, runs in known.items() if name != shard.name for each in runs])

    answers = [answer for answer in in_parallel(shards, check, at_once=_AT_ONCE) if answer]
    unfit = tuple(answer.shard for answer in answers if answer.error)
    fit = tuple(answer.shard for answer in answers if answer.shard not in unfit)
    return FleetChecked(_grouped(answers), _shared(answers), fit, unfit, _estimates(answers))


def _estimates(answers: Sequence[_Answer]) -> tuple[ShardEstimate, ...]:
    found = [ShardEstimate(answer.shard, answer.estimate) for answer in answers if answer.estimate is not None]
    return tuple(sorted(found, key=lambda each: -each.estimate.seconds.high))


def refuse_unfit(shards: Sequence[FleetShard], stop_at: int, tell: Callable[[SharedFinding], None]) -> None:
    """Raise Refused where a plan doesn't fit ``stop_at`` shards of those on which it isn't begun, before it begins anywhere;
    each finding is told.
    """
    statuses = read_statuses(shards, _STATUS_LIMIT)
    begun = {each.shard for each in statuses if each.run is not None and each.standing is not Standing.NOT_STARTED}
    checked = check_fleet([shard for shard in shards if shard.name not in begun])
    for each in checked.findings:
        tell(each)
    if checked.unfit and len(checked.unfit) >= stop_at:
        many = f"{len(checked.unfit)} shards" if len(checked.unfit) > 1 else "1 shard"
        raise Refused(
            f"the plan doesn't fit {many}: {', '.join(checked.unfit)}; none was started",
            remedy="Fix what the findings name, leave these shards out with --only or --group, or raise stop_at in"
            " [rollout.cutover].",
        )


def _check(shard: FleetShard, known: Sequence[Known]) -> _Answer:
    definition, findings = "", _Findings()
    failure: OnlineAlterError | None = None
    try:
        reached = connect_shard(shard.target)
        target = reached.spelled(shard.target)
        with reached.open_primary() as connection:
            definition = read_table(connection, target.schema, target.table).definition
        alteration.check(shard.target, findings, known)
    except OnlineAlterError as error:
        failure = error
    refused = failure.findings if isinstance(failure, Refused) else ()
    return _Answer(shard.name, definition, tuple(findings.kept) or refused, failure, findings.estimate)


def _grouped(answers: Sequence[_Answer]) -> tuple[Alike, ...]:
    groups: dict[str, list[str]] = {}
    for answer in answers:
        if answer.definition:
            groups.setdefault(answer.definition, []).append(answer.shard)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    commonest = ordered[0][0].splitlines() if ordered else []
    return tuple(Alike(tuple(names), _difference(commonest, text.splitlines())) for text, names in ordered)


def _difference(usual: list[str], other: list[str]) -> tuple[str, ...]:
    lines = difflib.unified_diff(usual, other, n=0, lineterm="")
    return tuple(line for line in lines if not line.startswith(("---", "+++", "@@")))


def _shared(answers: Sequence[_Answer]) -> tuple[SharedFinding, ...]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for answer in answers:
        for each in answer.findings:
            found.setdefault((each.severity.value, f"{each.check}: {each.message}", each.remedy), []).append(answer.shard)
        if answer.error and not (isinstance(answer.error, Refused) and answer.findings):
            key = (Severity.REFUSAL.value, f"{answer.error.reference}: {answer.error.message}", answer.error.remedy)
            found.setdefault(key, []).append(answer.shard)
    rank = {severity.value: at for at, severity in enumerate(Severity)}
    ordered = sorted(found.items(), key=lambda item: (rank[item[0][0]], -len(item[1])))
    return tuple(SharedFinding(text, remedy, severity, tuple(names)) for (severity, text, remedy), names in ordered)
