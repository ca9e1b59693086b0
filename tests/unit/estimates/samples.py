"""An estimate, and runs that were measured, as tests need them."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.estimates.times import Known, Task
from onlinealter.model.estimate import (
    Decisions,
    Estimate,
    Grade,
    MachineFacts,
    PartTime,
    TableSize,
    WorkAmount,
)
from onlinealter.model.measured import Measured, Part, Span, Stretch

MB, GB = 1_000_000, 1_000_000_000

HERE = MachineFacts("MySQL 9.7.4", "0123456789abcdef", 8 * GB, binlog=True, rows_per_second=100_000)
WORK = WorkAmount(1_000_000, 200.0, 160.0, 1_000_000, 50.0, 50)
TASK = Task(
    WORK, counted=True, table_bytes=300 * MB, pool_bytes=8 * GB, copies=True, binlog=True, compressed=False, indexes=1
)

ESTIMATE = Estimate(
    plan_digest="d1",
    made_by="online-alter 1.0",
    at="2026-11-29T11:00:00.000Z",
    server=HERE,
    table=TableSize(1_000_000, counted=True, table_bytes=300 * MB),
    choices=Decisions("shadow", ("by_name",)),
    work=WORK,
    grade=Grade.COMPARED,
    source="rehearsal of 100,000 rows",
    parts=(PartTime(Part.COPY, Span(15.0, 25.0)), PartTime(Part.VERIFY, Span(3.0, 5.0))),
    seconds=Span(18.0, 30.0),
    disk_bytes=Span(225.0 * MB, 275.0 * MB),
    binlog_bytes=Span(144.0 * MB, 176.0 * MB),
    replicas=1,
    unwatched=0,
    lag=Span(0.0, 5.0),
    notes=("the rows were not counted",),
)


def run_of(rows: int, rows_per_second: float, *, begins: float = 2.0, **other: object) -> Measured:
    """A run whose copy needs some seconds to begin with, and then goes at its speed; each row takes 250 bytes of disk, and
    160 of binlog.
    """
    copy = Stretch(Part.COPY, begins + rows / rows_per_second, rows, rows // 2, rows / 2 / rows_per_second)
    found = Measured(
        rows=rows,
        table_bytes=rows * 300,
        pool_bytes=8 * GB,
        disk_bytes=7 * MB + rows * 250,
        binlog_bytes=50_000 + rows * 160,
        indexes=1,
        stretches=(Stretch(Part.PREPARE, 1.0), copy, Stretch(Part.VERIFY, 0.0), Stretch(Part.CUTOVER, 1.0)),
    )
    return replace(found, **other)  # type: ignore[arg-type]


def rehearsed(rows: int, rows_per_second: float = 20_000, *, machine: str = HERE.machine, reads: int = 0) -> Known:
    """A rehearsal, on the same machine unless said otherwise."""
    return Known(Grade.REHEARSAL, f"rehearsal of {rows:,} rows", run_of(rows, rows_per_second), machine, reads)
