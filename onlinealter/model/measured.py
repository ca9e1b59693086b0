"""What a run has measured of itself: the work it did, and the time that each part of it took."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The parts of a run whose times are known by themselves."""

    PREPARE = "prepare"
    COPY = "copy"
    INDEXES = "indexes"
    SETTLE = "settle"  # the rest of execute: statistics, looks before and after
    VERIFY = "verify"
    CUTOVER = "cutover"


@dataclass(frozen=True)
class Stretch:
    """How long a part took, the pauses in it left out, and how many rows it went over. ``late_rows`` and ``late_seconds``
    are its second half by rows: there the speed is found already. All 0 where the part isn't over rows.
    """

    part: Part
    seconds: float
    rows: int = 0
    late_rows: int = 0
    late_seconds: float = 0.0


@dataclass(frozen=True)
class Span:
    """From the lowest to the highest that is to be expected."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        """Whether the value lies in it."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Expected:
    """What the estimate file beside the plan had said when the run began."""

    grade: str
    seconds: Span
    disk_bytes: Span
    binlog_bytes: Span


@dataclass(frozen=True)
class Measured:
    """The work of a run, and its times.

    ``table_bytes`` is the size of the table before, ``pool_bytes`` the memory that the server has for tables, ``disk_bytes``
    what the change added: the shadow, or the new indexes. ``binlog_bytes`` is what came into the binlog during the copy, the
    application's writes included; None where it couldn't be seen. ``indexes`` are those built at once, from rows that were
    there. ``whole`` is False where a phase was interrupted: its times are then of the last call alone.
    """

    rows: int = 0
    table_bytes: int = 0
    pool_bytes: int = 0
    disk_bytes: int | None = None
    binlog_bytes: int | None = None
    indexes: int = 0
    paused: float = 0.0
    whole: bool = True
    stretches: tuple[Stretch, ...] = ()
    expected: Expected | None = None

    @property
    def seconds(self) -> float:
        """Of all parts."""
        return sum(each.seconds for each in self.stretches)

    def of(self, part: Part) -> Stretch | None:
        return next((each for each in self.stretches if each.part is part), None)
