"""One event of every kind, a clock that stands still, and a way to put a picture on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from onlinealter.model import events
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase
from onlinealter.report.moments import Moment
from tests.unit.estimates.samples import ESTIMATE

NOON = datetime(2026, 8, 9, 12, 0, 0, 123456, tzinfo=UTC)

WARNING = Finding("disk-room", Severity.WARNING, "free space can't be seen", "Look for 21 GB.")
REFUSAL = Finding("privileges", Severity.REFUSAL, "no triggers may be made", "GRANT TRIGGER ON shop.* TO alter;")
OPENED = events.RunOpened("k7f2a9", "shop.orders", "db1:3306", "preparing", resumed=False)
BLOCKER = events.Blocker(48123, "reporting", "10.0.3.17", 312.4)
CLOSED = events.RunClosed("k7f2a9", "swapped", 108.2, 2_912_345, "online-alter cleanup orders.toml")

ONE_OF_EACH: tuple[events.Event, ...] = (
    OPENED,
    events.PhaseBegan(Phase.EXECUTE),
    events.PhaseEnded(Phase.EXECUTE, 83.2, "done"),
    events.Found(WARNING),
    events.StatementRan("make the shadow", "CREATE TABLE `b`\n LIKE `a`", 0.031),
    events.WaitingForLock("swap the names", 2, 2.5, (BLOCKER,)),
    events.CopyAdvanced(1_234_567, 2_900_000, 0.4257, 92_134.2, 80.4, 12_000, 0.241, 4, 1),
    events.IndexesBuilding(("ix_a", "ix_b")),
    events.ReplicaSeen("db2:3306", 0.44),
    events.Paused("replica-lag 2.2 s > 1.0 s"),
    events.Unpaused(12.2),
    events.VerifyAdvanced("db2:3306", 1_000, 2_900_000, 0.0003, 192_000.0, None, 0),
    events.DifferenceSeen("db2:3306", "id=7", "changed"),
    events.RowRepaired("id=7"),
    events.ConflictSeen("id=8", 1406),
    events.Swapped("shop.orders", "shop._orders_old", 0.118, back=False),
    events.Waiting("a connection to db1:3306", "nobody answers", 4.0, 120.0),
    events.Reconnected("copy worker 2"),
    events.Notice("All is well."),
    events.BlockerKilled("swap the names", BLOCKER, 10.0),
    events.SearchAdvanced("db2:3306", 2_000, 2_900_000, 0.0007, 92_000.0, None, 3),
    events.ChunkDone("copy", 12_000, 0.241),
    events.Sampled("threads running", 7, 100),
    events.IndexBuildAdvanced("alter table (merge sort)", 0.42),
    events.Checked("shop.orders", "shadow", 2_900_000, 1_240_000_000, ("ix_a",), 1_240_000_000, 1, 1, (WARNING,)),
    events.Estimated(ESTIMATE),
    CLOSED,
)


def copied(fraction: float, rows: int = 0) -> events.CopyAdvanced:
    """Put the copy at a share of its way."""
    return events.CopyAdvanced(rows or int(fraction * 1_000_000), 1_000_000, fraction, 50_000.0, 10.0, 1000, 0.2, 2, 0)


def verified(server: str, fraction: float) -> events.VerifyAdvanced:
    """Put the verification on a server at a share of its way."""
    return events.VerifyAdvanced(server, int(fraction * 1_000_000), 1_000_000, fraction, 90_000.0, 5.0, 0)


def report_all(reporter: Reporter, times: int) -> None:
    """Report one event of each kind, several times."""
    for event in ONE_OF_EACH * times:
        reporter.report(event)


def every_kind(kind: type[events.Event] = events.Event) -> Iterator[type[events.Event]]:
    """All classes of events, however deep."""
    for below in kind.__subclasses__():
        yield below
        yield from every_kind(below)


@dataclass
class StandingClock:
    """Shows what it was put to."""

    seconds: float = 0.0

    def __call__(self) -> Moment:
        """Read it."""
        return Moment(self.seconds, NOON + timedelta(seconds=self.seconds))
