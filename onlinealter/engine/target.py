"""What a command is about: a table on a shard, and the plan for it if there is one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from onlinealter.model.plan import Plan
from onlinealter.mysql.connection import Account


@dataclass(frozen=True)
class Target:
    """A table of one shard. ``plan`` is None for commands that only need the run that is under way, whose plan
    then holds with these ``settings`` over it.
    """

    table: str
    schema: str
    primary: Account
    replicas: tuple[Account, ...] = ()
    plan: Plan | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Choices:
    """What the operator decides per command: ``confirm`` is asked once, just before the swap; ``abort_when_hopeless``
    takes everything away again after a failure that calling again can't cure.
    """

    confirm: Callable[[], bool] = _always
    repair: bool = False
    abort_when_hopeless: bool = False
