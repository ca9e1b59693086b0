"""What happened when in a rehearsal: pauses, statements, waits for locks and numbers, each list bounded."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Generic, TypeVar

from onlinealter import __version__
from onlinealter.model.event_values import timestamp
from onlinealter.model.events import (
    ChunkDone,
    CopyAdvanced,
    DifferenceSeen,
    Event,
    Found,
    Paused,
    PhaseBegan,
    ReplicaSeen,
    Sampled,
    StatementRan,
    Unpaused,
    VerifyAdvanced,
    WaitingForLock,
)
from onlinealter.model.findings import Finding
from onlinealter.model.plan import Plan
from onlinealter.model.rehearsal import Curve, Details, Difference, Interval, LockWait, Point, RanStatement
from onlinealter.model.series import Series

MOST_ENTRIES = 300
MOST_DIFFERING = 50
MOST_BLOCKERS = 10
MOST_CURVES = 30
MOST_POINTS = 250
LONGEST_TEXT = 4000
"""Characters of a statement or a key that are kept."""


_REASON = re.compile(r"(?P<signal>.+?) -?[\d.,]+(?: .*)? [<>] .*", re.DOTALL)


def signal_of(reason: str) -> str:
    """The signal's name in a reason to pause, which reads ``signal observed operator limit``; another reason as it is."""
    found = _REASON.fullmatch(reason)
    return found["signal"] if found else reason


def _now() -> datetime:
    return datetime.now(UTC)


_Entry = TypeVar("_Entry")


class _Bounded(Generic[_Entry]):
    """The first entries, and how many came after them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.kept: list[_Entry] = []
        self.more = 0

    def add(self, entry: _Entry) -> None:
        if len(self.kept) < self._most:
            self.kept.append(entry)
        else:
            self.more += 1


class Timeline:
    """Sees each event once, from one thread at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, today: Callable[[], datetime] = _now) -> None:
        self._clock, self._began, self._began_at = clock, clock(), today()
        self._phase, self._table = "", ""
        self._paused: tuple[str, float] | None = None
        self._findings = _Bounded[Finding](MOST_ENTRIES)
        self._intervals = _Bounded[Interval](MOST_ENTRIES)
        self._statements = _Bounded[RanStatement](MOST_ENTRIES)
        self._differing = _Bounded[Difference](MOST_DIFFERING)
        self._waits: dict[str, LockWait] = {}
        self._series: dict[str, Series] = {}
        self._limits: dict[str, float | None] = {}

    def seconds(self) -> float:
        """Since the rehearsal's begin."""
        return self._clock() - self._began

    def see(self, event: Event, table: str) -> None:
        """Keep what the event says, if a page shows it."""
        match event:
            case PhaseBegan():
                self._phase = event.phase.value
            case Found():
                self._found(event.finding, table)
            case StatementRan():
                statement = RanStatement(table, self._phase, event.purpose, event.sql[:LONGEST_TEXT], event.seconds)
                self._statements.add(statement)
            case WaitingForLock():
                self._wait(event)
            case DifferenceSeen():
                self._differing.add(Difference(event.server, event.key[:LONGEST_TEXT], event.kind))
            case Paused():
                self._paused = (event.reason, self.seconds())
            case Unpaused():
                self._unpaused(event)
            case _:
                self._number(event)

    def _found(self, finding: Finding, table: str) -> None:
        """Of the rehearsed table only, and once: what is said of the empty stand-in would mislead."""
        self._table = self._table or table
        if table == self._table and finding not in self._findings.kept:
            self._findings.add(finding)

    def _wait(self, event: WaitingForLock) -> None:
        known = self._waits.get(event.purpose, LockWait(event.purpose, 0, ()))
        blockers = dict.fromkeys((*known.blockers, *(blocker.who for blocker in event.blockers)))
        if event.purpose in self._waits or len(self._waits) < MOST_ENTRIES:
            kept = tuple(blockers)[:MOST_BLOCKERS]
            self._waits[event.purpose] = LockWait(event.purpose, known.repeated + 1, kept)

    def _unpaused(self, event: Unpaused) -> None:
        if self._paused is not None:
            reason, began = self._paused
            self._intervals.add(Interval(signal_of(reason), reason, began, event.seconds))
            self._paused = None

    def _number(self, event: Event) -> None:
        match event:
            case CopyAdvanced():
                self._sample("copy rows/s", event.rows_per_second)
            case VerifyAdvanced():
                self._sample("verify rows/s", event.rows_per_second)
            case ChunkDone():
                self._sample(f"{event.work} chunk seconds", event.seconds)
            case ReplicaSeen() if event.lag is not None:
                self._sample(f"lag of {event.replica}", event.lag)
            case Sampled():
                self._sample(event.signal, event.value)
                self._limits[event.signal] = event.limit
            case _:
                pass

    def _sample(self, name: str, value: float) -> None:
        if math.isfinite(value) and (name in self._series or len(self._series) < MOST_CURVES):
            self._series.setdefault(name, Series(MOST_POINTS)).see(self.seconds(), value)

    def details(self, plan: Plan, definition: str, hosts: tuple[str, ...]) -> Details:
        """All of it, with the plan that was played and the definition before it."""
        more = {
            "findings": self._findings.more,
            "pauses": self._intervals.more,
            "statements": self._statements.more,
            "differing rows": self._differing.more,
        }
        return Details(
            began_at=timestamp(self._began_at),
            version=__version__,
            alter=plan.alter,
            definition=definition,
            strategy=plan.settings.strategy.value,
            findings=tuple(self._findings.kept),
            intervals=tuple(self._intervals.kept),
            statements=tuple(self._statements.kept),
            lock_waits=tuple(self._waits.values()),
            differing=tuple(self._differing.kept),
            curves=tuple(Curve(name, self._limits.get(name), _points(each)) for name, each in sorted(self._series.items())),
            hosts=hosts,
            left_out=tuple(f"{number:,} {name}" for name, number in more.items() if number),
            about=plan.notes,
        )


def _points(series: Series) -> tuple[Point, ...]:
    return tuple(Point(round(each.at, 3), each.lowest, each.highest) for each in series.spans)
