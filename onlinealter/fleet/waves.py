"""Which shards are swapped together."""

from __future__ import annotations

import math
from collections.abc import Sequence

from onlinealter.fleet.shards import EVERY_GROUP, ShardEntry


def planned_waves(shards: Sequence[ShardEntry], waves: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The names of the shards of each wave, empty waves left out.

    A group's name takes what is left of that group, ``rest`` what is left of all, ``10%`` that share of all shards, rounded
    up, and a number so many; both take from those that are left in the file's order, and spare groups that have a wave of
    their own further on. The answer depends on the file alone, so that each process computes the same.
    """
    left = list(shards)
    found = []
    for at, wave in enumerate(waves):
        own_later = set(waves[at + 1 :]) - {EVERY_GROUP}
        if wave == EVERY_GROUP:
            taken = list(left)
        elif wave[0].isdigit():
            free = [each for each in left if each.group not in own_later]
            taken = free[: _number(wave, len(shards))]
        else:
            taken = [each for each in left if each.group == wave]
        names = {each.name for each in taken}
        left = [each for each in left if each.name not in names]
        found.append(tuple(each.name for each in taken))
    return tuple(filter(None, found))


def _number(wave: str, shards: int) -> int:
    return math.ceil(shards * int(wave[:-1]) / 100) if wave.endswith("%") else int(wave)
