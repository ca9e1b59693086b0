"""What a phase is given, and what it consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onlinealter.engine.journal import Journal
from onlinealter.engine.shard import Shard
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.ports import Reporter
from onlinealter.mysql.ddl import DdlRunner
from onlinealter.planning.resolved_plan import ResolvedPlan


@dataclass(frozen=True)
class PhaseContext:
    """One plan on one shard, under way. ``queries`` is a file of the application's statements, if there is one."""

    resolved: ResolvedPlan
    shard: Shard
    journal: Journal
    ddl: DdlRunner
    reporter: Reporter
    stop: StopFlag
    choices: Choices
    queries: Path | None = None

    @property
    def id(self) -> str:
        """The run's id."""
        return self.resolved.names.run


@dataclass(frozen=True)
class Work:
    """What a phase does: ``check`` asks every guard and writes nothing, ``run`` works once the journal knows of it."""

    check: Callable[[PhaseContext], None]
    run: Callable[[PhaseContext], None]


def nothing(_: PhaseContext) -> None:
    """There is nothing to look at, or to do."""
