"""The same question for all shards: what each answers, and whose answer is missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from onlinealter.engine.target import Target
from onlinealter.fleet.parallel import in_parallel
from onlinealter.fleet.rollout import ShardEnd
from onlinealter.fleet.target import FleetShard
from onlinealter.model.errors import OnlineAlterError

_T = TypeVar("_T")
_AT_ONCE = 32


def gather(shards: Sequence[FleetShard], question: Callable[[Target], _T]) -> tuple[dict[str, _T], list[ShardEnd]]:
    """The answers by the shards' names, in the shards' order, and those shards where an error came instead."""

    def ask(shard: FleetShard) -> tuple[str, _T | None, OnlineAlterError | None]:
        try:
            return shard.name, question(shard.target), None
        except OnlineAlterError as error:
            return shard.name, None, error

    answers: dict[str, _T] = {}
    failed = []
    for found in in_parallel(shards, ask, at_once=_AT_ONCE):
        if found is None:
            continue
        name, answer, error = found
        if error is not None:
            failed.append(ShardEnd(name, error))
        elif answer is not None:
            answers[name] = answer
    return answers, failed
