"""The report as a comment on a pull request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.model.findings import Finding, Severity
from onlinealter.model.rehearsal import Interval, ProgramRun, RanStatement, Rehearsed
from onlinealter.report.markdown_page import MARKER, MOST_CHARACTERS, as_markdown
from onlinealter.report.record_file import recorded_in
from onlinealter.report.rehearsal_sections import page_of
from tests.unit.report.record_samples import DETAILS, FAILED, RESULT, full_line, line_of


def _markdown(result: Rehearsed = RESULT) -> str:
    return as_markdown(page_of(recorded_in(line_of(result))))


def test_the_marker_and_the_verdict_come_first() -> None:
    """By the one a pipeline finds its comment again, by the other a person knows."""
    assert _markdown(FAILED).splitlines()[:5] == [
        MARKER,
        "",
        "## Rehearsal of shop.customers",
        "",
        "❌ **Failed: the test 'swapped' ended with exit code 3. shop.customers on MySQL 9.7.4 at rc:3306 was brought back"
        " and left as it was.**",
    ]


def test_the_time_line_is_a_mermaid_gantt() -> None:
    """Milliseconds since the begin; a failed test stands out."""
    text = _markdown(FAILED)
    begin = text.index("```mermaid")
    assert text[begin : text.index("```", begin + 3)].splitlines()[1:] == [
        "gantt",
        "  dateFormat x",
        "  axisFormat %s s",
        "  section phases",
        "  test before, 500 ms :done, 200, 700",
        "  execute, 4.0 s :1000, 5000",
        "  verify, 1.0 s :5000, 6000",
        "  cutover, 500 ms :6000, 6500",
        "  test swapped, 600 ms :crit, 7000, 7600",
        "  cleanup on the empty table, 200 ms :9000, 9200",
        "  section pauses",
        "  lag of db2 3306, 1.5 s :active, 3000, 4500",
    ]


@pytest.mark.parametrize(
    "said",
    [
        "| longest swap | 123 ms |",
        "| INSERT | 1,200 |",
        "* Copy: lowest 100 rows/s, highest 12,000 rows/s",
        "| missing row | id=9 |  | MISSED |",
        "| swap the tables | 3 | 2.8 s | connection 27 shop@app1:4711 |",
        "⚠️ 20,000 rows compared, 1 difference found.",
        "| rows\\_read&gt;1.01x | CROSSED | 123,456 | 111,100 |",
        "⚠️ 2 of 3 got worse.",
        "<details><summary>prepare of customers: 1 statement</summary>",
    ],
)
def test_what_is_in_the_record_is_in_the_comment(said: str) -> None:
    """Each kind of figure once."""
    assert said in as_markdown(page_of(recorded_in(full_line())))


def test_nothing_in_a_record_becomes_markup_or_a_mention() -> None:
    """Neither HTML nor links, nor a way out of a table, a fence or the diagram."""
    hostile = "<b>x</b> [a](javascript:b) `c` | @octocat #1 *d*\n```\n</details>"
    result = replace(
        RESULT,
        table=hostile,
        notes=(hostile,),
        tests=(ProgramRun(hostile, 1, 1.0, hostile),),
        details=replace(DETAILS, intervals=(Interval("x\nclick a call b() : crit", "", 1.0, 1.0),)),
    )
    text = _markdown(result)
    escaped = (r"&lt;b&gt;x&lt;/b&gt; \[a\](javascript:b) \`c\` \| @?octocat #?1 \*d\* \`\`\` &lt;/details&gt;").replace(
        "?", "\N{ZERO WIDTH SPACE}"
    )
    assert f"## Rehearsal of {escaped}" in text
    assert f"| note | rehearsal | {escaped} |" in text
    assert "````\n<b>x</b> [a](javascript:b) `c` | @octocat #1 *d*\n```\n</details>\n````" in text
    assert "  x click a call b     crit, 1.0 s :active, 1000, 2000" in text
    assert "  test  b x  b   a  javascript b" in text


@pytest.mark.parametrize("text", ["x", "&", "`", "|", "\n"])
def test_the_comment_stays_below_what_github_takes(text: str) -> None:
    """Long texts are shortened; the verdict and the sections stay."""
    details = replace(
        DETAILS,
        findings=tuple(Finding(f"{at}", Severity.NOTE, text * 4000) for at in range(300)),
        statements=tuple(RanStatement("t", f"phase {at}", "x", text * 4000, 1.0) for at in range(300)),
        intervals=tuple(Interval(text * 60, "", at / 100, 0.001) for at in range(300)),
    )
    test = ProgramRun("swapped", 1, 1.0, text * 20_000)
    written = _markdown(replace(RESULT, details=details, tests=(test,) * 3, phases=RESULT.phases * 50))
    assert len(written) < MOST_CHARACTERS
    assert "Passed: shop.customers" in written
    assert "### How to repeat it" in written
