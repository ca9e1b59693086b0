"""The page of a rehearsal."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from onlinealter.model.findings import Finding, Severity
from onlinealter.model.rehearsal import (
    Curve,
    Details,
    Fault,
    FaultOutcome,
    Interval,
    Point,
    ProgramRun,
    RanStatement,
    Rehearsed,
    Verdict,
)
from onlinealter.report.html_page import MOST_BYTES, as_html
from onlinealter.report.record_file import recorded_in
from onlinealter.report.rehearsal_sections import page_of
from tests.unit.report.record_samples import DETAILS, FAILED, QUERIES, RESULT, THRESHOLDS, WRITES, full_line, line_of

HOSTILE = '</title></style></pre><script>alert(1)</script><img src=x onerror="alert(2)">\'&amp;\x1b[31m\x00'


class _Tags(HTMLParser):
    """Which elements a page has, with which attributes, and whether each is closed where it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _tags(text: str) -> _Tags:
    tags = _Tags()
    tags.feed(text)
    tags.close()
    assert tags.open == []
    return tags


def _page(result: Rehearsed = RESULT) -> str:
    return as_html(page_of(recorded_in(line_of(result))))


def test_sections_come_in_the_order_in_which_they_are_needed() -> None:
    """The verdict and its figures before all of them."""
    page = as_html(page_of(recorded_in(full_line())))
    assert page.index("Passed: shop.customers on MySQL 9.7.4") < page.index("<dl>") < page.index("<h2>")
    assert re.findall("<h2>(.+?)</h2>", page) == [
        "Thresholds", "What changes", "What the application felt", "Time line", "Rows per second and time of chunks",
        "Replica lag", "Lock waits", "Binlog and disk", "What the server counted", "Other signals watched", "Verification",
        "Query plans", "Tests", "Findings", "Statements that changed the server", "How to repeat it",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        "<dt>longest swap</dt><dd>123 ms</dd>",
        "<dt>tests passed</dt><dd>2 of 2</dd>",
        "<dt>planted faults found</dt><dd>1 of 3</dd>",
        '<td>INSERT</td><td class="number">1,200</td>',
        '<td>1062</td><td class="number">2</td><td>yes</td>',
        "The longest wait of a statement took 750 ms.",
        "20,000 before, 20,007 after",
        "paused for lag of db2:3306",
        "5,000 rows/s",
        "highest 12,000 rows/s",
        "highest 2.2 s, limit 1 s",
        '<td>swap the tables</td><td class="number">3</td><td class="number">2.8 s</td><td>connection 27 shop@app1:4711',
        "<td>missing row</td><td>id=9</td><td></td><td>MISSED</td>",
        "<td>rc:3306</td><td>id=4711</td><td>changed</td>",
        "<td>warning</td><td>binlog</td><td>it grows Look.</td>",
        "<dt>thresholds passed</dt><dd>1 of 3</dd>",
        '<td>CROSSED</td><td class="number">123,456</td><td class="number">111,100</td>',
        "<p>longest_swap&gt;2x: the baseline comes from another machine.</p>",
        '<td>DELETE FROM customers WHERE fax = ?</td><td class="number">36</td><td class="number">fails</td>',
        '<td>rows_read</td><td class="number">123,456</td>',
        "<dt>query plans worse</dt><dd>2 of 3</dd>",
        "WHERE name = ?</td><td>c was read by ref (by_name), now by ALL (no index); it reads about 80,000",
        "  c: ALL, no index, 20,000 rows, 100 % stay",
        "cutover_window = 02:00-04:00 was not waited for",
        "CREATE TABLE `b` LIKE `a`;",
        "online-alter dry-run --table customers",
    ],
)
def test_what_is_in_the_record_is_on_the_page(said: str) -> None:
    """Each kind of figure once."""
    assert said in as_html(page_of(recorded_in(full_line())))


def test_a_failed_test_is_the_verdict() -> None:
    """With its exit code, and its output to open."""
    page = _page(FAILED)
    assert "<p class=\"verdict bad\">Failed: the test 'swapped' ended with exit code 3." in page
    assert "<td>FAILED, exit code 3</td>" in page
    assert "<pre>the form is broken</pre>" in page


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.FAULT_MISSED, "the verification did not find a planted fault"),
        (Verdict.LOAD_FAILED, "the built-in load met what its own statements don't explain"),
        (Verdict.PLAN_WORSE, "2 of 3 queries got a worse plan"),
        (Verdict.THRESHOLD_CROSSED, "1 of 3 thresholds crossed (rows_read&gt;1.01x)"),
    ],
)
def test_other_verdicts_say_what_failed(verdict: Verdict, said: str) -> None:
    result = replace(RESULT, verdict=verdict, queries=QUERIES, thresholds=THRESHOLDS)
    assert f'<p class="verdict bad">Failed: {said}.' in _page(result)


def test_plans_that_were_not_seen_are_no_good_ones() -> None:
    """A test failed before the swap."""
    page = _page(replace(FAILED, queries=tuple(replace(each, after=None, findings=()) for each in QUERIES)))
    assert "The rehearsal ended before they could be looked at with the new definition." in page
    assert "query plans worse" not in page


def test_what_is_not_in_the_record_is_not_shown() -> None:
    """No heading without figures, and no figure that nobody measured."""
    bare = replace(RESULT, phases=(), tests=(), pauses=(), load=None, notes=(), rows_unchanged=True, details=None)
    page = _page(bare)
    assert re.findall("<h2>(.+?)</h2>", page) == ["How to repeat it"]
    assert "longest swap" not in page
    assert "differences found" not in page


def test_the_page_needs_no_script_and_nothing_from_elsewhere() -> None:
    """One style block, whose digest its own policy names; no attribute that a strict policy forbids."""
    page = as_html(page_of(recorded_in(full_line())))
    tags = _tags(page)
    assert tags.names.count("style") == 1
    assert not {"script", "img", "link", "iframe", "object", "a"} & set(tags.names)
    assert not {each for each in tags.attributes if each.startswith("on")} | ({"style", "src", "href"} & tags.attributes)
    assert re.search(r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'", page)
    assert "url(" not in page
    assert "@import" not in page


def _hostile() -> Rehearsed:
    details = Details(
        began_at=HOSTILE, version=HOSTILE, alter=(HOSTILE,), definition=HOSTILE, strategy=HOSTILE,
        findings=(Finding(HOSTILE, Severity.NOTE, HOSTILE, HOSTILE),),
        intervals=(Interval(HOSTILE, HOSTILE, 2.0, 1.0),),
        statements=(RanStatement(HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1.0),),
        lock_waits=tuple(replace(each, purpose=HOSTILE, blockers=(HOSTILE,)) for each in DETAILS.lock_waits),
        differing=tuple(replace(each, server=HOSTILE, key=HOSTILE, kind=HOSTILE) for each in DETAILS.differing),
        curves=(Curve(HOSTILE, 1.0, (Point(1.0, 0.0, 1.0), Point(2.0, 1.0, 2.0))),),
        hosts=(HOSTILE,), left_out=(HOSTILE,), command=HOSTILE,
    )  # fmt: skip
    return replace(
        RESULT, table=HOSTILE, server=HOSTILE, details=details, notes=(HOSTILE,),
        phases=tuple(replace(each, phase=HOSTILE, outcome=HOSTILE, on=HOSTILE) for each in RESULT.phases),
        pauses=tuple(replace(each, reason=HOSTILE) for each in RESULT.pauses),
        tests=tuple(replace(each, moment=HOSTILE, output=HOSTILE) for each in RESULT.tests),
        load=ProgramRun(HOSTILE, 1, 1.0, HOSTILE),
    )  # fmt: skip


def test_nothing_in_a_record_becomes_markup() -> None:
    """Neither elements nor attributes; the page has the same kinds as that of a harmless record, each closed."""
    writes = replace(WRITES, left_out=(HOSTILE,))
    line = line_of(replace(_hostile(), writes=writes, faults=(Fault(HOSTILE, HOSTILE, HOSTILE, FaultOutcome.MISSED),)))
    page = as_html(page_of(recorded_in(line)))
    harmless, hostile = _tags(as_html(page_of(recorded_in(full_line())))), _tags(page)
    assert set(hostile.names) <= set(harmless.names) | {"small"}
    assert hostile.attributes <= harmless.attributes
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "\x1b" not in page
    assert "\x00" not in page


def _huge(text: str) -> Rehearsed:
    details = replace(
        DETAILS,
        definition=text * 4000,
        findings=tuple(Finding(f"{at}", Severity.NOTE, text * 4000) for at in range(300)),
        intervals=tuple(Interval(f"{text * 60}{at}", text * 200, at / 100, 0.001) for at in range(300)),
        statements=tuple(RanStatement("t", f"phase {at}", "x", text * 4000, 1.0) for at in range(300)),
        curves=tuple(Curve(f"number {at}", None, tuple(Point(i, i, i + 1) for i in range(1000))) for at in range(30)),
    )
    test = ProgramRun("swapped", 1, 1.0, text * 20_000)
    return replace(RESULT, details=details, tests=(test,) * 3, phases=RESULT.phases * 50)


@pytest.mark.parametrize("text", ["x", "&", "\N{FULL BLOCK}", "\n"])
def test_the_page_stays_small_whatever_the_record_holds(text: str) -> None:
    """Long texts are shortened; the verdict and the sections stay."""
    page = as_html(page_of(recorded_in(line_of(_huge(text)))))
    assert len(page.encode()) < MOST_BYTES
    assert "Passed: shop.customers" in page
    assert "<h2>How to repeat it</h2>" in page
    _tags(page)


def test_a_shortened_output_keeps_its_end() -> None:
    """There a program says why it failed."""
    failed = ProgramRun("swapped", 1, 1.0, "x" * 50_000 + "\nAssertionError: no form\n")
    page = _page(replace(FAILED, tests=(failed,)))
    assert "AssertionError: no form</pre>" in page
    assert "x" * 30_000 not in page
