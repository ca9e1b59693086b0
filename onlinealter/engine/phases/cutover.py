"""When this ends, the application's name leads to the new definition, and the run can be rolled back."""

from __future__ import annotations

import time
from collections.abc import Callable

from onlinealter.engine.auto_increment import copy_auto_increment
from onlinealter.engine.conflicts import look_again
from onlinealter.engine.foreign_keys import apply_keys_after_swap
from onlinealter.engine.guard import NO_ROLLBACK, check_swapped, check_unchanged
from onlinealter.engine.journal import FAILED
from onlinealter.engine.ledger import TABLE, drop_keys_of, drop_triggers
from onlinealter.engine.orphans import look_for_orphans, look_for_orphans_at_once
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.phases.verify import catch_up, places, verify
from onlinealter.engine.prepared_xa import wait_for_prepared_xa
from onlinealter.engine.query_looks import see_that_queries_fare
from onlinealter.engine.reopening import look_again_and_reopen, reopen_shadow
from onlinealter.engine.sight import may_not_look
from onlinealter.engine.swap import exchange_again, finish_trigger_move, see_who_arrived, swap_tables
from onlinealter.engine.window import SwapPutOff, stop_outside_window, wait_for_window
from onlinealter.model.errors import Blocked, Changed, ConflictsFound, Different, ServerError
from onlinealter.model.events import Blocker, Notice, Swapped, WaitingForLock
from onlinealter.model.plan import Rollback
from onlinealter.model.states import State
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.waiting import kill_or_wait
from onlinealter.mysql.blockers import old_transactions
from onlinealter.swapping.which_table import Side, which_side

_POLL_SECONDS = 1.0
_TRIES = 3
_ORPHANS_COUNT = 60.0  # seconds after which rows without parents are looked for once more before the swap


def check(run: PhaseContext) -> None:
    """The verification counts, everything is as it was then, and no row is refused; where the names are exchanged already,
    the rest is only to be ended.
    """
    if side_of(run) is Side.ORIGINAL:
        _look_before(run)
        look_for_orphans(run)
        see_that_queries_fare(run)


class RefusedInSwap(ConflictsFound):
    """A row came during the swap that the other definition refused; the names have been exchanged back."""


def until_no_row_is_refused(run: PhaseContext, swap: Callable[[PhaseContext], None]) -> None:
    """Swap again where a row was refused during the swap. Most fit when they are looked at again: MariaDB's trigger doesn't
    reach a table that the application hasn't locked (error 1100). Those that don't fit are named before the next swap.
    """
    for _ in range(_TRIES - 1):
        try:
            return swap(run)
        except RefusedInSwap as refused:
            run.reporter.report(Notice(f"{refused.message}; the rows are looked at again"))
    return swap(run)


def cutover(run: PhaseContext) -> None:
    """Swap the names. After an interruption the server is asked which table is which."""
    until_no_row_is_refused(run, _cut_over)
    drop_triggers(run, run.resolved.drop_triggers(run.resolved.names.retired, back=False))
    if run.resolved.plan.settings.rollback is Rollback.NONE:
        _give_up_rollback(run)


def _cut_over(run: PhaseContext) -> None:
    if side_of(run) is Side.ORIGINAL:
        seconds, looked = None, time.monotonic()
        while seconds is None:
            wait_for_window(run)
            _prove_again_if_old(run)
            if time.monotonic() - looked > _ORPHANS_COUNT:
                look_for_orphans(run)
                looked = time.monotonic()
            seconds = _swap(run)
        run.reporter.report(Swapped(run.resolved.names.original, run.resolved.names.retired, seconds, back=False))
        see_who_arrived(run, Side.NEW, at_once=True)
    else:
        see_how_it_was_left(run)
    finish(run)


def see_how_it_was_left(run: PhaseContext) -> None:
    """The run was interrupted after it had exchanged the names."""
    finish_trigger_move(run)
    see_who_arrived(run, Side.NEW, at_once=False)


def finish(run: PhaseContext) -> None:
    """What is left to do when the names are exchanged. Exchanges them back where the new table isn't what it should be."""
    finish_trigger_move(run)
    _return_if_a_row_was_refused(run)
    _return_if_a_parent_is_missing(run)
    apply_keys_after_swap(run, new_in_front=True)
    run.journal.note_gone(TABLE, run.resolved.names.shadow)
    run.journal.intend(TABLE, run.resolved.names.retired)
    run.journal.note_made(TABLE, run.resolved.names.retired, run.journal.record().original_id)


def _give_up_rollback(run: PhaseContext) -> None:
    """The reverse triggers were needed for an exchange back in the cutover itself; now nothing is written twice any more."""
    drop_keys_of(run, run.resolved.names.retired)  # its rows will stay, and must not stand in the way of their parents
    drop_triggers(run, run.resolved.drop_triggers(run.resolved.names.original, back=True))
    run.journal.forget_conflicts(back=True)


def _swap(run: PhaseContext) -> float | None:
    """Make everything ready and swap; gives the seconds that took, or None when it was postponed."""
    _look_before(run)
    wait_for_prepared_xa(run)
    _wait_for_old_transactions(run)
    copy_auto_increment(run)
    run.journal.forget_conflicts(back=True)
    run.journal.intend(TABLE, run.resolved.names.retired)
    reopen_shadow(run)
    try:
        return swap_tables(run, lambda: _look_at_once(run), Side.NEW)
    except SwapPutOff:
        finish_trigger_move(run)
        # Until the next window each write would pay for triggers that have nothing to do.
        drop_triggers(run, run.resolved.drop_triggers(run.resolved.names.shadow, back=True))
        return None


def side_of(run: PhaseContext) -> Side:
    """Which definition the name leads to now."""
    return run.journal.ask(lambda c: which_side(c, run.resolved.schema, run.resolved.names))


def _look_at_once(run: PhaseContext) -> None:
    """Asked before each attempt: what others did while we waited can rule the swap out too."""
    stop_outside_window(run)
    record = run.journal.record()
    run.journal.ask(lambda c: check_unchanged(c, run.resolved, record))
    wait_for_prepared_xa(run)
    look_again_and_reopen(run)
    if not _is_proven(run):
        raise SwapPutOff("the verification has become too old")


def _is_proven(run: PhaseContext) -> bool:
    longest = run.resolved.plan.settings.max_verification_age
    return run.journal.record().proven and run.journal.seconds_since_proof() <= longest


def _prove_again_if_old(run: PhaseContext) -> None:
    if not _is_proven(run):
        run.reporter.report(Notice("the verification counts no more: the rows are compared again before the swap"))
        verify(run)


def _return_if_a_row_was_refused(run: PhaseContext) -> None:
    """A write that the shadow refused in the very instant of the swap is only in the old table: exchange back."""
    refused = run.journal.count_conflicts(back=False)
    if refused:
        _swap_back(run)
        raise RefusedInSwap(
            f"{refused} row{'s' if refused != 1 else ''} of {run.resolved.names.original} came during the swap that the new "
            "definition can't hold; the names were exchanged back",
            remedy="Call 'online-alter cutover' again: it looks at these rows and names those that don't fit.",
        )


def _return_if_a_parent_is_missing(run: PhaseContext) -> None:
    """The new keys are checked by the server from the swap on; a row that came just before it was not."""
    try:
        look_for_orphans_at_once(run)
    except ConflictsFound:
        _swap_back(run)
        raise


def _swap_back(run: PhaseContext) -> None:
    """Exchange the names back, as long as each write made since is in both tables. Where that isn't so any more, because the
    run was interrupted here and somebody changed the tables since, they stay as they are.
    """

    def look() -> None:
        record = run.journal.record()
        run.journal.ask(lambda c: check_swapped(c, run.resolved, record, NO_ROLLBACK))

    try:
        look()
    except Changed:
        run.journal.enter(State.SWAPPED)
        raise
    exchange_again(run, Side.ORIGINAL, look)


def _look_before(run: PhaseContext) -> None:
    record = run.journal.record()
    if record.verification == FAILED:
        raise Different(
            f"the verification of run {run.id} has not succeeded",
            remedy="Call 'online-alter verify' (or 'verify --repair') first.",
        )
    run.journal.ask(lambda c: check_unchanged(c, run.resolved, record))
    look_again(run, run.resolved.copy())
    for place in places(run):
        catch_up(run, place)


def _wait_for_old_transactions(run: PhaseContext) -> None:
    """A transaction whose view is older than the copy's end would read a half-filled table after the swap."""
    longest, began, attempt = run.resolved.plan.settings.old_transaction_timeout, time.monotonic(), 0
    while older := _older_than_copy(run):
        attempt += 1
        if time.monotonic() - began > longest:
            who = ", ".join(map(str, older))
            raise Blocked(
                f"transactions older than the copy were still open after {longest:.0f} s: {who}",
                remedy=kill_or_wait(each.connection for each in older),
            )
        run.reporter.report(WaitingForLock("swap the tables", attempt, _POLL_SECONDS, older))
        run.stop.sleep(_POLL_SECONDS)


def _older_than_copy(run: PhaseContext) -> tuple[Blocker, ...]:
    since = run.journal.seconds_since_copy()
    try:
        return run.journal.ask(lambda c: old_transactions(c, run.shard.server, since))
    except ServerError as error:
        if error.number != error_numbers.SPECIFIC_ACCESS_DENIED:
            raise
        raise run.journal.ask(may_not_look) from error
