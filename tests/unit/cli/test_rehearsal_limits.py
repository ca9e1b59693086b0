"""A rehearsal's options are read before anything else, and all their faults are told at once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.cli.dry_run import RehearsalOptions
from onlinealter.cli.rehearsal_limits import limits_of
from onlinealter.model.errors import UsageFault
from onlinealter.model.event_values import members
from onlinealter.model.rehearsal import Counter, Verdict
from onlinealter.rehearsal.writes.mix import mix_of
from tests.unit.rehearsal.test_mix import TRAFFIC
from tests.unit.report.record_samples import RESULT, line_of

_NONE = RehearsalOptions("mysql://rc/shop", "", "", prove=False, queries=None, baseline=None, fail_if=(), result_file=None)


@pytest.fixture
def baseline(tmp_path: Path) -> Path:
    """The record of a rehearsal without a load."""
    file = tmp_path / "base.json"
    file.write_text(json.dumps(line_of(replace(RESULT, counters=(Counter("rows_read", 5),)))))
    return file


def test_what_is_right_is_read(baseline: Path, tmp_path: Path) -> None:
    """Queries, thresholds and the record that they compare with."""
    queries = tmp_path / "queries.sql"
    queries.write_text("SELECT 1; SELECT 2")
    options = replace(_NONE, queries=queries, baseline=baseline, fail_if=("rows_read>1.01x", "longest_wait>1s"))
    limits = limits_of(replace(options, load="builtin"))
    assert [query.number for query in limits.queries] == [1, 2]
    assert [condition.name for condition in limits.conditions] == ["rows_read", "longest_wait"]
    assert limits.baseline is not None
    assert limits.baseline.counters == (Counter("rows_read", 5),)
    assert limits_of(_NONE) == ((), (), None, None)
    beside = tmp_path / "plan.queries.sql"
    beside.write_text("SELECT 3")
    assert [query.text for query in limits_of(_NONE, beside).queries] == ["SELECT 3"]
    assert [query.text for query in limits_of(replace(_NONE, queries=queries), beside).queries] == ["SELECT 1", "SELECT 2"]


def test_all_faults_are_told_at_once(baseline: Path, tmp_path: Path) -> None:
    """Of all options."""
    queries = tmp_path / "queries.sql"
    queries.write_text("DROP TABLE a; SELECT 1 INTO @a")
    options = replace(
        _NONE, test="'", result_file=tmp_path / "none" / "x.json", queries=queries, baseline=baseline,
        fail_if=("rows_written>2x", "rowz>1", "longest_wait>1s"),
    )  # fmt: skip
    with pytest.raises(UsageFault) as fault:
        limits_of(options)
    said = "\n".join(fault.value.faults)
    for part in ("--test: No closing quotation", "can't be written", "line 1: it begins with DROP", "statement 2",
                 "'rowz' is not known"):  # fmt: skip
        assert part in said
    with pytest.raises(UsageFault) as fault:
        limits_of(replace(options, fail_if=("rows_written>2x", "longest_wait>1s")))
    assert "--baseline has no 'rows_written'" in fault.value.faults
    assert "'longest_wait' in --fail-if is measured by --load builtin or like:FILE, which is not given" in fault.value.faults


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_files_that_can_not_be_read_are_faults(content: bytes, tmp_path: Path) -> None:
    """Whether they are there or not."""
    bad, missing = tmp_path / "bad", tmp_path / "missing"
    bad.write_bytes(content)
    for queries, baseline in ((bad, missing), (missing, bad)):
        with pytest.raises(UsageFault) as fault:
            limits_of(replace(_NONE, queries=queries, baseline=baseline, fail_if=("rows_read>1x",)))
        assert [str(file) in "\n".join(fault.value.faults) for file in (queries, baseline)] == [True, True]


def test_a_baseline_that_did_not_come_to_its_end_is_a_fault(baseline: Path) -> None:
    """Its numbers are of a part."""
    baseline.write_text(json.dumps(line_of(replace(RESULT, verdict=Verdict.TEST_FAILED))))
    with pytest.raises(UsageFault) as fault:
        limits_of(replace(_NONE, baseline=baseline, fail_if=("seconds>2x",)))
    assert "test-failed" in fault.value.faults[0]


@pytest.mark.parametrize(
    ("change", "table", "said"),
    [
        ({"format": 2}, "customers", "has the format 2, and this version reads 1"),
        ({"event": "rehearsed"}, "customers", "is not the traffic of a table"),
        ({"statements": [{"kind": "select"}]}, "customers", "record.statements[0] lacks count, per_second"),
        ({"statements": [{"kind": "merge", "count": 1, "per_second": 1}]}, "customers", "kind is none of select, insert"),
        ({"seconds": 10**400}, "customers", "record.seconds is too large"),
        ({}, "orders", "is about the table shop.customers, and orders is to be rehearsed"),
        ({"statements": [{"kind": "select", "count": 1, "per_second": -1}]}, "customers", "a rate below zero"),
        ({"statements": []}, "customers", "has no statements"),
    ],
)
def test_a_file_of_traffic_that_does_not_fit_is_one_clear_error(
    change: dict[str, object], table: str, said: str, tmp_path: Path
) -> None:
    """Of a newer version, broken, or about another table."""
    file = tmp_path / "traffic.json"
    file.write_text(json.dumps({"event": "profiled", "format": 1} | members(TRAFFIC) | change))
    with pytest.raises(UsageFault) as fault:
        limits_of(replace(_NONE, load=f"like:{file}"), None, table)
    assert len(fault.value.faults) == 1
    assert said in fault.value.faults[0]


def test_a_file_of_traffic_is_read(tmp_path: Path) -> None:
    """The copy's schema may have another name; a factor needs a file."""
    file = tmp_path / "traffic.json"
    file.write_text(json.dumps({"event": "profiled", "format": 1} | members(TRAFFIC)))
    options = replace(_NONE, load=f"like:{file}", load_factor=2.0, fail_if=("longest_wait>1s",))
    assert limits_of(options, None, "Customers").mix == mix_of(TRAFFIC, 2.0)
    with pytest.raises(UsageFault) as fault:
        limits_of(replace(options, load="builtin"), None, "customers")
    assert fault.value.faults == ("--load-factor is about --load like:FILE, which is not given",)
    with pytest.raises(UsageFault) as fault:
        limits_of(replace(options, load="like:"), None, "customers")
    assert fault.value.faults[0] == "--load like: names no file"
