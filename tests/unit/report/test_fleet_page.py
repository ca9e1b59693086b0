"""The page of a fleet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from onlinealter.model.fleet import Asked, FleetStatus, ShardRow, Standing
from onlinealter.model.history import PastRun
from onlinealter.model.plan import Notes
from onlinealter.report.fleet_page import Shown, courses_of, page_of_fleet
from onlinealter.report.html_page import as_html
from onlinealter.report.markdown_page import as_markdown
from onlinealter.report.page_model import Stage, Table

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>"


def _at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def _run(shard: str, *, began: float, copied: float | None = None, verified: float | None = None) -> PastRun:
    copied_at, verified_at = (None if minutes is None else _at(minutes) for minutes in (copied, verified))
    return PastRun(
        "abc", "shop.t", "db1.example:3306", "widen", ("FORCE",), "shadow", "verified", _at(began), None, None,
        "ops1 process 44", 1000, "", copied_at, verified_at, shard,
    )  # fmt: skip


def _row(shard: str, standing: Standing, waits_for: str = "") -> ShardRow:
    return ShardRow(shard, "rest", "db1.example:3306", standing, "abc", "verified", "100 %", waits_for)


STATUS = FleetStatus(
    "widen",
    _at(60),
    (_row("eu-0", Standing.SWAPPED), _row("eu-1", Standing.FAILED, "row 4711 is too long"), _row(HOSTILE, Standing.WORKING)),
    asked=(Asked("swap wave 2?", "ann@ops", NOON, "go", "bob@ops", NOON),),
)
PAST = [_run("eu-0", began=0, copied=30, verified=40), _run("eu-1", began=20, copied=50), _run("old", began=-600)]


def test_all_shards_are_on_one_axis() -> None:
    """From the first one's begin until now; a shard without a run isn't on it, nor is another run's."""
    courses = courses_of(STATUS, {run.shard: run for run in PAST[:2]})
    assert courses is not None
    assert (courses.seconds, courses.first, courses.last) == (3600.0, "2026-01-01 12:00:00", "2026-01-01 13:00:00")
    first, second = courses.shards
    assert first.stretches == ((Stage.COPY, 0.0, 1800.0), (Stage.VERIFY, 1800.0, 600.0), (Stage.AFTER, 2400.0, 1200.0))
    assert second.stretches == ((Stage.COPY, 1200.0, 1800.0), (Stage.VERIFY, 3000.0, 600.0))


def test_what_the_plan_says_of_itself_stands_there_once() -> None:
    """People aren't named where places aren't."""
    past = [replace(run, notes=Notes("Why", "Anna", "SHOP-17"), begun_by="anna@ops1") for run in PAST[:2]]
    [told] = [each for each in page_of_fleet(STATUS, past, Shown()).sections if each.title == "About the change"]
    notes = (("description", "Why"), ("owner", "Anna"), ("ticket", "SHOP-17"), ("begun by", "anna@ops1"))
    assert told.parts == (Table(("", ""), notes),)
    [told] = [each for each in page_of_fleet(STATUS, past, Shown(places=False)).sections if each.title == "About the change"]
    assert told.parts == (Table(("", ""), (notes[0], notes[2])),)


@pytest.mark.parametrize("write", [as_html, as_markdown])
def test_the_page_has_the_verdict_the_table_and_the_answers(write: object) -> None:
    """What shards are called is text, whatever it looks like; keys of rows are shown when they are asked for."""
    assert callable(write)
    page = page_of_fleet(STATUS, PAST, Shown())
    assert not page.passed
    for shown in (Shown(), Shown(True, False), Shown(places=False), Shown(True)):
        tables = [
            part for each in page_of_fleet(STATUS, PAST, shown).sections for part in each.parts if isinstance(part, Table)
        ]
        assert len(tables) == 2
        assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    assert page.verdict == "1 of 3 shards have the new table in use; eu-1 failed"
    written = write(page)
    assert "<script>" not in written
    for text in ("db1.example:3306", "ops1 process 44", "swap wave 2?", "2,000"):
        assert text in written
    assert "4711" not in written
    assert "4711" in write(page_of_fleet(STATUS, PAST, Shown(keys=True)))


def test_an_anonymous_page_names_neither_hosts_nor_people() -> None:
    """The shards' own names stay: without them the page says nothing."""
    written = as_html(page_of_fleet(STATUS, PAST, Shown(places=False)))
    for text in ("example", "ops1", "ann", "bob"):
        assert text not in written
    assert "eu-0" in written
