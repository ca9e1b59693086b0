"""A rollback that only a copy of the rows can make: a run of its own, begun beside the one that it takes back.

The first run stays as it is until the other one is over. So whatever is killed, the tables and both records say what is left
to do: before the swap of the second the first is still to be rolled back, and after it there is nothing but a cleanup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from onlinealter.engine.direct import DIRECT
from onlinealter.engine.journal import RunRecord
from onlinealter.engine.target import TakenBack, Target
from onlinealter.engine.transitions import FOLLOWING, STEPS
from onlinealter.model.errors import Changed
from onlinealter.model.plan import LossSearch, Plan, Rollback, Settings, Strategy, WorseQueries
from onlinealter.model.states import Phase, State
from onlinealter.tables.definition import take_apart
from onlinealter.tables.facts import TableFacts

_TO_SWAP = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)
_NAME = "rollback of "
_LOCAL = tuple(each.name for each in fields(Settings) if each.metadata["local"])


class CopyNeeded(Exception):
    """The inverse ALTER writes the rows again: no failure, but a rollback by another run with this plan."""

    def __init__(self, plan: Plan, taken_back: TakenBack) -> None:
        super().__init__(taken_back.run)
        self.plan = plan
        self.taken_back = taken_back


def plan_back(plan: Plan, run: str, alter: str) -> Plan:
    """The plan of the run that takes ``run`` back. Every row is looked at beforehand. It can't be rolled back itself: the
    change that it undoes can be made again at once.
    """
    settings = replace(
        plan.settings,
        strategy=Strategy.SHADOW,
        loss_search=LossSearch.WHOLE,
        rollback=Rollback.NONE,
        cutover_window="",
        worse_queries=WorseQueries.REPORT,
    )
    return Plan(plan.table, (alter,), name=f"{_NAME}{run}", settings=settings)


def taken_back(plan_name: str) -> str:
    """The run that a run with a plan of this name takes back; empty where it takes none back."""
    return plan_name.removeprefix(_NAME) if plan_name.startswith(_NAME) else ""


def at_work(open_runs: Sequence[RunRecord]) -> RunRecord:
    """Which of a table's open runs commands are about: of two it is the one that takes the other back."""
    return next((run for run in reversed(open_runs) if run.method not in DIRECT), open_runs[-1])


def taken_back_by(runs: Sequence[RunRecord], record: RunRecord) -> RunRecord | None:
    """The open run that this one takes back; None where it is one by itself."""
    others = [run for run in _open(runs, record.table_name) if run.id != record.id]
    return next((run for run in others if run.method in DIRECT), None) if record.method not in DIRECT else None


def taker_back_of(runs: Sequence[RunRecord], record: RunRecord) -> RunRecord | None:
    """The open run that takes this one back."""
    others = [run for run in _open(runs, record.table_name) if run.id != record.id]
    return next((run for run in others if run.method not in DIRECT), None) if record.method in DIRECT else None


def phases_back(phases: Sequence[Phase]) -> tuple[Phase, ...]:
    """What a rollback, and an abort behind it, is for the run that takes another back."""
    if Phase.ROLLBACK not in phases:
        return tuple(phases)
    each = {Phase.ROLLBACK: _TO_SWAP, Phase.ABORT: (Phase.CLEANUP,)}
    return tuple(one for phase in phases for one in each.get(phase, (phase,)))


def following_back(state: State) -> str:
    """What to call next where a run stands that takes another back: the command that began it continues it."""
    before_swap = STEPS[Phase.ABORT].begins - {State.ABORTING, State.ROLLING_BACK}
    return "rollback (or abort)" if state in before_swap else "rollback" if state is State.SWAPPING else FOLLOWING[state]


def for_the_way_back(target: Target, taken: RunRecord) -> Target:
    """The plan of a target may be that of the run which is taken back: then the journal's plan of the other holds, and of
    the given one what the journal doesn't keep.
    """
    if target.plan is None or target.plan.change_digest != taken.plan.change_digest:
        return target
    local = {name: getattr(target.plan.settings, name) for name in _LOCAL}
    return replace(target, plan=None, settings=local | dict(target.settings))


def see_that_it_stands(open_runs: Sequence[RunRecord], taken_back: TakenBack, now: TableFacts | None) -> None:
    """Between the look at the tables and the begin of the run another process may have ended the first, or somebody altered
    the table. Raises Changed.
    """
    if not any(run.id == taken_back.run for run in open_runs):
        raise Changed(
            f"run {taken_back.run} was ended by another process before its rollback began",
            remedy="Nothing was changed. Call 'online-alter status'.",
        )
    if now is not None and take_apart(now.definition) != take_apart(taken_back.definition):
        raise Changed(
            f"somebody altered {now.name} before its rollback began",
            remedy="Nothing was changed. Run the same command again.",
        )


def _open(runs: Sequence[RunRecord], table: str) -> list[RunRecord]:
    return [run for run in runs if not run.state.ended and run.table_name == table]
