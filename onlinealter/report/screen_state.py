"""What the live screen shows, as a value: events go in, a picture comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import Enum

from onlinealter.model import events
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.states import Phase, State
from onlinealter.report.moments import Moment
from onlinealter.report.readable import count
from onlinealter.report.sentences import STOPPED, sentence

_WAY = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP)
_RECENT = 6
_CONFLICTS = 100  # remembered
_SUMMED_UP = {
    re.compile(r"(create|make) the .*trigger"): "trigger created",
    re.compile(r"drop the trigger"): "trigger dropped",
}

_PHASES_BEHIND = {
    State.PREPARED: 1,
    State.COPYING: 1,
    State.COPIED: 2,
    State.VERIFYING: 2,
    State.VERIFIED: 3,
    State.SWAPPING: 3,
    State.SWAPPED: 4,
    State.ROLLING_BACK: 4,
    State.CLEANING: 4,
    State.DONE: 5,
}


class Progress(Enum):
    """How far a phase is."""

    WAITING = "waiting"
    AT_WORK = "at work"
    DONE = "done"
    NOTHING_TO_DO = "nothing to do"
    EARLIER = "done earlier"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True)
class PhasePicture:
    """One phase: ``since`` is when it was entered, ``seconds`` how long it took once it is over."""

    phase: Phase
    progress: Progress = Progress.WAITING
    since: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class RecentLine:
    """A line worth reading for a while; ``severity`` is None for what is neither finding nor fault. Lines of the same
    ``work`` that follow each other are one, so many times.
    """

    at: Moment
    text: str
    severity: Severity | None = None
    work: str = ""
    times: int = 1


@dataclass(frozen=True)
class Tally:
    """What is only counted."""

    paused_seconds: float = 0.0
    paused_in_phase: float = 0.0
    differences: int = 0
    repaired: int = 0
    conflicts: int = 0


@dataclass(frozen=True)
class Picture:
    """Everything on the screen but its layout. A member is None, or empty, where there is nothing to show."""

    opened: events.RunOpened | None = None
    phases: tuple[PhasePicture, ...] = tuple(PhasePicture(phase) for phase in _WAY)
    searched: events.SearchAdvanced | None = None
    copy: events.CopyAdvanced | None = None
    indexes: events.IndexesBuilding | None = None
    indexes_since: float = 0.0
    built: events.IndexBuildAdvanced | None = None
    verified: tuple[events.VerifyAdvanced, ...] = ()
    replicas: tuple[events.ReplicaSeen, ...] = ()
    paused: events.Paused | None = None
    paused_since: float = 0.0
    waiting: events.WaitingForLock | None = None
    conflicts: tuple[events.ConflictSeen, ...] = ()
    recent: tuple[RecentLine, ...] = ()
    warnings: tuple[Finding, ...] = ()
    tally: Tally = field(default_factory=Tally)
    swapped: events.Swapped | None = None
    closed: events.RunClosed | None = None

    def after(self, event: events.Event, at: Moment) -> Picture:
        picture = _changed(self, event, at)
        line = _recent_line(event, at)
        return picture if line is None else replace(picture, recent=_with_line(picture.recent, line)[-_RECENT:])


def _with_line(recent: tuple[RecentLine, ...], line: RecentLine) -> tuple[RecentLine, ...]:
    if not line.work or not recent or recent[-1].work != line.work:
        return (*recent, line)
    times = recent[-1].times + 1
    noun, _, verb = line.work.partition(" ")
    return (*recent[:-1], replace(line, text=f"{count(times, noun)} {verb}", times=times))


def _work_of(purpose: str) -> str:
    return next((work for pattern, work in _SUMMED_UP.items() if pattern.match(purpose)), "")


def _changed(picture: Picture, event: events.Event, at: Moment) -> Picture:
    match event:
        case events.RunOpened():
            return Picture(opened=event, phases=_phases_of(event), recent=picture.recent, warnings=picture.warnings)
        case events.PhaseBegan() | events.PhaseEnded():
            return _phase_changed(picture, event, at)
        case (
            events.SearchAdvanced()
            | events.CopyAdvanced()
            | events.IndexesBuilding()
            | events.IndexBuildAdvanced()
            | events.VerifyAdvanced()
            | events.ReplicaSeen()
        ):
            return _work_advanced(picture, event, at)
        case events.Paused() | events.Unpaused() | events.WaitingForLock() | events.StatementRan():
            return _wait_changed(picture, event, at)
        case _:
            return _noted(picture, event)


def _phases_of(opened: events.RunOpened) -> tuple[PhasePicture, ...]:
    behind = _PHASES_BEHIND.get(State(opened.state), 0) if opened.resumed and opened.state in set(State) else 0
    return tuple(
        PhasePicture(phase, Progress.EARLIER if place < behind else Progress.WAITING) for place, phase in enumerate(_WAY)
    )


def _phase_changed(picture: Picture, event: events.PhaseBegan | events.PhaseEnded, at: Moment) -> Picture:
    if isinstance(event, events.PhaseBegan):
        began = PhasePicture(event.phase, Progress.AT_WORK, since=at.seconds)
        copy = None if event.phase is Phase.EXECUTE else picture.copy
        verified = () if event.phase is Phase.VERIFY else picture.verified
        tally = replace(picture.tally, paused_in_phase=0.0)
        changed = replace(picture, phases=_with_phase(picture.phases, began), copy=copy, verified=verified, tally=tally)
    else:
        nothing = Progress.NOTHING_TO_DO
        known = {"done": Progress.DONE, "nothing-to-do": nothing, "by-a-copy": nothing}
        known |= dict.fromkeys(STOPPED, Progress.STOPPED)
        ended = PhasePicture(event.phase, known.get(event.outcome, Progress.FAILED), seconds=event.seconds)
        changed = replace(picture, phases=_with_phase(picture.phases, ended), searched=None)
    return replace(changed, indexes=None, paused=None, waiting=None)


def _with_phase(phases: tuple[PhasePicture, ...], changed: PhasePicture) -> tuple[PhasePicture, ...]:
    """Put a way out where the run left its way: after the phases it has been in."""
    if changed.phase not in _WAY:
        been = [one for one in phases if one.progress is not Progress.WAITING and one.phase is not changed.phase]
        return (*been, changed)
    return tuple(changed if one.phase is changed.phase else one for one in phases)


def _work_advanced(picture: Picture, event: events.Event, at: Moment) -> Picture:
    match event:
        case events.SearchAdvanced():
            return replace(picture, searched=event)
        case events.CopyAdvanced():
            late = picture.copy is not None and event.rows < picture.copy.rows
            return picture if late else replace(picture, copy=event)
        case events.IndexesBuilding():
            return replace(picture, indexes=event, indexes_since=at.seconds, built=None)
        case events.IndexBuildAdvanced():
            return replace(picture, built=event)
        case events.VerifyAdvanced():
            servers = {one.server: one for one in picture.verified} | {event.server: event}
            return replace(picture, verified=tuple(servers.values()))
        case events.ReplicaSeen():
            replicas = {one.replica: one for one in picture.replicas} | {event.replica: event}
            return replace(picture, replicas=tuple(replicas.values()))
        case _:
            return picture


def _wait_changed(picture: Picture, event: events.Event, at: Moment) -> Picture:
    match event:
        case events.Paused():
            since = at.seconds if picture.paused is None else picture.paused_since
            return replace(picture, paused=event, paused_since=since)
        case events.Unpaused():
            tally = picture.tally
            waited, here = tally.paused_seconds + event.seconds, tally.paused_in_phase + event.seconds
            return replace(picture, paused=None, tally=replace(tally, paused_seconds=waited, paused_in_phase=here))
        case events.WaitingForLock():
            return replace(picture, waiting=event)
        case _:
            return replace(picture, waiting=None, indexes=None)


def _noted(picture: Picture, event: events.Event) -> Picture:
    tally = picture.tally
    if isinstance(event, events.ConflictSeen | events.RowRepaired):
        others = tuple(one for one in picture.conflicts if one.key != event.key)
        still = (*others, event) if isinstance(event, events.ConflictSeen) else others
        picture = replace(picture, conflicts=still[-_CONFLICTS:])
    match event:
        case events.DifferenceSeen():
            return replace(picture, tally=replace(tally, differences=tally.differences + 1))
        case events.RowRepaired():
            return replace(picture, tally=replace(tally, repaired=tally.repaired + 1))
        case events.ConflictSeen():
            return replace(picture, tally=replace(tally, conflicts=tally.conflicts + 1))
        case events.Found() if event.finding.severity is Severity.WARNING:
            return replace(picture, warnings=(*picture.warnings, event.finding))
        case events.Swapped():
            return replace(picture, swapped=event, waiting=None)
        case events.RunClosed():
            return replace(picture, closed=event, paused=None, waiting=None, indexes=None)
        case _:
            return picture


def _recent_line(event: events.Event, at: Moment) -> RecentLine | None:
    match event:
        case events.Found():
            return RecentLine(at, sentence(event), event.finding.severity)
        case events.DifferenceSeen() | events.ConflictSeen():
            return RecentLine(at, sentence(event), Severity.REFUSAL)
        case events.Reconnected() | events.RowRepaired() | events.BlockerKilled() | events.Waiting():
            return RecentLine(at, sentence(event), Severity.WARNING)
        case events.StatementRan():
            return RecentLine(at, sentence(event), work=_work_of(event.purpose))
        case events.Swapped() | events.Notice() | events.Checked() | events.Estimated():
            return RecentLine(at, sentence(event))
        case _:
            return None
