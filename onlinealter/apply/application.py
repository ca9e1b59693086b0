"""Applying a folder of plans: what is left of it, in order, up to the first failure."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from onlinealter.apply.entry import Entry, places_of
from onlinealter.apply.survey import Mark, Standing, counted, out_of_order, refuse_changed, survey, swapped_before
from onlinealter.apply.turn import own_turn
from onlinealter.engine.alteration import advance
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import OnlineAlterError, Owned, Refused, Unreachable, WrongPhase
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import connect
from onlinealter.mysql.waits import Waits

_PHASES = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)
_ATTEMPT = 4.0  # seconds for one connection
_SHARE_OF_FIRST_SCAN = 0.25
_BETWEEN_ATTEMPTS = 1.0  # seconds until a run that another process owns is asked for again


@dataclass(frozen=True)
class Manner:
    """How to apply: ``cleanup`` drops each plan's old table, ``waits`` for who else is at work, ``strict`` about the order;
    ``longest`` is how many seconds there are.
    """

    cleanup: bool = False
    waits: bool = True
    strict: bool = False
    longest: float | None = None


def await_servers(entries: tuple[Entry, ...], longest: float, reporter: Reporter, stop: StopFlag) -> None:
    """Wait until all servers take connections. Raises Unreachable when one still doesn't after so many seconds."""
    waits, until = Waits(reporter, stop.sleep), time.monotonic() + longest
    for account in dict.fromkeys(place.account for place in places_of(entries)):
        wait = waits.wait_for(f"a connection to {account.address}", max(0.0, until - time.monotonic()))
        while True:
            try:
                connect(account, connect_timeout=_ATTEMPT).close()
            except Unreachable as error:
                if not error.passing or not wait.again(error.message):
                    raise
            else:
                wait.over()
                break


def apply(entries: tuple[Entry, ...], manner: Manner, reporter: Reporter, stop: StopFlag) -> None:
    """Apply what is left of them. Says what was done, whether that ends well or by an error."""
    with turn_of(entries, manner, reporter, stop):
        standings = survey(entries)
        refuse_changed(standings)
        refuse_unordered(standings, manner, reporter)
        left = [each for each in standings if is_left(each, manner)]
        if not left:
            reporter.report(Notice(_all_run(len(standings))))
            return
        _apply_left(left, counted(standings)[Mark.APPLIED], manner, reporter, stop)


def turn_of(entries: tuple[Entry, ...], manner: Manner, reporter: Reporter, stop: StopFlag) -> AbstractContextManager[None]:
    """Meanwhile nobody else applies plans there; who does is told once, and waited for or not as was asked."""
    told = set[str]()

    def waits_for(who: str) -> bool:
        if manner.waits and who not in told:
            told.add(who)
            reporter.report(Notice(f"{who}: waiting for its end"))
        return manner.waits

    return own_turn(places_of(entries), waits_for, stop.sleep)


def refuse_unordered(standings: Sequence[Standing], manner: Manner, reporter: Reporter) -> None:
    """Say which plans haven't run although later ones have. Raises Refused where the order is strict."""
    if unordered := out_of_order(standings):
        if manner.strict:
            raise Refused(unordered, remedy="Give them names behind those that have run, or leave --strict out.")
        reporter.report(Notice(unordered))


def is_left(standing: Standing, manner: Manner) -> bool:
    """Whether there is something to do for a plan."""
    return standing.mark is not Mark.APPLIED or (manner.cleanup and standing.way_back)


def _apply_left(left: Sequence[Standing], before: int, manner: Manner, reporter: Reporter, stop: StopFlag) -> None:
    done = list[str]()
    for each in left:
        try:
            stop.check()
            reporter.report(Notice(f"{each.entry.label}: {_what_comes(each)}"))
            _apply_one(each, manner, reporter, stop)
        except OnlineAlterError:
            behind = [other.entry.label for other in left[len(done) + 1 :]]
            reporter.report(
                Notice(f"applied now: {_listed(done)}; stopped at {each.entry.label}; behind it: {_listed(behind)}")
            )
            raise
        done.append(each.entry.label)
    earlier = f"; {before} had run before" if before else ""
    reporter.report(Notice(f"applied now: {_listed(done)}{earlier}"))


def _what_comes(standing: Standing) -> str:
    if standing.mark is Mark.PENDING:
        return "begins"
    if standing.mark is Mark.APPLIED:
        return f"has run; its old table is dropped (run {standing.run})"
    return f"goes on where it is: run {standing.run} is {standing.state}"


def phases_of(manner: Manner) -> tuple[Phase, ...]:
    """How far a plan goes."""
    return (*_PHASES, Phase.CLEANUP) if manner.cleanup else _PHASES


def refuse_behind_another(standing: Standing, manner: Manner) -> None:
    """Raise WrongPhase where the table's last change can still be rolled back."""
    entry = standing.entry
    if not manner.cleanup and standing.mark is Mark.PENDING and (other := swapped_before(entry)):
        raise WrongPhase(
            f"{entry.label} alters {other.table_name}, whose last change can still be rolled back:"
            f" run {other.id}{f' of {other.plan_name}' if other.plan_name else ''}",
            remedy=f"Run online-alter cleanup --table {other.table_name}, after which there is no rollback; or give"
            " --cleanup, which does that for each plan when it has been applied.",
        )


def _apply_one(standing: Standing, manner: Manner, reporter: Reporter, stop: StopFlag) -> None:
    entry, phases = standing.entry, phases_of(manner)
    refuse_behind_another(standing, manner)
    while True:
        try:
            advance(
                in_time(entry.target, manner.longest), phases, reporter, stop, Choices(abort_when_hopeless=True, once=True)
            )
        except Owned as error:
            if not manner.waits:
                raise
            reporter.report(Notice(f"{error.message}: waiting for its end"))
            stop.sleep(_BETWEEN_ATTEMPTS)
        else:
            return


def in_time(target: Target, longest: float | None) -> Target:
    """The target with a bound on the scan before its run begins: each process repeats that scan, while the run's own search
    continues where it stopped.
    """
    if longest is None or target.plan is None:
        return target
    chosen = target.plan.settings
    seconds = min(chosen.check_seconds, longest * _SHARE_OF_FIRST_SCAN)
    return replace(target, plan=replace(target.plan, settings=replace(chosen, check_seconds=seconds)))


def _all_run(plans: int) -> str:
    if plans == 1:
        return "nothing to do: the plan has run"
    return f"nothing to do: all {plans} plans have run" if plans else "nothing to do: there are no plans"


def _listed(labels: Sequence[str]) -> str:
    return ", ".join(labels) or "nothing"
