"""What became worse from one plan to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from onlinealter.model.query_plans import PlanStep, QueryPlan

TIMES_THE_ROWS = 10
_BY_KEY = frozenset(
    {"const", "eq_ref", "ref", "ref_or_null", "fulltext", "range", "index_merge", "unique_subquery", "index_subquery"}
)
_ALL_ROWS = frozenset({"ALL", "index"})


class _OfTable(Protocol):
    @property
    def select(self) -> int: ...
    @property
    def table(self) -> str: ...


_Later = TypeVar("_Later", bound=_OfTable)


@dataclass(frozen=True)
class Fitting:
    """Whether a table of a statement has an index that the server could use for it: in which SELECT, which table."""

    select: int
    table: str
    fits: bool


def rows_in_all(steps: Sequence[PlanStep]) -> int:
    """How many rows a plan reads: each step once for each row that the earlier ones of its SELECT have left."""
    total, left = 0.0, dict[int, float]()
    for step in steps:
        times = left.get(step.select, 1.0)
        total += times * step.rows
        left[step.select] = max(1.0, times * step.rows * step.filtered / 100)
    return round(total)


def worse(before: QueryPlan, after: QueryPlan) -> tuple[str, ...]:
    """What a statement loses: an index, time for ten times the rows, or that it works at all."""
    if after.error:
        return (f"it fails with the new definition: {after.error}",)
    found = [
        f"{was.table} was read by {_readable(was)}, now by {_readable(now)}"
        for was, now in _pairs(before.steps, after.steps)
        if _lost_its_index(was, now)
    ]
    if after.rows >= TIMES_THE_ROWS * max(1, before.rows):
        found.append(f"it reads about {after.rows:,} rows, before {before.rows:,}")
    return tuple(found)


def without_index(before: QueryPlan, after: Sequence[Fitting]) -> tuple[str, ...]:
    """The tables that a statement reads by an index, and for which none fits with the new definition."""
    return tuple(
        f"{was.table} is read by {_readable(was)}, for which the new definition has no index"
        for was, now in _pairs(before.steps, after)
        if was.access in _BY_KEY and not now.fits
    )


def _pairs(before: Sequence[PlanStep], after: Sequence[_Later]) -> list[tuple[PlanStep, _Later]]:
    """Steps of the same name, one after the other: the server may change the order of tables and the numbers of SELECTs."""
    left, found = list(after), list[tuple[PlanStep, _Later]]()
    for was in before:
        same = [now for now in left if now.table == was.table]
        now = next((each for each in same if each.select == was.select), same[0] if same else None)
        if now is not None:
            left.remove(now)
            found.append((was, now))
    return found


def _lost_its_index(was: PlanStep, now: PlanStep) -> bool:
    """``system`` is a table of one row, which needs none."""
    if was.access in _BY_KEY and now.access in _ALL_ROWS:
        return True
    return bool(was.index) and not now.index and now.access == "ALL"


def _readable(step: PlanStep) -> str:
    return f"{step.access} ({step.index or 'no index'})"
