"""A fleet at one moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from onlinealter.fleet.overview import Fleetwide, overview
from onlinealter.fleet.shards import Rollout
from onlinealter.fleet.standing import ShardStatus
from onlinealter.model.errors import Unreachable
from onlinealter.model.fleet import Asked, FleetStatus, Standing
from onlinealter.model.status import RunStatus

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
_FOLLOWING = {"copying": "execute", "verified": "cutover", "swapped": "cleanup (or rollback)", "rolling-back": "rollback"}


def _shard(name: str, state: str, *, owner: str = "", failure: str = "", copied: int = 500) -> ShardStatus:
    if not state:
        return ShardStatus(name, "rest", "db1")
    following = f"online-alter {_FOLLOWING[state]}" if state in _FOLLOWING else ""
    run = RunStatus(
        "abc", "shop.t", "server", state, "plan", NOON, NOON, owner, copied, 1000, 0, "", False, "", "", failure, following
    )
    return ShardStatus(name, "rest", "db1", run)


def _lost(name: str) -> ShardStatus:
    return ShardStatus(name, "rest", "db1", None, "no answer", Unreachable.reference)


def _overview(
    statuses: Sequence[ShardStatus], waves: Sequence[Sequence[str]] = (), *, plan_known: bool = True, **rates: float
) -> FleetStatus:
    def command(verb: str, shards: Sequence[str]) -> str:
        return " ".join([verb, *shards])

    fleet = Fleetwide("widen", waves or [[each.shard for each in statuses]], Rollout(), command, plan_known, rates)
    return overview(statuses, fleet, NOON + timedelta(seconds=100))


@pytest.mark.parametrize(
    ("states", "following"),
    [
        (["", "", ""], ["run"]),
        (["verified", "swapped", ""], ["run"]),
        (["swapped", "done", "swapped"], ["cleanup"]),
        (["rolling-back", "verified", "swapped"], ["rollback s0", "run"]),
        (["done", "done", "done"], []),
    ],
)
def test_what_is_typed_next_takes_all_on(states: list[str], following: list[str]) -> None:
    """One command for all that is on its way, and those of single shards beside it."""
    assert list(_overview([_shard(f"s{at}", state) for at, state in enumerate(states)]).following) == following


@pytest.mark.parametrize(
    ("states", "following"),
    [
        (["verified", "swapped", ""], ["cutover s0"]),
        (["copying", "verified", ""], ["execute s0", "cutover s1"]),
        (["", ""], []),
    ],
)
def test_without_the_plan_each_shard_has_its_own_command(states: list[str], following: list[str]) -> None:
    """A table's name is enough to go on with a run, and not to begin one."""
    shards = [_shard(f"s{at}", state) for at, state in enumerate(states)]
    assert list(_overview(shards, plan_known=False).following) == following


def test_a_shard_that_was_rolled_back_by_another_run_is_not_swapped() -> None:
    """The run that is swapped there has put the old definition in front; while it copies the new one is."""
    back = replace(_shard("a", "swapped"), takes_back=True)
    assert (back.standing, back.swapped, back.row().state) == (Standing.WAITS, False, "rolled back")
    under_way = replace(_shard("a", "copying"), takes_back=True)
    assert (under_way.standing, under_way.swapped, under_way.row().state) == (Standing.WAITS, True, "rollback: copying")
    assert _overview([back, _shard("b", "swapped")], [["a", "b"]]).wave == 1


def test_while_somebody_is_at_work_nothing_is_to_be_typed() -> None:
    """Nor for a shard that can't be reached."""
    assert _overview([_shard("a", "copying", owner="ops1"), _shard("b", "verified"), _lost("c")]).following == ()
    assert _overview([_lost("c")]).following == ()


def test_a_wave_counts_as_swapped_when_all_of_it_is() -> None:
    """Before the first and after the last there is none; a shard that can't be reached isn't swapped."""
    waves = [["a"], ["b", "c"], ["d"]]

    def wave(*states: str) -> int:
        found = [_shard(name, state) if state else _lost(name) for name, state in zip("abcd", states, strict=True)]
        return _overview(found, waves).wave

    assert wave("verified", "verified", "verified", "verified") == 0
    assert wave("swapped", "verified", "verified", "verified") == 2
    assert wave("done", "swapped", "", "verified") == 2
    assert wave("done", "swapped", "swapped", "verified") == 3
    assert wave("done", "swapped", "swapped", "swapped") == 0


@pytest.mark.parametrize(("answer", "asks"), [("", True), ("stop", True), ("go", False)])
def test_a_question_about_the_wave_before_is_what_is_typed(answer: str, asks: bool) -> None:
    """Until somebody has answered go; each shard's copy of it is the same question."""
    asked = Asked("swap?", "ann@ops", NOON, answer, "bob@ops" if answer else "", NOON if answer else None)
    waves = [["a", "b"], ["c"]]
    over = [replace(_shard(name, "swapped"), asked=(asked,)) for name in "ab"]
    found = _overview([*over, _shard("c", "verified")], waves)
    assert found.asked == (asked,)
    assert found.following == ("run --answer go" if asks else "run",)


def test_a_shard_at_work_has_a_rate_and_what_it_tells_of_the_time_left() -> None:
    """From its beginning until now; two looks tell it better."""
    [row] = _overview([_shard("a", "copying", owner="ops1")]).shards
    assert (row.standing, row.rate, row.left) == (Standing.WORKING, 5.0, 100.0)
    [row] = _overview([_shard("a", "copying", owner="ops1")], a=50.0).shards
    assert (row.rate, row.left) == (50.0, 10.0)
    [row] = _overview([_shard("a", "copying")]).shards
    assert (row.rate, row.left) == (None, None)


def test_the_shards_that_are_done_tell_when_all_will_be() -> None:
    """And which is the last."""
    done = _shard("a", "verified", copied=1000)
    assert done.run is not None
    done = replace(done, run=replace(done.run, copied_at=NOON + timedelta(seconds=12)))
    found = _overview([done, replace(_shard("b", ""), rows=3000), replace(_shard("c", ""), rows=1000)])
    assert found.tail == "c"  # one at a time on their server, in this order
    assert found.expected_end == NOON + timedelta(seconds=100 + 32 + 12)
    assert [row.left for row in found.shards] == [None, 32.0, 12.0]
