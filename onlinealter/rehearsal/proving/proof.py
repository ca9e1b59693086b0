"""The verification shown to find what it is there for: faults planted, found, and fixed by its own repair."""

from __future__ import annotations

from onlinealter.engine.alteration import advance, log_for
from onlinealter.engine.direct import DIRECT
from onlinealter.engine.owned_run import own_run
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Different
from onlinealter.model.events import Notice
from onlinealter.model.rehearsal import Fault, FaultOutcome
from onlinealter.model.states import Phase
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.rehearsal.candidate import open_candidate
from onlinealter.rehearsal.course import Course
from onlinealter.rehearsal.proving.planting import SEEN_AS, Gardener, Planted


def prove(target: Target, stand_in: str, rows: int, course: Course, stop: StopFlag) -> tuple[Fault, ...]:
    """Plant faults, verify, repair and verify again; gives what became of each. A run that has no shadow is left alone.

    Raises Different where the verification finds rows that nobody has spoilt on purpose.
    """
    resolved = _copied(target, course, stop)
    if resolved is None:
        course.notes.append("no faults were planted: the server makes this change itself, and there is no shadow")
        return ()
    with open_candidate(target) as connection:
        return _proven(target, Gardener(connection, resolved), (stand_in, rows), course, stop)


def _proven(
    target: Target, gardener: Gardener, ground: tuple[str, int], course: Course, stop: StopFlag
) -> tuple[Fault, ...]:
    planted = gardener.plant(*ground)
    course.notes += gardener.notes
    course.report(Notice(f"{len(planted)} faults planted into the shadow; the verification has to find them"))
    course.expect({fault.readable: SEEN_AS[fault.kind] for fault in planted})
    try:
        advance(target, (Phase.VERIFY,), course, stop, Choices())
    except Different:
        if course.differences:
            raise
    told = tuple(_told(gardener, course, fault) for fault in planted)
    if not any(fault.missed for fault in told):
        advance(target, (Phase.VERIFY,), course, stop, Choices(repair=True))
    return told


def _copied(target: Target, course: Course, stop: StopFlag) -> ResolvedPlan | None:
    """The run as it stands after its copy; None where nothing was copied."""
    with own_run(target, (Phase.VERIFY,), log_for(target, course), stop, Choices()) as run:
        if run is None or run.journal.record().method in DIRECT:
            return None
        return run.for_phase(Phase.VERIFY).resolved


def _told(gardener: Gardener, course: Course, fault: Planted) -> Fault:
    if fault.readable in course.found:
        outcome = FaultOutcome.FOUND
    else:
        outcome = FaultOutcome.MISSED if gardener.still_there(fault) else FaultOutcome.OVERWRITTEN
    return Fault(fault.kind, fault.readable, fault.column, outcome)
