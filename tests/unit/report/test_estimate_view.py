"""An estimate as a person reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from onlinealter.estimates.file import expected_of
from onlinealter.model.estimate import Grade
from onlinealter.model.history import PastRun
from onlinealter.model.measured import Measured, Part, Span
from onlinealter.report.estimate_view import GRADES, accuracy_as_text, estimate_as_text, estimate_in_a_line, judged
from tests.unit.estimates.samples import ESTIMATE, MB, run_of

RUN = PastRun(
    "k7f2a9", "shop.orders", "db1:3306", "widen", ("MODIFY name VARCHAR(60)",), "shadow", "done",
    datetime(2026, 11, 29, tzinfo=UTC), None, None, "", 0,
)  # fmt: skip


def test_one_line_says_it_all() -> None:
    """The grade, where it comes from, the times, the room, the replicas, and what makes it wide."""
    assert estimate_in_a_line(ESTIMATE) == (
        "estimate (C, from rehearsal of 100,000 rows): 18 s to 30 s in all (copy 15 s to 25 s, verify 3.0 s to 5.0 s);"
        " disk 225 MB to 275 MB; binlog 144 MB to 176 MB; replicas may be 5.0 s behind; the rows were not counted"
    )


def test_the_page_has_a_line_for_each_fact() -> None:
    """And foreign text stays on its line."""
    text = estimate_as_text(replace(ESTIMATE, source="a\nb\x1b[2J"))
    lines = text.splitlines()
    assert lines[0] == "in all      18 s to 30 s"
    assert "  copy                  15 s to 25 s" in lines
    assert f"grade       C: {GRADES[Grade.COMPARED]}" in lines
    assert "source      a b\\x1b[2J" in lines
    assert "deferred    by_name" in lines
    assert "table       1,000,000 rows, 300 MB" in lines


def _past(measured: Measured) -> PastRun:
    return replace(RUN, measured=measured)


def test_runs_are_held_against_their_estimates() -> None:
    """Only those that are past the cutover and had one; what couldn't be seen, or was interrupted, isn't judged."""
    expected = replace(expected_of(ESTIMATE), seconds=Span(50.0, 60.0))
    good = run_of(1_000_000, 20_000, expected=expected)
    bad = replace(good, disk_bytes=700 * MB, binlog_bytes=None, whole=False)
    unfinished = replace(good, stretches=good.stretches[:3])
    assert good.of(Part.CUTOVER) is not None
    found = judged([_past(each) for each in (good, bad, unfinished, Measured(), replace(good, expected=None))])
    assert [each.within for each in found] == [
        {"time": True, "disk": True, "binlog": True},
        {"time": None, "disk": False, "binlog": None},
    ]
    lines = accuracy_as_text(found).splitlines()
    assert lines[:2] == ["run k7f2a9 of shop.orders, grade C", "  time    54 s, expected 50 s to 1m 00s: within"]
    assert lines[5:8] == [
        "  time    54 s, expected 50 s to 1m 00s: not judged",
        "  disk    700 MB, expected 225 MB to 275 MB: OUTSIDE",
        "  binlog  not seen, expected 144 MB to 176 MB: not judged",
    ]
    assert lines[-3:] == [
        "time within its range: 1 of 1 run",
        "disk within its range: 1 of 2 runs",
        "binlog within its range: 1 of 1 run",
    ]
    assert "nothing to compare" in accuracy_as_text([])
