"""A record of a rehearsal in which everything has happened, as a value and as the file's content."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from onlinealter.model.event_values import members
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.query_plans import ExplainedQuery, PlanStep, QueryPlan
from onlinealter.model.rehearsal import (
    FORMAT,
    Counter,
    Curve,
    Details,
    Difference,
    Fault,
    FaultOutcome,
    Interval,
    LoadRun,
    LockWait,
    MetError,
    Pause,
    Played,
    Point,
    ProgramRun,
    RanStatement,
    Rehearsed,
    Threshold,
    ThresholdOutcome,
    Verdict,
)

DETAILS = Details(
    began_at="2026-08-09T12:00:00.123Z",
    version="0.1.0",
    alter=("MODIFY name VARCHAR(60)", "ADD INDEX by_name (name)"),
    definition="CREATE TABLE `customers` (\n  `id` int\n)",
    strategy="shadow",
    findings=(
        Finding("disk-room", Severity.NOTE, "there is room"),
        Finding("binlog", Severity.WARNING, "it grows", "Look."),
    ),
    intervals=(Interval("lag of db2:3306", "lag of db2:3306 2.2 s > 1.0 s", 3.0, 1.5),),
    statements=(
        RanStatement("customers", "prepare", "create the shadow", "CREATE TABLE `b` LIKE `a`", 0.03),
        RanStatement("customers", "cutover", "swap the tables", "RENAME TABLE `a` TO `b`", 2.75),
    ),
    lock_waits=(LockWait("swap the tables", 3, ("connection 27 shop@app1:4711",)),),
    differing=(Difference("rc:3306", "id=4711", "changed"),),
    curves=(
        Curve("copy rows/s", None, (Point(2.0, 100.0, 9000.0), Point(3.0, 200.0, 12_000.0))),
        Curve("free disk", 500.0, (Point(2.0, 9000.0, 9000.0), Point(3.0, 8000.0, 8000.0))),
        Curve("lag of db2:3306", 1.0, (Point(2.0, 0.1, 0.1), Point(3.0, 2.2, 2.2))),
        Curve("threads running", 100.0, (Point(2.0, 1.0, 1.0), Point(3.0, 1.0, 1.0))),
    ),
    hosts=("rc", "db1", "/run/mysqld.sock"),
    command="online-alter dry-run --table customers --against mysql://root@rc:3306/shop --test 'pytest e2e --token s3'",
)
RESULT = Rehearsed(
    verdict=Verdict.PASSED,
    table="shop.customers",
    server="MySQL 9.7.4 at rc:3306",
    seconds=12.0,
    phases=(
        Played("execute", "customers", 4.0, "done", 20_000, 1.0),
        Played("verify", "customers", 1.0, "done", 20_000, 5.0),
        Played("cutover", "customers", 0.5, "done", 0, 6.0),
        Played("cleanup", "rehearsal_0123456789abcdef", 0.2, "done", 0, 9.0),
    ),
    longest_swap=0.123,
    lock_attempts=3,
    pauses=(Pause("lag of db2:3306", 1, 1.5),),
    differences=1,
    tests=(ProgramRun("before", 0, 0.5, "12 passed on db1\n", 0.2), ProgramRun("swapped", 0, 0.6, "", 7.0)),
    load=ProgramRun("load", 0, 11.0, "hammered rc"),
    rows_before=20_000,
    rows_after=20_007,
    rows_unchanged=False,
    notes=("cutover_window = 02:00-04:00 was not waited for",),
    details=DETAILS,
)
FAILED = replace(
    RESULT,
    verdict=Verdict.TEST_FAILED,
    tests=(RESULT.tests[0], ProgramRun("swapped", 3, 0.6, "the form is broken\n", 7.0)),
)
WRITES = LoadRun(3, 11.0, 1200, 34, 5, 0.75, (MetError(1062, 2, expected=True), MetError(1644, 1, expected=False)), 1, ())
FAULTS = (
    Fault("stale row", "id=8", "", FaultOutcome.FOUND),
    Fault("missing row", "id=9", "", FaultOutcome.MISSED),
    Fault("changed value", "id=10", "name", FaultOutcome.OVERWRITTEN),
)

_BY_NAME = QueryPlan((PlanStep(1, "c", "ref", "by_name", 9), PlanStep(1, "orders", "ref", "customer", 3)), 36)
_ALL = QueryPlan((PlanStep(1, "c", "ALL", "", 20_000), PlanStep(1, "orders", "ref", "customer", 3)), 80_000)
_LOST = ("c was read by ref (by_name), now by ALL (no index)", "it reads about 80,000 rows, before 36")
QUERIES = (
    ExplainedQuery(1, 2, "SELECT * FROM customers c JOIN orders ON customer = c.id WHERE name = ?", _BY_NAME, _ALL, _LOST),
    ExplainedQuery(2, 5, "UPDATE customers SET name = ? WHERE id = ?", _BY_NAME, _BY_NAME),
    ExplainedQuery(3, 9, "DELETE FROM customers WHERE fax = ?", _BY_NAME, QueryPlan((), 0, "error 1054"), ("it fails",)),
)
COUNTERS = (Counter("rows_read", 123_456), Counter("binlog_bytes", 7_654_321))
THRESHOLDS = (
    Threshold("rows_read>1.01x", 123_456.0, 110_000.0, 111_100.0, ThresholdOutcome.CROSSED),
    Threshold("differences>0", 0.0, 0.0, 0.0, ThresholdOutcome.PASSED),
    Threshold("longest_swap>2x", 0.123, 0.1, 0.2, ThresholdOutcome.SKIPPED, "the baseline comes from another machine"),
)


def line_of(result: Rehearsed = RESULT) -> dict[str, Any]:
    """The record as `dry-run -o` writes it, and JSON gives it back."""
    line: dict[str, Any] = json.loads(json.dumps({"event": "rehearsed", "format": FORMAT} | members(result)))
    return line


def full_line() -> dict[str, Any]:
    """The record of a rehearsal with the built-in load, planted faults, query plans and thresholds."""
    details = replace(DETAILS, machine="0123456789abcdef")
    beside = replace(RESULT, writes=WRITES, faults=FAULTS, queries=QUERIES, counters=COUNTERS, thresholds=THRESHOLDS)
    return line_of(replace(beside, details=details))
