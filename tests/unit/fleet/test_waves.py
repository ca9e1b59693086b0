"""Waves follow from the file alone."""

from __future__ import annotations

import pytest

from onlinealter.fleet.shards import ShardEntry
from onlinealter.fleet.waves import planned_waves
from onlinealter.planning.account_parts import AccountParts


def _shards(*groups: str) -> list[ShardEntry]:
    return [ShardEntry(f"s{at}", AccountParts(), group=group) for at, group in enumerate(groups)]


@pytest.mark.parametrize(
    ("groups", "waves", "expected"),
    [
        (["canary", "rest", "rest"], ["canary", "rest"], [("s0",), ("s1", "s2")]),
        (["rest", "rest", "canary"], ["canary", "50%", "rest"], [("s2",), ("s0", "s1")]),
        (["rest"] * 20, ["10%", "5", "rest"], [2, 5, 13]),
        (["rest", "late", "rest"], ["1", "rest", "late"], [("s0",), ("s1", "s2")]),
        (["late", "rest", "rest"], ["2", "late", "rest"], [("s1", "s2"), ("s0",)]),
        (["rest"] * 3, ["1%", "100%"], [1, 2]),
    ],
)
def test_each_shard_is_in_one_wave(groups: list[str], waves: list[str], expected: list[object]) -> None:
    """Shares are rounded up, and spare a group that has a later wave of its own."""
    shards = _shards(*groups)
    found = planned_waves(shards, waves)
    pairs = zip(found, expected, strict=True)
    assert [wave if isinstance(wanted, tuple) else len(wave) for wave, wanted in pairs] == expected
    assert sorted(name for wave in found for name in wave) == sorted(shard.name for shard in shards)
