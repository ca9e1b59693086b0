"""The file beside a plan is read only if it is one, and the journal's measurements likewise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onlinealter.estimates.file import (
    as_text,
    estimate_beside,
    estimate_file,
    estimate_text,
    expected_of,
    measured_from,
    read_estimate,
)
from onlinealter.model.errors import UsageFault
from onlinealter.model.measured import Measured
from tests.unit.estimates.samples import ESTIMATE, run_of


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """Every member of it, where it is of the plan's own change."""
    plan = tmp_path / "widen.toml"
    assert estimate_beside(plan, "d1") is None
    estimate_file(plan).write_text(estimate_text(ESTIMATE))
    assert (tmp_path / "widen.estimate.json").is_file()
    assert estimate_beside(plan, "d1") == ESTIMATE
    assert estimate_beside(plan, "d2") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not JSON"),
        ("[1]", "is not an estimate"),
        ('{"event": "rehearsed", "format": 1}', "is not an estimate"),
        ('{"event": "estimated", "format": 99}', "has the format 99, and this version reads 1"),
        ('{"event": "estimated", "format": 1}', "estimate lacks plan_digest"),
        (estimate_text(ESTIMATE).replace('"C"', '"Z"'), "grade is none of A, B, C, D, E"),
        (estimate_text(ESTIMATE).replace("18.0", "NaN"), "is not JSON"),
        (json.dumps({"event": "estimated", "more": "x" * 1_000_001}), "is larger than any estimate"),
    ],
)
def test_anything_else_is_named(text: str, why: str, tmp_path: Path) -> None:
    """With the file, and what to do."""
    file = tmp_path / "widen.estimate.json"
    file.write_text(text)
    with pytest.raises(UsageFault, match=why) as caught:
        read_estimate(file)
    assert str(file) in caught.value.message
    assert "online-alter check PLAN" in caught.value.remedy


def test_the_journal_keeps_what_was_measured() -> None:
    """With what had been expected."""
    measured = run_of(1000, 500.0, expected=expected_of(ESTIMATE))
    assert measured_from(as_text(measured)) == measured
    assert measured_from(None) == measured_from("") == Measured()


@pytest.mark.parametrize("text", ["{", "[]", '{"rows": "many"}', '{"paused": Infinity}', " " * 20_001 + "{}"])
def test_whoever_writes_to_the_journal_gains_nothing(text: str) -> None:
    """What isn't a measurement is none."""
    with pytest.raises(ValueError, match=r"."):
        measured_from(text)
