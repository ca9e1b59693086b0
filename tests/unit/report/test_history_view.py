"""Past runs as text and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from onlinealter.model.history import PastRun
from onlinealter.model.plan import Notes
from onlinealter.report.history_view import history_as_json, history_as_text

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
RUN = PastRun(
    "k7f2a9", "shop.orders", "db1:3306", "widen", ("MODIFY a BIGINT",), "shadow", "done",
    NOON, NOON + timedelta(hours=2), 7200.0, "ops1 process 44", 1000,
)  # fmt: skip


def test_a_run_is_a_row() -> None:
    """What, how, when, how long, and who."""
    lines = history_as_text([RUN]).splitlines()
    assert " ".join(lines[0].split()) == "TABLE RUN CHANGE HOW STATE BEGAN (UTC) ENDED TOOK WHO"
    assert " ".join(lines[1].split()) == (
        "shop.orders k7f2a9 widen: MODIFY a BIGINT shadow done"
        " 2026-01-01 12:00:00 2026-01-01 14:00:00 2h 00m ops1 process 44"
    )


def test_one_that_is_not_over_has_no_end_and_a_shard_has_its_name() -> None:
    """A failure is told; foreign text stays on its line."""
    open_run = replace(RUN, state="copying", ended=None, seconds=None, who="", failure="no room", shard="eu\x1b-1")
    line = " ".join(history_as_text([open_run]).splitlines()[1].split())
    assert line.startswith(r"eu\x1b-1 shop.orders")
    assert line.endswith("copying, failed 2026-01-01 12:00:00 - - -")


def test_what_a_plan_says_of_itself_has_columns_where_it_says_something() -> None:
    """And who began the run; it is foreign text."""
    noted = replace(RUN, notes=Notes("Room for\nnames", "", "SHOP\x1b-17"), begun_by="anna@ops1")
    heads, first, second = (
        line.split("WHO" if at == 0 else "ops1 process 44")[1]
        for at, line in enumerate(history_as_text([noted, replace(RUN, run="older")]).splitlines())
    )
    assert " ".join(heads.split()) == "BEGUN BY TICKET DESCRIPTION"
    assert " ".join(first.split()) == r"anna@ops1 SHOP\x1b-17 Room for names"
    assert " ".join(second.split()) == "- - -"


def test_nothing_is_told_of_nothing() -> None:
    """No run, no table."""
    assert history_as_text([]) == "no run"


def test_programs_get_times_in_utc() -> None:
    """And the duration in seconds."""
    [found] = json.loads(history_as_json([RUN]))
    assert (found["began"], found["ended"], found["seconds"]) == (
        "2026-01-01T12:00:00.000Z",
        "2026-01-01T14:00:00.000Z",
        7200.0,
    )
