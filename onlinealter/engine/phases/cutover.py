"""When this ends, the application's name leads to the new definition, and the way back is open."""

from __future__ import annotations

import time

from onlinealter.engine.conflicts import look_again
from onlinealter.engine.counting import carry_auto_increment
from onlinealter.engine.exchange import exchange, settle
from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.journal import PASSED
from onlinealter.engine.keys import settle_keys
from onlinealter.engine.making import TABLE, drop_keys_of, drop_triggers, make_triggers
from onlinealter.engine.orphans import look_for_orphans
from onlinealter.engine.phases.verify import catch_up, places
from onlinealter.engine.run import Run
from onlinealter.engine.window import WindowClosed, stop_outside_window, wait_for_window
from onlinealter.model.errors import Blocked, ConflictsFound, Different, ServerError
from onlinealter.model.events import Blocker, Notice, Swapped, WaitingForLock
from onlinealter.model.plan import WayBack
from onlinealter.mysql import error_numbers
from onlinealter.mysql.blockers import old_transactions
from onlinealter.swapping.evidence import Side, which_side

_GLANCE = 1.0
_STALE_LIST = 0.15  # seconds; MariaDB shows an old list of transactions to who asks again within a tenth of a second


def cutover(run: Run) -> None:
    """Swap the names. After an interruption the server is asked which table is which."""
    if side_of(run) is Side.ORIGINAL:
        seconds = None
        while seconds is None:
            wait_for_window(run)
            seconds = _swap(run)
        run.reporter.report(Swapped(run.draft.names.original, run.draft.names.retired, seconds, back=False))
    settle(run)
    _return_if_a_row_was_refused(run)
    settle_keys(run, new_in_front=True)
    look_for_orphans(run)
    run.journal.note_gone(TABLE, run.draft.names.shadow)
    run.journal.intend(TABLE, run.draft.names.retired)
    run.journal.note_made(TABLE, run.draft.names.retired)
    drop_triggers(run, run.draft.drop_triggers(run.draft.names.retired, back=False))
    if run.draft.plan.settings.way_back is WayBack.NONE:
        _give_way_back_up(run)


def _give_way_back_up(run: Run) -> None:
    """The reverse triggers were needed for an exchange back in the cutover itself; now nothing is written twice any more."""
    drop_keys_of(run, run.draft.names.retired)  # its rows will stay, and must not stand in the way of their parents
    drop_triggers(run, run.draft.drop_triggers(run.draft.names.original, back=True))
    run.journal.forget_conflicts(back=True)


def _swap(run: Run) -> float | None:
    """Make everything ready and swap; gives the seconds that took, or None when the window closed before."""
    _look_before(run)
    _wait_for_old_transactions(run)
    make_triggers(run, run.draft.reverse_triggers())
    carry_auto_increment(run)
    run.journal.forget_conflicts(back=True)
    run.journal.intend(TABLE, run.draft.names.retired)
    try:
        return exchange(run, run.draft.swap(), lambda: _is_swapped(run), Side.NEW)
    except WindowClosed:
        settle(run)
        # Until the next window each write would pay for triggers that have nothing to do.
        drop_triggers(run, run.draft.drop_triggers(run.draft.names.shadow, back=True))
        return None


def side_of(run: Run) -> Side:
    """Which definition the name leads to now."""
    return run.journal.ask(lambda c: which_side(c, run.draft.schema, run.draft.names))


def _is_swapped(run: Run) -> bool:
    """Asked before each attempt: a write that was refused while we waited stands against the swap too."""
    if side_of(run) is Side.NEW:
        return True
    stop_outside_window(run)
    look_again(run, run.draft.copy())
    return False


def _return_if_a_row_was_refused(run: Run) -> None:
    """A write that the shadow refused in the very instant of the swap is only in the retired table: exchange back."""
    refused = run.journal.count_conflicts(back=False)
    if not refused:
        return
    names = run.draft.names
    make_triggers(run, run.draft.forward_triggers_for_rollback())  # on MariaDB they were taken off
    seconds = exchange(run, run.draft.swap_back(), lambda: side_of(run) is Side.ORIGINAL, Side.ORIGINAL)
    settle_keys(run, new_in_front=False)
    run.reporter.report(Swapped(names.original, names.shadow, seconds, back=True))
    raise ConflictsFound(
        f"{refused} row{'s' if refused != 1 else ''} of {names.original} came during the swap that the new definition can't "
        "hold; the names were exchanged back",
        remedy="Call 'online-alter cutover' again: it looks at these rows and names those that don't fit.",
    )


def _look_before(run: Run) -> None:
    record = run.journal.record()
    if record.verification != PASSED:
        raise Different(
            f"the verification of run {run.id} has not succeeded",
            remedy="Call 'online-alter verify' (or 'verify --repair') first.",
        )
    run.journal.ask(lambda c: check_unchanged(c, run.draft, record))
    look_again(run, run.draft.copy())
    look_for_orphans(run)
    for place in places(run):
        catch_up(run, place)


def _wait_for_old_transactions(run: Run) -> None:
    """A transaction whose view is older than the copy's end would read a half-filled table after the swap (FACTS 38)."""
    if run.journal.seconds_since_copy() < 1.0:  # whole seconds; else the list that is shown is younger than the copy's end
        run.stop.sleep(_STALE_LIST)
    longest, began, attempt = run.draft.plan.settings.old_transactions, time.monotonic(), 0
    while older := _older_than_copy(run):
        attempt += 1
        if time.monotonic() - began > longest:
            who = ", ".join(f"connection {b.connection} ({b.user}@{b.host}, {b.age:.0f} s)" for b in older)
            raise Blocked(
                f"transactions older than the copy were still open after {longest:.0f} s: {who}",
                remedy="End them or wait for them, then call the same command again.",
            )
        run.reporter.report(WaitingForLock("swap the tables", attempt, _GLANCE, older))
        run.stop.sleep(_GLANCE)


def _older_than_copy(run: Run) -> tuple[Blocker, ...]:
    since = run.journal.seconds_since_copy()
    try:
        return run.journal.ask(lambda c: old_transactions(c, run.shard.server, since))
    except ServerError as error:
        if error.number != error_numbers.SPECIFIC_ACCESS_DENIED:
            raise
        run.reporter.report(
            Notice("without PROCESS, transactions older than the copy can't be seen: they may read a half-filled table")
        )
        return ()
