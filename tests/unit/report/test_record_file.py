"""A record is read only if it is one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.model.typed_values import Unfit
from onlinealter.report.record_file import read_line, recorded_in
from tests.unit.report.record_samples import FAULTS, RESULT, WRITES, full_line, line_of


def test_what_was_written_is_read_again() -> None:
    """Every member of it."""
    assert recorded_in(line_of()) == RESULT


def test_what_only_some_rehearsals_have_is_read_too() -> None:
    """The built-in load's numbers, and the planted faults."""
    result = recorded_in(full_line())
    assert result.writes == WRITES
    assert result.faults == FAULTS


def test_unknown_members_are_passed_over() -> None:
    """A later version may write more."""
    assert recorded_in(line_of() | {"later": 1}) == RESULT


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"seconds": "12"}, "record.seconds is no float"),
        ({"differences": True}, "record.differences is no int"),
        (
            {"verdict": "splendid"},
            "record.verdict is none of passed, test-failed, load-failed, fault-missed, plan-worse, threshold-crossed",
        ),
        ({"phases": {}}, "record.phases is no list"),
        ({"phases": [{"phase": "execute"}]}, "record.phases[0] lacks on, seconds, outcome"),
        ({"tests": [7]}, "record.tests[0] is no object"),
        ({"faults": [{"kind": "stale row", "key": 1, "column": "", "outcome": "found"}]}, "record.faults[0].key is no str"),
        ({"writes": full_line()["writes"] | {"inserts": "many"}}, "record.writes.inserts is no int"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(change: dict[str, Any], said: str) -> None:
    """So that a person finds it in the file."""
    with pytest.raises(Unfit) as caught:
        recorded_in(line_of() | change)
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"event": "rehearsed", "seconds": NaN}', "is not JSON"),
        ("[]", "is not the record of a rehearsal"),
        ('{"event": "copy-advanced"}', "is not the record of a rehearsal"),
        ('{"event": "rehearsed", "format": 99}', "has the format 99, and this version reads 1"),
        ('{"event": "rehearsed", "format": 1}', "record lacks verdict, table"),
    ],
)
def test_another_file_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    """What it is, and what to give instead."""
    file = tmp_path / "other.json"
    file.write_text(text)
    with pytest.raises(UsageFault) as caught:
        read_line(file)
    assert said in caught.value.message
    assert caught.value.remedy


def test_a_file_that_is_not_there_is_a_usage_fault(tmp_path: Path) -> None:
    """Not a traceback."""
    with pytest.raises(UsageFault, match=r"can't be read: No such file"):
        read_line(tmp_path / "missing.json")


def test_the_file_of_a_record_is_read(tmp_path: Path) -> None:
    """As it was written."""
    file = tmp_path / "record.json"
    file.write_text(json.dumps(line_of()))
    assert read_line(file) == line_of()
