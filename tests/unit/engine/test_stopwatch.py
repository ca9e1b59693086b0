"""How long the parts of a phase took, from its events."""

from __future__ import annotations

from datetime import UTC, datetime

from onlinealter.engine.measuring import Stopwatch
from onlinealter.model.events import (
    CopyAdvanced,
    Envelope,
    Event,
    IndexesBuilding,
    PhaseBegan,
    RunOpened,
    StatementRan,
    Unpaused,
    VerifyAdvanced,
)
from onlinealter.model.measured import Part, Stretch
from onlinealter.model.states import Phase


class _Told:
    """Tells a stopwatch what happened at which second."""

    def __init__(self) -> None:
        self.now = 0.0
        self.watch = Stopwatch(clock=lambda: self.now)

    def at(self, seconds: float, event: Event) -> None:
        self.now = seconds
        self.watch.take(Envelope("r", "s", datetime.now(UTC), event))


def _copied(rows: int, chunk_seconds: float = 0.5) -> CopyAdvanced:
    return CopyAdvanced(rows, 1000, 0.5, 100.0, 1.0, 100, chunk_seconds, 2, 0)


def test_an_execute_has_its_parts() -> None:
    """The copy from the begin of its first chunk, without its pauses; the build up to its statement's end; and the rest."""
    told = _Told()
    told.at(3, PhaseBegan(Phase.EXECUTE))
    told.at(5.5, _copied(100))
    told.at(6.5, _copied(400))
    told.at(16.5, Unpaused(9.0))
    told.at(17.5, _copied(500))
    told.at(20.5, _copied(1000, 0.0))
    told.at(21, IndexesBuilding(("a", "b")))
    told.at(25, StatementRan("add indexes", "ALTER …", 4.0))
    told.at(26, StatementRan("analyze the shadow", "ANALYZE …", 0.0))
    told.now = 27.0
    assert told.watch.stretches(Part.SETTLE, 1000) == (
        Stretch(Part.COPY, 6.5, 1000, 500, 3.0),
        Stretch(Part.INDEXES, 4.0, 1000),
        Stretch(Part.SETTLE, 24.0 - 9.0 - 6.5 - 4.0),
    )
    assert (told.watch.indexes, told.watch.paused) == (2, 9.0)


def test_a_verification_on_two_servers_counts_both() -> None:
    """The rows of the second come after those of the first; what was around it belongs to it."""
    told = _Told()
    told.at(0, PhaseBegan(Phase.EXECUTE))
    told.at(1, PhaseBegan(Phase.VERIFY))
    for second, rows in ((2, 500), (3, 1000), (4, 500), (5, 1000)):
        told.at(second, VerifyAdvanced("db1", rows, 1000, 0.5, 500.0, None, 0))
    told.now = 6.0
    assert told.watch.stretches(Part.VERIFY, 1000) == (Stretch(Part.VERIFY, 5.0, 2000, 1000, 2.0),)


def test_what_prepare_looked_at_before_is_a_part_of_it() -> None:
    """The run begins with the checks, before its first phase is entered."""
    told = _Told()
    told.at(4, PhaseBegan(Phase.PREPARE))
    told.now = 5.0
    assert told.watch.stretches(Part.PREPARE, 0) == (Stretch(Part.PREPARE, 5.0),)
    told.at(6, PhaseBegan(Phase.EXECUTE))
    told.now = 8.0
    assert told.watch.stretches(Part.SETTLE, 0) == (Stretch(Part.SETTLE, 2.0),)


def test_a_phase_that_was_interrupted_is_known() -> None:
    """By the state in which the run was taken up."""
    told = _Told()
    told.at(0, RunOpened("r", "shop.orders", "db1", "copying", resumed=True))
    assert [phase for phase in (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY) if told.watch.resumed(phase)] == [Phase.EXECUTE]


def test_a_long_walk_is_thinned() -> None:
    """Its ends and its middle stay."""
    told = _Told()
    told.at(0, PhaseBegan(Phase.EXECUTE))
    for second in range(1, 10_001):
        told.at(second, _copied(second * 10, 1.0))
    (copy, _) = told.watch.stretches(Part.SETTLE, 0)
    assert (copy.seconds, copy.rows) == (10_000.0, 100_000)
    assert abs(copy.late_seconds - 5_000) < 100
    assert copy.late_rows == copy.late_seconds * 10
