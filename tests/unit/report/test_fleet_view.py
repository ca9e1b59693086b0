"""A fleet as a table."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from onlinealter.model.fleet import Asked, FleetStatus, ShardRow, Standing
from onlinealter.report.fleet_view import fleet_as_json, fleet_as_text

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_AT_WORK = ShardRow(
    "eu-07", "rest", "db4:3306", Standing.WORKING, "abc", "copying", "63 %", "replica lag 7.0 s > 5.0 s", "ops1 process 44",
    "online-alter execute", 41_234.0, 4200.0, 7.0, NOON - timedelta(hours=3),
)  # fmt: skip


def _row(shard: str, standing: Standing) -> ShardRow:
    return ShardRow(shard, "rest", f"{shard}:3306", standing)


def test_a_shard_at_work_has_all_that_is_known_of_it() -> None:
    """Rate, time left, lag, why it waits, who works, since when."""
    lines = fleet_as_text(FleetStatus("widen", NOON, (_AT_WORK,))).splitlines()
    expected = (
        "eu-07 rest db4:3306 at work copying 63 % 41,200 1h 10m 7.0 s replica lag 7.0 s > 5.0 s ops1 process 44 3h 00m"
    )
    assert " ".join(lines[2].split()) == expected


def test_who_waits_for_a_person_comes_first() -> None:
    """Then what failed, what can't be reached, what is at work, what hasn't begun, and what is over."""
    rows = [_row(f"s{at}", standing) for at, standing in enumerate(reversed(Standing))]
    lines = fleet_as_text(FleetStatus("widen", NOON, tuple(rows))).splitlines()
    assert [line.split()[0] for line in lines[2:]] == ["s6", "s5", "s4", "s3", "s2", "s1", "s0"]
    assert lines[0] == (
        "widen · 7 shards · 1 over · 1 swapped · 1 not started · 1 at work · 1 unreachable · 1 failed · 1 waits for you"
    )


def test_above_forty_shards_equal_rows_are_one() -> None:
    """Servers, rates and times may differ; a failure of its own keeps a row by itself."""
    rows = [_row(f"s{at:02}", Standing.NOT_STARTED) for at in range(40)]
    assert len(fleet_as_text(FleetStatus("widen", NOON, tuple(rows))).splitlines()) == 42
    failed = replace(_row("s40", Standing.FAILED), waits_for="no room")
    lines = fleet_as_text(FleetStatus("widen", NOON, (*rows, failed))).splitlines()
    assert len(lines) == 4
    assert lines[3].startswith("s00 … s39 (40)")
    assert "40 servers" in lines[3]


def test_the_question_the_end_and_the_commands_stand_around_the_table() -> None:
    """Who asked and who answered, and what to type; foreign text stays on its line."""
    asked = Asked("swap\x1b[2J wave 2?", "ann@ops", NOON - timedelta(minutes=5), "stop", "bob@ops", NOON)
    status = FleetStatus("widen", NOON, (_AT_WORK,), 2, 3, (asked,), ("online-alter run p.toml --answer go",), NOON, "eu-07")
    lines = fleet_as_text(status).splitlines()
    assert "cutover wave 2 of 3" in lines[0]
    assert lines[1].startswith("all verified about 2026-01-01")
    assert lines[1].endswith("eu-07 last")
    assert lines[-2] == r"asked by ann@ops 5m 00s ago: swap\x1b[2J wave 2? stop, answered bob@ops 0 s ago"
    assert lines[-1] == "next: online-alter run p.toml --answer go"


def test_programs_are_told_everything() -> None:
    """Numbers as numbers, times in UTC."""
    found = json.loads(fleet_as_json(FleetStatus("widen", NOON, (_AT_WORK,), 1, 2)))
    assert (found["title"], found["wave"], found["waves"]) == ("widen", 1, 2)
    [shard] = found["shards"]
    assert (shard["rate"], shard["left"], shard["lag"]) == (41_234.0, 4200.0, 7.0)
    assert shard["since"] == "2026-01-01T09:00:00.000Z"
