"""The page of a real run: what is known of it, in order, for any state of it, and nothing that is to stay hidden."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.model.event_values import members
from onlinealter.model.rehearsal import Details
from onlinealter.model.run_report import ReportedRun
from onlinealter.report.html_page import MOST_BYTES, as_html
from onlinealter.report.markdown_page import MOST_CHARACTERS, as_markdown
from onlinealter.report.masking import shareable
from onlinealter.report.record_file import read_reportable, reported_in
from onlinealter.report.run_sections import page_of_run
from tests.docs.generate import DOCS
from tests.unit.report.record_samples import DETAILS, line_of
from tests.unit.report.run_samples import RUN, line_of_run


def test_sections_come_in_the_order_in_which_they_are_needed() -> None:
    """Verdict and limits first."""
    html = as_html(page_of_run(RUN))
    assert re.findall(r"<h2>([^<]+)</h2>", html) == [
        "Limits", "What changes", "What the application felt", "Time line", "Rows per second and time of chunks",
        "Replica lag", "Lock waits", "Binlog and disk", "Other signals watched", "Verification", "Findings",
        "Statements that changed the server", "How to repeat it",
    ]  # fmt: skip
    assert html.index("rollback is possible") < html.index("<h2>")
    assert "<script" not in html


@pytest.mark.parametrize(
    "said",
    [
        "The names were exchanged in 123 ms, to the new definition.", "stepped back from a lock 3 times",
        "connection 27 shop@app1:4711",
        "≤ 1 s", "2.2 s", "≥ 500 MB", "interrupted", "process lost", "2026-08-09 12:20:00", "19m 56s",
        "20,000 rows compared, 1 difference found, 1 row copied again. The verification passed.",
        "Begun at 2026-08-09 12:00:00 UTC by ops@desk7", "MODIFY name VARCHAR(60)", "Definition after", "7.7 MB",
    ],
)  # fmt: skip
def test_what_is_known_is_on_the_page(said: str) -> None:
    """As text."""
    assert said in as_html(page_of_run(RUN))


@pytest.mark.parametrize(
    ("changes", "said", "passed"),
    [
        ({"state": "done", "over": True, "following": ""}, "The new definition is in use, and the run is over: ", True),
        ({"state": "aborted", "over": True}, "The run was given up, and the table is as it was: ", True),
        ({"state": "copying"}, "Interrupted, and no process is attached: shop.customers on", False),
        ({"state": "verified"}, "No process is attached: shop.customers on", True),
        ({"state": "copying", "owner": "a process 1", "rows_copied": 9500}, "is copying, 50.0 % copied.", True),
        ({"state": "copying", "owner": "a process 1", "waiting": "lag 7 s > 5 s"}, "It waits: lag 7 s &gt; 5 s.", True),
        ({"state": "copied", "failure": "no room"}, "Stopped while copied: no room. Next: ", False),
    ],
)
def test_the_verdict_says_where_the_run_stands(changes: dict[str, object], said: str, passed: bool) -> None:
    """In one sentence, and what comes next."""
    page = page_of_run(replace(RUN, **changes))  # type: ignore[arg-type]  # each is of its field
    assert page.passed is passed
    assert said in as_html(page)


def test_on_a_machine_that_did_not_work_at_it_the_journal_alone_is_shown() -> None:
    """And the page says so."""
    empty = Details(DETAILS.began_at, "0.1.0", DETAILS.alter, "", "shadow", (), (), (), (), (), (), ())
    run = replace(RUN, recorded=False, details=empty, sessions=(), phases=(), swaps=(), limits=(), pauses=(),
                  lock_attempts=0, differences=0, repaired=0, killed=(), notes=())  # fmt: skip
    html = as_html(page_of_run(run))
    assert "This machine has no record of the work" in html
    assert "20,000" in html
    assert "attempts at a lock" not in html


def test_keys_are_masked_unless_they_are_asked_for() -> None:
    """Also in what errors, findings and notes say of rows."""
    run = replace(RUN, failure="2 rows don't fit: id=4714, name='o''neill' (error 1406)", keys=("id=4714 (error 1406)",))
    text = json.dumps(shareable(line_of_run(run), show_keys=False, anonymous=False))
    for word in ("id=4", "2001-02-03", "neill"):
        assert word not in text, word
    assert shareable(line_of_run(run), show_keys=True, anonymous=False) == line_of_run(run)


def test_an_anonymous_record_names_no_host_and_no_account() -> None:
    """Nor who began the run."""
    line = shareable(line_of_run(replace(RUN, owner="desk7 process 9")), show_keys=True, anonymous=True)
    text = json.dumps(line)
    for word in ("db1", "db2", "app1", "desk7", "ops"):
        assert word not in text, word
    assert (line["server"], line["begun_by"]) == ("MySQL 9.7.4 at host", "")


def test_what_was_written_is_read_again_and_fits_the_schema(tmp_path: Path) -> None:
    """Every member of it; and a rehearsal's record is told apart."""
    schema = json.loads((DOCS / "run.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for line in (line_of_run(), shareable(line_of_run(), show_keys=False, anonymous=True)):
        validator.validate(line)
    assert not validator.is_valid(line_of_run() | {"phases": [{}]})
    file = tmp_path / "run.json"
    file.write_text(json.dumps(line_of_run()))
    assert reported_in(read_reportable(file)) == RUN
    file.write_text(json.dumps(line_of()))
    assert reported_in(read_reportable(file)) is None
    file.write_text(json.dumps(line_of_run() | {"format": 2}))
    with pytest.raises(UsageFault, match="has the format 2, and this version reads 1"):
        read_reportable(file)


def test_the_page_stays_small_whatever_the_run_has() -> None:
    """A long run's record is full."""
    points = DETAILS.curves[0].points * 1000
    curves = tuple(replace(DETAILS.curves[0], name=f"signal {number}", points=points) for number in range(100))
    statements = DETAILS.statements * 150
    sessions, phases = RUN.sessions * 500, RUN.phases * 60
    run = replace(RUN, details=replace(RUN.details, curves=curves, statements=statements), sessions=sessions, phases=phases)
    assert len(as_html(page_of_run(run)).encode()) < MOST_BYTES
    assert len(as_markdown(page_of_run(run))) < MOST_CHARACTERS
    assert members(run)


def test_the_markdown_says_which_phase_was_interrupted() -> None:
    """In its time line."""
    assert "  execute interrupted, 2.5 s :1500, 4000" in as_markdown(page_of_run(RUN))


def test_every_state_has_a_page() -> None:
    """Also one that a later version may have."""
    assert "is marinated" in as_html(page_of_run(_in_state("marinated")))


def _in_state(state: str) -> ReportedRun:
    return replace(RUN, state=state)
