"""One alteration beside Alembic's own connection, which has no transaction open meanwhile and is kept alive."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.exc import SQLAlchemyError

import onlinealter.library as oa
from onlinealter.alembic.beside import beside
from onlinealter.alembic.told import Told
from onlinealter.alembic.url import target_of

_log = logging.getLogger("alembic.online_alter")
_BEFORE_SWAP = frozenset(
    {oa.State.PREPARING, oa.State.PREPARED, oa.State.COPYING, oa.State.COPIED, oa.State.VERIFYING, oa.State.VERIFIED}
    | {oa.State.ABORTING}
)


@dataclass(frozen=True)
class Wanted:
    """The change; with ``undone`` the change that is to be rolled back instead where that is possible."""

    plan: oa.Plan
    undone: oa.Plan | None
    min_rows: int
    until: Literal["swapped", "clean"]


def alter(context: Any, wanted: Wanted, chosen: Mapping[str, Any]) -> None:  # noqa: ANN401 - alembic's
    """Carry it out. Interrupted or failed, the same revision continues; the version row is Alembic's own affair."""
    if getattr(context, "_in_external_transaction", False):
        raise oa.UsageFault(
            "env.py hands Alembic a connection with a transaction open, for which the swap would wait for ever",
            remedy="Give context.configure a connection without one: engine.connect(), not engine.begin().",
        )
    target = target_of(context.connection.engine.url, chosen)
    told, stop = Told(_log, chosen.get("on_event")), oa.StopFlag()

    def work() -> None:
        if wanted.undone is not None and _rolled_back(wanted.undone, target, told, stop):
            return
        oa.run(wanted.plan, target, until=wanted.until, min_rows=wanted.min_rows, on_event=told, stop=stop)

    done = False
    try:
        with context.autocommit_block():  # Alembic's transaction has read alembic_version: the swap would wait for its end
            beside(context.connection, work, stop.request)
            done = True
    except SQLAlchemyError as error:
        if not done:
            raise
        raise _lost(error) from error


def _rolled_back(plan: oa.Plan, target: oa.Target, told: Told, stop: oa.StopFlag) -> bool:
    """Whether the change was rolled back, now or by a call that didn't come to its end."""
    runs = oa.status(plan, target)
    if not runs or runs[-1].change != plan.change:
        return False
    state = oa.State(runs[-1].state)
    if state in (oa.State.SWAPPING, oa.State.SWAPPED, oa.State.ROLLING_BACK):
        oa.rollback(plan, target, on_event=told, stop=stop)
        oa.abort(plan, target, on_event=told, stop=stop)
        return True
    if state in _BEFORE_SWAP:  # it was swapped back, and the process died before it was taken away
        oa.abort(plan, target, on_event=told, stop=stop)
        return True
    if state is oa.State.CLEANING:
        oa.cleanup(plan, target, on_event=told, stop=stop)
    if state is oa.State.ABORTED:
        return _is_to_do(plan, target)
    return False


def _is_to_do(plan: oa.Plan, target: oa.Target) -> bool:
    """Whether the table is as it was before this change: it could be made now."""
    try:
        return bool(oa.plan(plan, target))
    except oa.Refused:
        return False


def _lost(error: Exception) -> oa.ConnectionLost:
    return oa.ConnectionLost(
        f"the table is altered, but Alembic's own connection was lost meanwhile: {type(error).__name__}",
        remedy="Run the same command again: it finds the table altered, and writes the version row.",
    )
