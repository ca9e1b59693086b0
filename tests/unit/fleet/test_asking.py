"""Questions between waves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from onlinealter.engine import alteration
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.fleet import rollout
from onlinealter.fleet.rollout import Answer, FleetTools, Rolling
from onlinealter.fleet.shards import Rollout
from onlinealter.fleet.standing import ShardStatus
from onlinealter.fleet.target import FleetShard
from onlinealter.model.errors import Asks, Interrupted
from onlinealter.model.events import Event
from onlinealter.model.fleet import Asked
from onlinealter.model.states import Phase
from onlinealter.model.status import RunStatus
from onlinealter.mysql.connection import Account

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


class _Silent:
    def report(self, event: Event) -> None:
        pass


class _Journals:
    """Stands for three shards' journals: two of a first wave, swapped, and one of a second, verified."""

    def __init__(self) -> None:
        self.asked: dict[str, list[Asked]] = {"a": [], "b": [], "c": []}
        self.states = {"a": "swapped", "b": "swapped", "c": "verified"}
        self._moment = NOON

    def answer(self, name: str, answer: str) -> None:
        self._moment += timedelta(seconds=1)  # each server's clock is its own
        self.asked[name].append(Asked("swap?", "ann@ops", self._moment, answer, "bob@ops", self._moment))

    def read(self, shards: Sequence[FleetShard], _: float) -> tuple[ShardStatus, ...]:
        return tuple(
            ShardStatus(each.name, "rest", each.name, self._run(self.states[each.name]), asked=tuple(self.asked[each.name]))
            for each in shards
        )

    def write(self, shards: Sequence[tuple[FleetShard, str]], _: str, answer: str = "") -> list[str]:
        for shard, _run in shards:
            if answer:
                self.answer(shard.name, answer)
        return []

    def _run(self, state: str) -> RunStatus:
        return RunStatus("r", "shop.t", "", state, "", NOON, NOON, "", 1, 1, 0, "passed", False, "", "", "", "")


@pytest.fixture
def journals(monkeypatch: pytest.MonkeyPatch) -> _Journals:
    made = _Journals()
    monkeypatch.setattr(rollout, "read_statuses", made.read)
    monkeypatch.setattr(rollout, "write_to_all", made.write)

    def swap(target: Target, *_: object) -> None:
        made.states[target.table] = "swapped"

    monkeypatch.setattr(alteration, "advance", swap)
    return made


def _cut_over(answer: Callable[[str], Answer | None], *, ask: bool = True) -> None:
    shards = [FleetShard(name, "rest", Target(name, "shop", Account(name, 3306, "root", ""))) for name in "abc"]
    tools = FleetTools(_Silent(), lambda _: _Silent(), StopFlag(), Choices(), answer)
    Rolling(shards, [("a", "b"), ("c",)], Rollout(ask=ask), tools).run((Phase.CUTOVER,))


def test_a_go_begins_the_wave_and_is_kept(journals: _Journals) -> None:
    """In the journal of each shard of the wave that was asked about, and of no other."""
    _cut_over(lambda _: Answer.GO)
    assert journals.states["c"] == "swapped"
    assert [[each.answer for each in journals.asked[name]] for name in "abc"] == [["go"], ["go"], []]


def test_a_stop_of_a_whole_wave_holds_until_somebody_says_go(journals: _Journals) -> None:
    """Also where the file doesn't ask; whoever is asked hears who said stop. One go lifts it on all shards."""
    with pytest.raises(Interrupted):
        _cut_over(lambda _: Answer.STOP)
    with pytest.raises(Asks, match="bob@ops answered stop at"):
        _cut_over(lambda _: None, ask=False)
    assert journals.states["c"] == "verified"
    answers = iter([Answer.GO])
    _cut_over(lambda _: next(answers, None), ask=False)
    assert journals.states["c"] == "swapped"


def test_a_go_of_a_journal_begins_nothing(journals: _Journals) -> None:
    """Who may write to the schema may write it."""
    for name in "ab":
        journals.answer(name, "go")
    with pytest.raises(Asks):
        _cut_over(lambda _: None)
    assert journals.states["c"] == "verified"


def test_a_stop_that_comes_while_somebody_answers_is_heard(journals: _Journals) -> None:
    """The question is asked again, with it."""
    heard: list[str] = []

    def answer(question: str) -> Answer | None:
        heard.append(question)
        if len(heard) == 1:
            journals.answer("b", "stop")
            return Answer.GO
        return None

    with pytest.raises(Asks):
        _cut_over(answer)
    assert "bob@ops answered stop" not in heard[0]
    assert "bob@ops answered stop" in heard[1]
    assert journals.states["c"] == "verified"
