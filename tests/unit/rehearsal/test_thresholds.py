"""Thresholds of a pipeline: how they are read, and what they are held against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.rehearsal import Counter, Rehearsed, Threshold, ThresholdOutcome, Verdict
from onlinealter.rehearsal.thresholds import (
    KNOWN,
    conditions_of,
    faults_of_baseline,
    held_against,
    see_that_it_compares,
)
from tests.unit.report.record_samples import DETAILS, RESULT, WRITES

_HERE = replace(RESULT, details=replace(DETAILS, machine="m1"), counters=(Counter("rows_read", 1000),), writes=WRITES)


def _held(text: str, result: Rehearsed = _HERE, baseline: Rehearsed | None = _HERE) -> Threshold:
    conditions = conditions_of([text], baseline=baseline is not None)
    [found] = held_against(result, conditions, baseline).thresholds
    return found


@pytest.mark.parametrize(
    ("text", "now", "outcome"),
    [
        ("rows_read>1.01x", 1010, "passed"),
        ("rows_read>1.01x", 1011, "crossed"),
        (" rows_read > 1500 ", 1500, "passed"),
        ("rows_read>1500", 1501, "crossed"),
        ("rows_read>1x", 0, "passed"),
    ],
)
def test_a_counter_is_held_against_its_limit(text: str, now: int, outcome: str) -> None:
    """At the limit it is kept."""
    assert _held(text, replace(_HERE, counters=(Counter("rows_read", now),))).outcome.value == outcome


@pytest.mark.parametrize(
    ("text", "outcome", "limit"),
    [("longest_wait>0.5s", "crossed", 0.5), ("longest_wait>750ms", "passed", 0.75), ("seconds>2x", "passed", 24.0),
     ("longest_swap>1x", "passed", 0.123), ("paused>1s", "crossed", 1.0)],
)  # fmt: skip
def test_a_time_is_in_seconds(text: str, outcome: str, limit: float) -> None:
    """Or in milliseconds, or in times the baseline's."""
    found = _held(text)
    assert found.outcome.value == outcome
    assert found.limit == pytest.approx(limit)


@pytest.mark.parametrize("text", ["seconds>0.001x", "longest_wait>0.001s"])
@pytest.mark.parametrize("machine", ["m2", ""])
def test_seconds_of_another_machine_are_skipped(text: str, machine: str) -> None:
    """Counters are not: rows are the same everywhere. Without a baseline the limit is the machine's own."""
    elsewhere = replace(_HERE, details=replace(DETAILS, machine=machine))
    found = _held(text, baseline=elsewhere)
    assert (found.outcome, found.reason[:28]) == (ThresholdOutcome.SKIPPED, "the baseline comes from anot")
    assert _held("rows_read>0.5x", baseline=elsewhere).outcome is ThresholdOutcome.CROSSED
    assert _held("longest_wait>0.001s", baseline=None).outcome is ThresholdOutcome.CROSSED


def test_two_records_that_do_not_say_their_machine_are_not_of_one() -> None:
    """Both anonymous, or of an older version."""
    silent = replace(_HERE, details=replace(DETAILS, machine=""))
    assert _held("seconds>5x", silent, silent).outcome is ThresholdOutcome.SKIPPED


def test_a_counter_that_is_not_there_is_no_pass() -> None:
    """As where the server was restarted meanwhile."""
    found = _held("rows_read>5x", replace(_HERE, counters=()))
    assert (found.outcome, found.reason[:28]) == (ThresholdOutcome.CROSSED, "the server did not count it,")


@pytest.mark.parametrize("verdict", Verdict)
def test_a_crossed_threshold_is_the_verdict_where_nothing_else_failed(verdict: Verdict) -> None:
    """One that ended early has no numbers to hold."""
    held = held_against(replace(_HERE, verdict=verdict), conditions_of(["rows_read>5"], baseline=False), None)
    assert held.verdict is (Verdict.THRESHOLD_CROSSED if verdict is Verdict.PASSED else verdict)
    early = verdict in (Verdict.TEST_FAILED, Verdict.FAULT_MISSED)
    assert (held.thresholds[0].outcome is ThresholdOutcome.SKIPPED) == early


def test_all_faults_come_at_once() -> None:
    """An unknown name is told with the known ones."""
    texts = ["rows_read", "rows>2x", "rows_read>3s", "seconds>3", "rows_read>2x", "rows_read<1", "rows_read>-1"]
    with pytest.raises(UsageFault) as fault:
        conditions_of(texts, baseline=False)
    said = fault.value.faults
    assert len(said) == len(texts)
    assert f"'rows' is not known; there are {', '.join(KNOWN)}" in said[1]
    for place, part in (
        (2, "is a count"),
        (3, "is a time"),
        (4, "--baseline, which is not given"),
        (5, "is not NAME>NUMBER"),
    ):
        assert part in said[place]


def test_a_baseline_without_thresholds_is_a_fault() -> None:
    """It would be passed over."""
    with pytest.raises(UsageFault) as fault:
        conditions_of([], baseline=True)
    assert "no --fail-if" in fault.value.faults[0]


def test_a_baseline_has_to_have_come_to_its_end_and_to_have_the_number() -> None:
    """An older version's record lacks the counters."""
    conditions = conditions_of(["rows_read>2x", "rows_read>3x", "rows_written>5"], baseline=True)
    assert faults_of_baseline(_HERE, conditions) == []
    said = faults_of_baseline(replace(RESULT, verdict=Verdict.TEST_FAILED), conditions)
    assert [part in each for part, each in zip(("test-failed", "no 'rows_read'"), said, strict=True)] == [True, True]


def test_a_baseline_of_something_else_is_refused() -> None:
    """Another table, or another kind of server; another version is a note."""
    see_that_it_compares(_HERE, "other.customers", "MySQL 9.8.0 at x:1")
    for table, server in (("shop.orders", RESULT.server), (RESULT.table, "MariaDB 11.8.2 at rc:3306")):
        with pytest.raises(Refused, match="the baseline"):
            see_that_it_compares(_HERE, table, server)


def test_what_is_unlike_is_noted() -> None:
    """It explains a number that differs."""
    other = replace(_HERE, rows_before=5, server="MySQL 9.7.3 at rc:3306", writes=None, load=None)
    held = held_against(_HERE, conditions_of(["rows_read>5x"], baseline=True), other)
    said = [note for note in held.notes if note.startswith("the baseline is unlike")]
    assert [each.rpartition(" in ")[2] for each in said] == [
        "its rows: 5, now 20,000",
        "the server's version: MySQL 9.7.3, now MySQL 9.7.4",
        "its load: none, now built-in load",
    ]
