"""Which shards take a place on their server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from onlinealter.engine import alteration
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.fleet import rollout
from onlinealter.fleet.rollout import FleetTools, advance_each
from onlinealter.fleet.shards import Rollout
from onlinealter.fleet.target import FleetShard
from onlinealter.model.events import Event
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Account


class _Silent:
    def report(self, event: Event) -> None:
        pass


@pytest.fixture
def course(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done, in its order."""
    done: list[str] = []

    @contextmanager
    def place_on(shard: FleetShard, per_server: int, *_: object) -> Iterator[None]:
        done.append(f"{shard.name} takes one of {per_server}")
        yield
        done.append(f"{shard.name} leaves")

    monkeypatch.setattr(rollout, "place_on", place_on)
    monkeypatch.setattr(alteration, "advance", lambda target, *_: done.append(f"{target.table} advances"))
    return done


def _advance(phase: Phase, ready: tuple[str, ...] = ()) -> None:
    shard = FleetShard("eu-1", "rest", Target("t", "shop", Account("db", 3306, "root", "")))
    tools = FleetTools(_Silent(), lambda _: _Silent(), StopFlag(), Choices(), lambda _: None)
    advance_each([shard], (phase,), Rollout(per_server=3), tools, ready=ready)


@pytest.mark.parametrize("phase", [Phase.EXECUTE, Phase.VERIFY])
def test_who_reads_the_whole_table_takes_a_place(phase: Phase, course: list[str]) -> None:
    """For as long as it works."""
    _advance(phase)
    assert course == ["eu-1 takes one of 3", "t advances", "eu-1 leaves"]


@pytest.mark.parametrize("phase", [Phase.PREPARE, Phase.CUTOVER, Phase.ROLLBACK, Phase.ABORT, Phase.CLEANUP])
def test_nothing_else_waits_for_one(phase: Phase, course: list[str]) -> None:
    """A rollback least of all."""
    _advance(phase)
    assert course == ["t advances"]


def test_a_shard_that_is_verified_waits_for_nobody(course: list[str]) -> None:
    """Others may copy for hours."""
    _advance(Phase.VERIFY, ("eu-1",))
    assert course == ["t advances"]
