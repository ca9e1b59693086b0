"""One alteration beside Alembic's own connection, which has no transaction open meanwhile and is kept alive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.exc import SQLAlchemyError

import onlinealter.library as oa
from onlinealter.alembic.session import AlembicsSession
from onlinealter.alembic.url import target_of
from onlinealter.migrating.beside import beside
from onlinealter.migrating.rolled_back import is_rolled_back, is_to_do, without_ways_back
from onlinealter.migrating.told import Told


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
    session, target = AlembicsSession(context.connection), target_of(context.connection.engine.url, chosen)
    told, stop = Told(session.log, chosen.get("on_event")), oa.StopFlag()

    def work() -> None:
        if wanted.undone is not None and _rolled_back(wanted.undone, target, told, stop):
            return
        oa.run(wanted.plan, target, until=wanted.until, min_rows=wanted.min_rows, on_event=told, stop=stop)

    done = False
    try:
        with context.autocommit_block():  # Alembic's transaction has read alembic_version: the swap would wait for its end
            beside(session, work, stop.request)
            done = True
    except SQLAlchemyError as error:
        if not done:
            raise
        raise _lost(error) from error


def _rolled_back(plan: oa.Plan, target: oa.Target, told: Told, stop: oa.StopFlag) -> bool:
    runs = without_ways_back(oa.status(plan, target))
    if not runs or runs[-1].change != plan.change:
        return False
    return is_rolled_back(runs[-1], plan, lambda: is_to_do(plan, target), target, told, stop)


def _lost(error: Exception) -> oa.ConnectionLost:
    return oa.ConnectionLost(
        f"the table is altered, but Alembic's own connection was lost meanwhile: {type(error).__name__}",
        remedy="Run the same command again: it finds the table altered, and writes the version row.",
    )
