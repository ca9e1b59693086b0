"""A shard with the target that commands go to."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.engine.target import Target


@dataclass(frozen=True)
class FleetShard:
    """A shard with the target that commands go to."""

    name: str
    group: str
    target: Target

    @property
    def server(self) -> str:
        """The primary's address: shards on one server share it."""
        return self.target.primary.address
