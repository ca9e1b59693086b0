"""The record that a real rehearsal writes, and the pages made from it."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from onlinealter.model.exit_codes import ExitCode
from onlinealter.report.html_page import MOST_BYTES
from onlinealter.report.markdown_page import MOST_CHARACTERS
from tests.docs.generate import DOCS
from tests.integration.rehearsal.candidates import Candidate
from tests.servers import Schema

_ALTER = "MODIFY name VARCHAR(60), ADD COLUMN note VARCHAR(20), ADD INDEX by_name (name)"
_TEST = (
    "import os, sys\n"
    "print('<b>checkout</b> tried', os.environ['ONLINE_ALTER_MOMENT'])\n"
    "sys.exit(3 if os.environ['ONLINE_ALTER_MOMENT'] == {fails!r} else 0)\n"
)


@pytest.fixture
def candidate(schema: Schema) -> Candidate:
    """A marked candidate."""
    found = Candidate(schema)
    found.fill()
    found.mark()
    return found


def _rehearsed(candidate: Candidate, folder: Path, fails: str = "") -> Path:
    """The record of a rehearsal whose test fails at a moment or never."""
    record = folder / "record.json"
    test = candidate.write_test(folder, _TEST.format(fails=fails))
    came = candidate.rehearse("--test", test, "-o", str(record))
    assert came.exit_code == (ExitCode.REHEARSAL if fails else ExitCode.DONE), came.stderr
    return record


def _schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DOCS / "rehearsal.schema.json").read_text())
    return found


def test_the_published_schema_is_one() -> None:
    """By the rules of its own draft."""
    jsonschema.Draft202012Validator.check_schema(_schema())


def _fits_the_schema(candidate: Candidate, record: Path) -> None:
    """The record, and what report --json gives; the schema notices what is wrong."""
    validator = jsonschema.Draft202012Validator(_schema())
    line = json.loads(record.read_text())
    validator.validate(line)
    for words in ((), ("--anonymous",)):
        validator.validate(json.loads(candidate.call("report", str(record), "--json", *words).stdout))
    wrongs: list[dict[str, object]] = [
        {"verdict": "splendid"},
        {"phases": [{}]},
        {"format": 2},
        {"details": {"curves": 1}},
    ]
    for wrong in wrongs:
        assert not validator.is_valid(line | wrong), wrong


def _shows_what_was_measured(candidate: Candidate, record: Path) -> None:
    """The verdict, each phase with its time, the tests, the statements; no markup of the test's own, and no password."""
    line, primary = json.loads(record.read_text()), candidate.schema.primary
    page = candidate.call("report", str(record)).stdout
    assert len(page.encode()) < MOST_BYTES
    assert f"Passed: {candidate.schema.name}.customers on {line['server']}" in page
    assert page.count('<td class="what">') == len(line["phases"]) + len(line["tests"]) == 14 + 3
    assert page.count('<td class="number">500<small>') == sum(each["rows"] == 500 for each in line["phases"])
    assert "<pre>&lt;b&gt;checkout&lt;/b&gt; tried swapped</pre>" in page
    assert "<b>" not in page
    for said in (_ALTER, "RENAME TABLE", "Time of a chunk copied", f"mysql://{primary.user}@{primary.host}:{primary.port}/"):
        assert said in page
    assert primary.password not in page


def _runs_by_one_clock(record: Path) -> None:
    """Phases and tests lie one after the other."""
    line = json.loads(record.read_text())
    spans = sorted((each["began"], each["began"] + each["seconds"]) for each in (*line["phases"], *line["tests"]))
    assert spans[0][0] > 0
    assert spans[-1][1] <= line["seconds"]
    for (_, end), (begin, _) in pairwise(spans):
        assert begin >= end - 0.05  # a phase's seconds end a moment before its event is seen


def _names_no_server(candidate: Candidate, record: Path) -> None:
    """An anonymous report, in each form."""
    primary = candidate.schema.primary
    for form in ((), ("--markdown",), ("--json",)):
        text = candidate.call("report", str(record), "--anonymous", *form).stdout
        for name in (primary.host, f"{primary.user}@", f":{primary.port}", "checkout"):
            assert name not in text


def test_the_report_of_a_rehearsal_that_passed(candidate: Candidate, tmp_path: Path) -> None:
    """Its record is as published, and each form shows what it may."""
    record = _rehearsed(candidate, tmp_path)
    _fits_the_schema(candidate, record)
    _shows_what_was_measured(candidate, record)
    _runs_by_one_clock(record)
    _names_no_server(candidate, record)


def test_the_report_of_a_rehearsal_that_failed(candidate: Candidate, tmp_path: Path) -> None:
    """The test's exit code and its output, on the page and in the comment."""
    record = _rehearsed(candidate, tmp_path, "swapped")
    _fits_the_schema(candidate, record)
    page = candidate.call("report", str(record)).stdout
    assert "Failed: the test 'swapped' ended with exit code 3." in page
    text = candidate.call("report", str(record), "--markdown").stdout
    assert len(text) < MOST_CHARACTERS
    assert "❌ **Failed: the test 'swapped' ended with exit code 3." in text
    assert "<b>checkout</b> tried swapped" in text.split("```mermaid", 1)[1]
    assert ":crit, " in text
