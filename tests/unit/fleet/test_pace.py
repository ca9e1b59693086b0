"""Shards that are done tell how long the others take."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from onlinealter.fleet.pace import Work, expected_end, longest_first, pace_of, seconds_left
from onlinealter.model.status import RunStatus

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def run(
    rows: int, state: str = "verified", *, copied: float | None = None, verified: float | None = None, owner: str = ""
) -> RunStatus:
    """A run of so many rows; seconds from its beginning to the copy's end, and from there to the verification's."""
    copied_at = None if copied is None else NOON + timedelta(seconds=copied)
    verified_at = None if verified is None or not copied_at else copied_at + timedelta(seconds=verified)
    return RunStatus(
        "abc", "shop.t", "server", state, "plan", NOON, NOON, owner, rows, rows, 0, "", False, "", "", "", "",
        copied_at=copied_at, verified_at=verified_at,
    )  # fmt: skip


def test_without_a_copy_that_has_ended_nothing_is_told() -> None:
    """Neither a shard that has begun nor one that was changed without a copy tells anything."""
    assert pace_of([run(1000, "copying"), run(0, "done", copied=1.0)]) is None


def test_the_canary_tells_how_long_a_larger_shard_takes() -> None:
    """Copy and verification by its rows, with the time that a copy takes whatever its rows."""
    pace = pace_of([run(100_000, copied=12.0, verified=5.0)])
    assert pace is not None
    larger = Work("eu-1", "db1", None, 1_000_000)
    assert seconds_left(larger, pace) == pytest.approx(2.0 + 100.0 + 50.0)
    assert seconds_left(larger, None) is None
    assert seconds_left(Work("eu-2", "db1", run(1_000_000), 0), pace) == 0.0


def test_two_sizes_tell_what_a_copy_takes_whatever_its_rows() -> None:
    """Half a million rows in 110 seconds and a million in 210: 10 seconds for none."""
    pace = pace_of([run(500_000, copied=110.0), run(1_000_000, copied=210.0)])
    assert pace is not None
    assert pace.copy.fixed == pytest.approx(10.0)
    assert pace.copy.each == pytest.approx(0.0002)


def test_one_that_was_stopped_for_a_night_does_not_count() -> None:
    """The median of three."""
    pace = pace_of([run(1000, copied=12.0), run(1000, copied=12.0), run(1000, copied=40_000.0)])
    assert pace is not None
    assert pace.copy.each == pytest.approx(0.01)


def test_the_first_wave_begins_then_the_largest() -> None:
    """What is copied already is no reason to begin early."""
    half = Work("half", "db3", run(600, "copying"), 1000)
    works = [Work("small", "db1", None, 10), half, Work("canary", "db4", None, 5), Work("large", "db2", None, 900)]
    assert longest_first(works, ["canary"]) == ["canary", "large", "half", "small"]


def test_all_are_done_when_the_last_place_on_a_server_is() -> None:
    """Three shards of one server, one at a time, take as long as their sum; another server's goes beside them."""
    works = [Work(name, "db1", None, 1) for name in "abc"] + [Work("d", "db2", None, 1)]
    left: dict[str, float | None] = {"a": 10.0, "b": 20.0, "c": 30.0, "d": 50.0}
    assert expected_end(works, left, 8, 1, NOON) == (NOON + timedelta(seconds=60), "c")
    assert expected_end(works, left, 8, 2, NOON) == (NOON + timedelta(seconds=50), "d")
    assert expected_end(works, left, 1, 1, NOON) == (NOON + timedelta(seconds=110), "d")
    at_work = [Work("a", "db1", run(1, "copying", owner="host"), 1), *works[1:]]
    assert expected_end(at_work, left, 8, 1, NOON) == (NOON + timedelta(seconds=60), "c")
    assert expected_end(works, left | {"d": None}, 8, 1, NOON) == (None, "")
    assert expected_end(works, dict.fromkeys("abcd", 0.0), 8, 1, NOON) == (None, "")
