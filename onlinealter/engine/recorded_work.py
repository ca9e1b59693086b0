"""What a run's record says happened, on a time axis of its own: seconds in which a command worked at the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from onlinealter.model.event_log import EventLog
from onlinealter.model.event_values import event_name, timestamp
from onlinealter.model.events import (
    BlockerKilled,
    CopyAdvanced,
    DifferenceSeen,
    Event,
    Notice,
    PhaseBegan,
    PhaseEnded,
    Reconnected,
    RowRepaired,
    RunClosed,
    RunOpened,
    Swapped,
    VerifyAdvanced,
    WaitingForLock,
)
from onlinealter.model.rehearsal import Curve, Played, Point
from onlinealter.model.run_report import Session, SessionEnd, SwapMade
from onlinealter.model.states import Phase
from onlinealter.model.timeline import MOST_ENTRIES, Timeline
from onlinealter.model.typed_values import Unfit, value_of

_EVENTS = {event_name(kind): kind for kind in Event.__subclasses__()}
_OF_CHUNKS = {"copy seconds": "copy chunk seconds", "verify seconds": "verify chunk seconds"}
_NO_CURVES = frozenset({"copy rows", "verify rows"})
LOST = "interrupted"
"""The outcome of a phase whose process was lost, or whose end isn't in the record."""
AT_WORK = "at work"
DONE = "done"
_AT_ONCE = 0.05  # seconds


@dataclass(frozen=True)
class _Line:
    """An event, when it was, and whether a run was known by then."""

    at: float
    of_run: bool
    event: Event


class _Stretch:
    """One command's lines, and when its work ended."""

    def __init__(self, first: _Line) -> None:
        self.lines = [first]
        self.until = first.at

    def add(self, line: _Line) -> None:
        """The next one."""
        self.lines.append(line)
        self.until = max(self.until, line.at)

    @property
    def began(self) -> float:
        return self.lines[0].at

    @property
    def opened(self) -> bool:
        return any(isinstance(line.event, RunOpened) for line in self.lines)

    @property
    def closed(self) -> bool:
        return isinstance(self.lines[-1].event, RunClosed)


@dataclass(frozen=True)
class RecordedWork:
    """What the record gives. Without one all of it is empty."""

    timeline: Timeline
    seconds: float = 0.0
    sessions: tuple[Session, ...] = ()
    phases: tuple[Played, ...] = ()
    swaps: tuple[SwapMade, ...] = ()
    curves: tuple[Curve, ...] = ()
    lock_attempts: int = 0
    differences: int = 0
    repaired: int = 0
    killed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def work_in(log: EventLog, table: str, *, at_work: bool) -> RecordedWork:
    """The record on the time axis of the work; ``at_work`` says that its last command isn't over."""
    lines = log.lines
    stretches = _stretches(list(_read(lines)))
    _lengthen(stretches, log)
    axis = _Axis(stretches)
    player = _Player(table, axis)
    for number, stretch in enumerate(stretches):
        for line in stretch.lines:
            player.see(line)
        last = number == len(stretches) - 1
        player.end_of_session(stretch.until, AT_WORK if last and at_work else LOST)
    left_out = next((f"{line['count']} events" for line in lines if line.get("event") == "left-out"), "")
    return RecordedWork(
        timeline=player.timeline,
        seconds=axis.whole,
        sessions=tuple(_sessions(stretches, axis, at_work=at_work)),
        phases=tuple(player.phases),
        swaps=tuple(player.swaps),
        curves=tuple(_curves(log, axis)),
        lock_attempts=player.count(WaitingForLock),
        differences=player.count(DifferenceSeen),
        repaired=player.count(RowRepaired),
        killed=tuple(player.killed),
        notes=tuple(_notes(player)),
        left_out=(left_out,) if left_out else (),
    )


def _read(lines: Sequence[Mapping[str, object]]) -> Iterator[_Line]:
    """Those that this version knows."""
    for line in lines:
        kind = _EVENTS.get(str(line.get("event")))
        if kind is None:
            continue
        try:
            event: Event = value_of(kind, dict(line), "line")
            at = datetime.fromisoformat(str(line.get("at"))).timestamp()
        except (Unfit, ValueError):
            continue
        yield _Line(at, bool(line.get("run")), event)


def _stretches(lines: Sequence[_Line]) -> list[_Stretch]:
    """Each command's. One that was killed has no end: the next one is known by events from before it found the run, or by
    its opening.
    """
    found: list[_Stretch] = []
    for line in lines:
        now = found[-1] if found else None
        opens = isinstance(line.event, RunOpened) or not line.of_run
        if now is None or now.closed or (opens and now.opened):
            found.append(_Stretch(line))
        else:
            now.add(line)
    return found


def _lengthen(stretches: Sequence[_Stretch], log: EventLog) -> None:
    """A killed command's numbers go on after its last event."""
    moments = [span.at for series in log.series.values() for span in series.spans]
    ends = [*(each.began for each in stretches[1:]), float("inf")]
    for stretch, end in zip(stretches, ends, strict=False):
        if not stretch.closed:
            stretch.until = max((at for at in moments if stretch.until < at < end), default=stretch.until)


class _Axis:
    """From moments to seconds of work."""

    def __init__(self, stretches: Sequence[_Stretch]) -> None:
        self.begins: list[float] = []
        self.whole = 0.0
        self._stretches = stretches
        for each in stretches:
            self.begins.append(self.whole)
            self.whole += each.until - each.began

    def seconds(self, at: float) -> float:
        """Of work that had gone by at a moment."""
        found = 0.0
        for begin, each in zip(self.begins, self._stretches, strict=True):
            if at < each.began:
                break
            found = begin + min(at, each.until) - each.began
        return found


class _Player:
    """Sees each event once, and keeps what the report needs."""

    def __init__(self, table: str, axis: _Axis) -> None:
        self.phases: list[Played] = []
        self.swaps: list[SwapMade] = []
        self.killed: list[str] = []
        self.notices: dict[str, None] = {}
        self._table, self._axis, self._now = table, axis, 0.0
        self._open: tuple[str, float] | None = None
        self._rows: dict[str, int] = {}
        self._counts: dict[type[Event], int] = {}
        self.timeline = Timeline(lambda: self._now, lambda: datetime.now(UTC))

    def count(self, kind: type[Event]) -> int:
        """How often such an event came."""
        return self._counts.get(kind, 0)

    def see(self, line: _Line) -> None:
        """Keep it."""
        self._now = self._axis.seconds(line.at)
        event = line.event
        self._counts[type(event)] = self._counts.get(type(event), 0) + 1
        if not isinstance(event, CopyAdvanced | VerifyAdvanced):  # their numbers are in the series
            self.timeline.see(event, self._table)
        match event:
            case PhaseBegan():
                self._open, self._rows = (event.phase.value, self._now), {}
            case PhaseEnded():
                self._ended(event.phase.value, event.seconds, event.outcome)
            case CopyAdvanced():
                self._rows[""] = event.rows
            case VerifyAdvanced():
                self._rows[event.server] = event.rows
            case Swapped():
                self.swaps.append(SwapMade(event.seconds, event.back))
            case BlockerKilled():
                self.killed.append(f"{event.blocker.who}, by {event.purpose}, after {event.grace:.0f} s")
            case Notice() if len(self.notices) < MOST_ENTRIES:
                self.notices[event.text] = None
            case _:
                pass

    def end_of_session(self, until: float, outcome: str) -> None:
        """What was open then."""
        self._now = self._axis.seconds(until)
        if self._open is not None:
            phase, began = self._open
            self._ended(phase, self._now - began, outcome)

    def _ended(self, phase: str, seconds: float, outcome: str) -> None:
        began = self._open[1] if self._open else max(0.0, self._now - seconds)
        self._open, rows = None, self._rows
        self._rows = {}
        over = any((each.phase, each.outcome) == (phase, DONE) for each in self.phases)
        if over and outcome in (DONE, "nothing-to-do") and seconds < _AT_ONCE:
            return  # a later command only saw that it is over
        resumed = any(each.phase == phase for each in self.phases)  # the numbers of a copy go on from the earlier ones
        compared = 0 if resumed and phase == Phase.EXECUTE else sum(rows.values())
        if len(self.phases) < MOST_ENTRIES:
            self.phases.append(Played(phase, self._table, seconds, outcome, compared, began))


def _sessions(stretches: Sequence[_Stretch], axis: _Axis, *, at_work: bool) -> Iterator[Session]:
    before: float | None = None
    for number, (each, began) in enumerate(zip(stretches, axis.begins, strict=True)):
        ended = SessionEnd.CLOSED if each.closed else SessionEnd.LOST
        if at_work and number == len(stretches) - 1:
            ended = SessionEnd.AT_WORK
        idle = max(0.0, each.began - before) if before is not None else 0.0
        began_at = timestamp(datetime.fromtimestamp(each.began, UTC))
        yield Session(began_at, began, each.until - each.began, ended, idle)
        before = each.until


def _curves(log: EventLog, axis: _Axis) -> Iterator[Curve]:
    limits = log.limits
    for name, series in sorted(log.series.items()):
        if name not in _NO_CURVES:
            points = (Point(round(axis.seconds(each.at), 3), each.lowest, each.highest) for each in series.spans)
            yield Curve(_OF_CHUNKS.get(name, name), limits.get(name), tuple(points))


def _notes(player: _Player) -> Iterator[str]:
    yield from player.notices
    if lost := player.count(Reconnected):
        yield f"lost connections were replaced {lost} time{'s' if lost > 1 else ''}"
