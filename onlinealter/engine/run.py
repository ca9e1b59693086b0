"""What a phase is given."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.engine.journal import Journal
from onlinealter.engine.shard import Shard
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.ports import Reporter
from onlinealter.mysql.door import Door
from onlinealter.planning.draft import Draft


@dataclass(frozen=True)
class Run:
    """One plan on one shard, under way."""

    draft: Draft
    shard: Shard
    journal: Journal
    door: Door
    reporter: Reporter
    stop: StopFlag
    choices: Choices

    @property
    def id(self) -> str:
        """The run's id."""
        return self.draft.names.run
