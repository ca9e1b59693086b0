"""What a command is about: a table on a shard, and the plan for it if there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onlinealter.model.measured import Expected
from onlinealter.model.outlook import SwapOutlook
from onlinealter.model.plan import Plan
from onlinealter.mysql.connection import Account


@dataclass(frozen=True)
class Target:
    """A table of one shard. ``plan`` is None for commands that only need the run that is under way, whose plan
    then holds with these ``settings`` over it; ``run`` is its id where only that very run is meant. ``queries`` is a file
    of the application's statements, whose plans are looked at. ``expected`` is what the estimate beside the plan says.
    """

    table: str
    schema: str
    primary: Account
    replicas: tuple[Account, ...] = ()
    plan: Plan | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    run: str = ""
    queries: Path | None = None
    expected: Expected | None = None


@dataclass(frozen=True)
class TakenBack:
    """The run whose change another one takes back, and the table's definition by which its plan was made."""

    run: str
    definition: str


def _always(_: Callable[[], SwapOutlook]) -> bool:
    return True


def _never(_: Plan) -> bool:
    return False


@dataclass(frozen=True)
class Choices:
    """What the operator decides per command: ``confirm`` is asked once, just before the swap or the swap back,
    and may look up what will happen then;
    ``abort_when_hopeless`` takes everything away again after a failure that calling again can't cure; ``unseen`` rolls back
    without a comparison. ``accept`` is asked whether a plan that only the journal has, and that may be another's, is to be
    gone by.
    ``once``: a plan that was run to its end under this name isn't run again, whatever has become of the table since; one
    that there is nothing to do for is journalled as done. ``takes_back``: the run to begin is the rollback of another, which
    stays open beside it.
    """

    confirm: Callable[[Callable[[], SwapOutlook]], bool] = _always
    repair: bool = False
    abort_when_hopeless: bool = False
    unseen: bool = False
    accept: Callable[[Plan], bool] = _never
    once: bool = False
    takes_back: TakenBack | None = None
