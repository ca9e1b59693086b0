"""A rehearsal's result on the terminal."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.model.rehearsal import (
    Fault,
    FaultOutcome,
    LoadRun,
    MetError,
    Pause,
    Played,
    ProgramRun,
    Rehearsed,
    Verdict,
)
from onlinealter.report.rehearsal_view import rehearsal_as_text
from tests.unit.report.record_samples import QUERIES, THRESHOLDS

_RESULT = Rehearsed(
    verdict=Verdict.PASSED,
    table="shop.customers",
    server="MySQL 9.7.4 at rc:3306",
    seconds=12.0,
    phases=(Played("execute", "customers", 2.0, "done", 20_000), Played("cutover", "customers", 1.5, "done")),
    longest_swap=0.02,
    lock_attempts=1,
    pauses=(Pause("lag", 2, 3.0),),
    differences=0,
    tests=(),
    load=None,
    rows_before=20_000,
    rows_after=20_000,
    rows_unchanged=True,
)


def test_the_verdict_comes_first() -> None:
    """Then phases, waits, and what the candidate is now."""
    assert rehearsal_as_text(_RESULT).splitlines() == [
        "PASSED: shop.customers on MySQL 9.7.4 at rc:3306, in 12 s",
        "  execute       2.0 s  customers  20,000 rows, 10,000 rows/s",
        "  cutover       1.5 s  customers",
        "longest swap 20 ms, 1 attempt at a lock repeated, 0 differences found by verification",
        "paused for lag: 2 times, 3.0 s",
        "the candidate is as it was: definition, triggers, grants, AUTO_INCREMENT, 20,000 rows",
    ]


def test_tests_load_and_written_rows_are_told() -> None:
    """A test that failed makes the verdict."""
    failed = ProgramRun("swapped", 3, 0.5, "broken")
    load = ProgramRun("load", 1, 4.0, "")
    text = rehearsal_as_text(
        replace(_RESULT, verdict=Verdict.TEST_FAILED, tests=(failed,), load=load, rows_after=20_007, rows_unchanged=False)
    )
    assert text.startswith("FAILED by a test: shop.customers")
    assert "test swapped: FAILED with exit code 3 in 500 ms" in text
    assert "load: ran beside for 4.0 s, ended by itself with exit code 1" in text
    assert "rows were written meanwhile: 20,000 before, 20,007 after" in text


def test_what_the_builtin_load_did_and_met_is_told() -> None:
    """Each error by its number; what the statements explain is set apart."""
    errors = (MetError(1062, 2, expected=True), MetError(1213, 1, expected=False))
    writes = LoadRun(3, 10.0, 12, 1, 0, 0.25, errors, 1, ("no UPDATE: why",))
    text = rehearsal_as_text(replace(_RESULT, verdict=Verdict.LOAD_FAILED, writes=writes))
    assert text.startswith("FAILED by the built-in load: shop.customers")
    assert text.splitlines()[5:9] == [
        "load: 12 INSERTs, 1 UPDATE, 0 DELETEs by 3 writers in 10 s, longest wait 250 ms, 1 row lost",
        "load: error 1062, 2 times, as its values explain",
        "load: error 1213, 1 time",
        "load: no UPDATE: why",
    ]
    assert writes.failed
    assert not replace(writes, errors=errors[:1], lost=0).failed


def test_planted_faults_are_counted_and_those_not_found_named() -> None:
    faults = (
        Fault("missing row", "id=1", "", FaultOutcome.FOUND),
        Fault("changed value", "id=2", "name", FaultOutcome.MISSED),
        Fault("stale row", "id=3", "", FaultOutcome.OVERWRITTEN),
    )
    text = rehearsal_as_text(replace(_RESULT, verdict=Verdict.FAULT_MISSED, faults=faults))
    assert text.startswith("FAILED by a planted fault: shop.customers")
    assert text.splitlines()[5:8] == [
        "planted faults: 1 of 3 found by the verification",
        "  changed value at id=2, column name: missed",
        "  stale row at id=3: overwritten",
    ]


def test_query_plans_and_thresholds_are_told() -> None:
    """Of the queries only those that became worse."""
    text = rehearsal_as_text(replace(_RESULT, verdict=Verdict.PLAN_WORSE, queries=QUERIES, thresholds=THRESHOLDS))
    lines = text.splitlines()
    assert lines[0].startswith("FAILED by a query plan: ")
    assert "query plans: 1 of 3 as good as before" in lines
    assert "  line 9: it fails: DELETE FROM customers WHERE fax = ?" in lines
    assert not any("UPDATE customers" in line for line in lines)
    assert "threshold rows_read>1.01x: CROSSED (123,456, limit 111,100, baseline 110,000)" in lines
    skipped = "skipped (0.123, limit 0.200, baseline 0.100, the baseline comes from another machine)"
    assert f"threshold longest_swap>2x: {skipped}" in lines
    early = rehearsal_as_text(replace(_RESULT, queries=tuple(replace(each, after=None, findings=()) for each in QUERIES)))
    assert "query plans: not looked at with the new definition" in early
