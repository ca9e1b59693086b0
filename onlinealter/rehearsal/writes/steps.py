"""What a writer is to do, one thing after the other: drawn beforehand and alike each time, whatever comes of a statement."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from onlinealter.model.traffic import Kind
from onlinealter.rehearsal.writes.mix import Mix

SEED, PACE = 2026, 20.0  # things that a writer of the built-in load does in a second


@dataclass(frozen=True)
class Step:
    """One thing: ``after`` how many seconds, what, of how many rows. ``own`` is an update of rows that the load has
    inserted. ``chance`` says which of the rows, ``model`` whose values, ``index`` by which one is read.
    """

    after: float
    kind: Kind
    own: bool
    chance: float
    model: int
    rows: int = 1
    index: str = ""


_BUILTIN = ((Kind.INSERT, False), (Kind.UPDATE, False), (Kind.UPDATE, True), (Kind.DELETE, False))


def builtin_steps(number: int, kept: int) -> Iterator[Step]:
    """Of the built-in load's writer of this number, without an end."""
    draw = _random(number)
    while True:
        after = draw.expovariate(PACE)
        kind, own = draw.choices(_BUILTIN, (4, 6, 3, 2))[0]
        yield Step(after, kind, own, draw.random(), draw.randint(1, kept))


def mix_steps(mix: Mix, number: int, writers: int, kept: int) -> Iterator[Step]:
    """Of one of so many writers that play the mix together, without an end.

    Each kind has a clock of its own, a little irregular; so in any time as many statements come as the mix says, and not
    only on average.
    """
    draw = _random(number)
    shares = [share for share in mix.shares if share.per_second > 0]
    due = [draw.random() * writers / share.per_second for share in shares]
    names = [*(name for name, _ in mix.by_index), ""]
    weights = [share for _, share in mix.by_index]
    weights.append(max(0.0, 1 - sum(weights)))
    now = 0.0
    while shares:
        at = min(range(len(shares)), key=due.__getitem__)
        share, moment = shares[at], due[at]
        due[at] += writers / share.per_second * (0.5 + draw.random())
        rows = int(share.rows_each) + (draw.random() < share.rows_each % 1)
        index = draw.choices(names, weights)[0] if share.kind is Kind.SELECT else ""
        own = draw.random() < _OWN
        yield Step(moment - now, share.kind, own, draw.random(), draw.randint(1, kept), rows, index)
        now = moment


_OWN = 1 / 3  # of the updates, as the built-in load has it


def _random(number: int) -> random.Random:
    return random.Random(f"{SEED}/{number}")  # noqa: S311 - load, not a secret
