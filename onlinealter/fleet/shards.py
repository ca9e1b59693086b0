"""The shards of a fleet and the order in which they are altered, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from onlinealter.planning.account_parts import AccountParts

EVERY_GROUP = "rest"


class Unhealthy(StrEnum):
    """What to do when a wave's health command says no."""

    STOP = "stop"
    ROLLBACK = "rollback"


@dataclass(frozen=True)
class ShardEntry:
    """One primary with its replicas. ``settings`` stand over the plan's, those of the command line over both."""

    name: str
    primary: AccountParts
    replicas: tuple[AccountParts, ...] = ()
    group: str = EVERY_GROUP
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def server(self) -> str:
        """The primary's address, by which shards on one server are known."""
        parts = self.primary
        return parts.socket or f"{parts.host or ''}:{parts.port or ''}"


@dataclass(frozen=True)
class Rollout:
    """How many shards are copied at once, in all and per server, and in which waves they are swapped.

    ``waves`` are names of groups, shares such as ``10%``, numbers of shards, and ``rest``. Between two waves lie ``soak``
    seconds, then the ``healthy`` command, then a question if ``ask``. ``stop_at`` so many failed shards no wave begins.
    """

    parallel: int = 8
    per_server: int = 1
    waves: tuple[str, ...] = (EVERY_GROUP,)
    soak: float = 0.0
    ask: bool = False
    healthy: tuple[str, ...] = ()
    on_unhealthy: Unhealthy = Unhealthy.STOP
    stop_at: int = 1


@dataclass(frozen=True)
class Fleet:
    """All shards of a file, in its order."""

    shards: tuple[ShardEntry, ...]
    rollout: Rollout = Rollout()
