"""The way down: a change is rolled back while that is possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import onlinealter.library as oa
from onlinealter.migrating.told import Told

BEFORE_SWAP = frozenset(
    {oa.State.PREPARING, oa.State.PREPARED, oa.State.COPYING, oa.State.COPIED, oa.State.VERIFYING, oa.State.VERIFIED}
    | {oa.State.ABORTING}
)


def is_rolled_back(
    run: oa.RunStatus, known: oa.Plan | str, is_to_do: Callable[[], bool], target: oa.Target, told: Told, stop: oa.StopFlag
) -> bool:
    """Whether what this run has made is rolled back, now or by a call that didn't come to its end: then it ``is_to_do``.
    ``known`` is what the run is called by.
    """
    state = oa.State(run.state)
    if state in (oa.State.SWAPPING, oa.State.SWAPPED, oa.State.ROLLING_BACK):
        oa.rollback(known, target, on_event=told, stop=stop)
        oa.cleanup(known, target, on_event=told, stop=stop)
        return True
    if state in BEFORE_SWAP:  # it was swapped back, and the process died before it was taken away
        oa.abort(known, target, on_event=told, stop=stop)
        return True
    if state is oa.State.CLEANING:
        oa.cleanup(known, target, on_event=told, stop=stop)
    return state is oa.State.ABORTED and is_to_do()


def without_ways_back(runs: Sequence[oa.RunStatus]) -> list[oa.RunStatus]:
    """A table's runs but for those that take another one back by a copy of the rows: they belong to its rollback."""
    known = {run.run for run in runs}
    return [run for run in runs if run.takes_back not in known]


def named(run: oa.RunStatus, plan: oa.Plan) -> oa.Plan | str:
    """What the run is called by: its plan, or where that is spelt otherwise by now, its table."""
    return plan if run.change == plan.change else plan.table


def is_to_do(plan: oa.Plan, target: oa.Target) -> bool:
    """Whether the table is as it was before this change: it could be made now."""
    try:
        return bool(oa.plan(plan, target))
    except oa.Refused:
        return False
