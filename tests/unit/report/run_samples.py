"""The record of a run that was killed once, swapped and rolled back, as a value and as the file's content."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from onlinealter.model.event_values import members
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.rehearsal import Curve, Pause, Played, Point
from onlinealter.model.run_report import FORMAT, Limit, ReportedRun, Session, SessionEnd, SwapMade
from tests.unit.report.record_samples import DETAILS

_FELT = Curve("threads running", 100.0, (Point(2.0, 1.0, 1.0), Point(3.0, 7.0, 7.0)))
_LOST_ROWS = Finding("losses", Severity.WARNING, "name: 2 rows are too long, id=4711; id=4712, born='2001-02-03'")
RUN = ReportedRun(
    run="k7f2a9",
    table="shop.customers",
    server="MySQL 9.7.4 at db1:3306",
    state="swapped",
    over=False,
    began_at="2026-08-09T12:00:00Z",
    updated_at="2026-08-09T12:30:00Z",
    seconds=12.0,
    recorded=True,
    method="shadow",
    rows_copied=20_000,
    estimated_rows=19_000,
    verification="passed",
    conflicts=0,
    keys=(),
    binlog_bytes=7_654_321,
    failure="",
    waiting="",
    following="online-alter cleanup (or rollback)",
    begun_by="ops@desk7",
    owner="",
    details=replace(
        DETAILS,
        findings=(*DETAILS.findings, _LOST_ROWS),
        curves=(*DETAILS.curves[:-1], _FELT, Curve("history list length", None, _FELT.points)),
        hosts=("db1", "db2", "desk7"),
        command="online-alter run --table customers --alter 'MODIFY name VARCHAR(60)'",
    ),
    definition_after="CREATE TABLE `customers` (\n  `id` bigint\n)",
    sessions=(
        Session("2026-08-09T12:00:00.123Z", 0.0, 4.0, SessionEnd.LOST),
        Session("2026-08-09T12:20:00.123Z", 4.0, 8.0, SessionEnd.CLOSED, 1196.0),
    ),
    phases=(
        Played("prepare", "customers", 1.0, "done", 0, 0.5),
        Played("execute", "customers", 2.5, "interrupted", 0, 1.5),
        Played("execute", "customers", 4.0, "done", 0, 4.1),
        Played("verify", "customers", 1.0, "done", 20_000, 8.5),
        Played("cutover", "customers", 0.5, "done", 0, 10.0),
    ),
    swaps=(SwapMade(0.123, back=False),),
    limits=(Limit("lag of db2:3306", 1.0, 2.2, False, 1, 1.5), Limit("free disk", 500.0, 8000.0, True, 0, 0.0)),
    pauses=(Pause("lag of db2:3306", 1, 1.5),),
    lock_attempts=3,
    differences=1,
    repaired=1,
    killed=("connection 27 shop@app1:4711, by swap the tables, after 2 s",),
    notes=("1 row doesn't fit: id=4713 (error 1406); the rows are looked at again",),
)


def line_of_run(run: ReportedRun = RUN) -> dict[str, Any]:
    """The record as `report --json` writes it, and JSON gives it back."""
    line: dict[str, Any] = json.loads(json.dumps({"event": "reported", "format": FORMAT} | members(run)))
    return line
