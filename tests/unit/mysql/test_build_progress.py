"""What is told of an index build, by what another connection sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import pytest

from onlinealter.model.errors import ServerError
from onlinealter.model.events import Event, IndexBuildAdvanced
from onlinealter.mysql import build_progress
from onlinealter.mysql.build_progress import BuildProgress
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.server import Server
from tests.unit.table_samples import MARIADB, MYSQL


@dataclass
class _Eyes:
    """A connection that is shown these rows, one after the other; or that may not look."""

    shown: list[Row | None]
    asked: int = 0

    def row(self, _: str) -> Row | None:
        self.asked += 1
        if not self.shown:
            raise ServerError(1142, "SELECT command denied")
        return self.shown.pop(0)


@dataclass
class _Told:
    events: list[Event] = field(default_factory=list)

    def report(self, event: Event) -> None:
        self.events.append(event)


def _look(server: Server, eyes: _Eyes, times: int) -> list[Event]:
    told = _Told()
    progress = BuildProgress(cast("Connection", eyes), server, 7, told)
    for _ in range(times):
        progress.look()
    return told.events


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_progress, "_BETWEEN", 0.0)


@pytest.mark.usefixtures("at_once")
def test_each_step_is_told_once() -> None:
    """What MySQL has guessed too small isn't over before it is."""
    sort = "stage/innodb/alter table (merge sort)"
    eyes = _Eyes([None, (sort, 10, 40), (sort, 10, 40), (sort, 50, 40), (sort, 0, 40)])
    assert _look(MYSQL, eyes, 5) == [
        IndexBuildAdvanced("alter table (merge sort)", 0.25),
        IndexBuildAdvanced("alter table (merge sort)", 0.99),
    ]


@pytest.mark.usefixtures("at_once")
def test_mariadb_counts_in_hundredths_of_a_per_cent() -> None:
    """And says nothing before it has begun."""
    eyes = _Eyes([("altering table", "0"), ("altering table", None), ("altering table", "4210")])
    assert _look(MARIADB, eyes, 3) == [IndexBuildAdvanced("altering table", 0.421)]


@pytest.mark.usefixtures("at_once")
def test_who_may_not_look_is_not_asked_again() -> None:
    """It does no harm."""
    eyes = _Eyes([])
    assert _look(MYSQL, eyes, 3) == []
    assert eyes.asked == 1


def test_it_is_looked_at_once_a_second() -> None:
    """A statement that is over at once is never looked at."""
    eyes = _Eyes([])
    assert _look(MYSQL, eyes, 3) == []
    assert eyes.asked == 0
