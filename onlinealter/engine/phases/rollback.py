"""When this ends, the application's name leads to the old definition again, with every write made since the swap."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from onlinealter.engine.conflicts import look_again
from onlinealter.engine.foreign_keys import apply_keys_after_swap
from onlinealter.engine.guard import NO_ROLLBACK, check_swapped, strangers
from onlinealter.engine.ledger import TABLE, drop_triggers
from onlinealter.engine.orphans import look_for_orphans, look_for_orphans_at_once
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.phases.cutover import RefusedInSwap, finish, see_how_it_was_left, side_of, until_no_row_is_refused
from onlinealter.engine.phases.verify import compare_back
from onlinealter.engine.prepared_xa import wait_for_prepared_xa
from onlinealter.engine.sight import check_sight
from onlinealter.engine.swap import exchange_again, finish_trigger_move, see_who_arrived, swap_tables
from onlinealter.model.errors import Changed, ConflictsFound, Refused
from onlinealter.model.events import Swapped
from onlinealter.model.plan import Rollback
from onlinealter.model.states import State
from onlinealter.mysql.advice import statements as advice
from onlinealter.swapping.which_table import Side
from onlinealter.tables.names import CONFLICT_TABLE

_ORPHANS_COUNT = 60.0  # seconds


def check(run: PhaseContext) -> None:
    """Both tables are those that were exchanged, have had each write since, and hold the same rows."""
    if side_of(run) is Side.ORIGINAL:
        return  # swapped back already; the rest is only to be ended
    if run.journal.record().state is State.SWAPPING:
        see_how_it_was_left(run)
        finish(run)
    _look_before(run)
    look_for_orphans(run, back=True)
    if not run.choices.unseen:
        compare_back(run)


def roll_back(run: PhaseContext) -> None:
    """Swap the names back. The shadow stays in step again, so that a verification may be followed by another cutover."""
    until_no_row_is_refused(run, _swap_back)
    names = run.resolved.names
    apply_keys_after_swap(run, new_in_front=False)
    run.journal.note_gone(TABLE, names.retired)
    run.journal.intend(TABLE, names.shadow)
    run.journal.note_made(TABLE, names.shadow, run.journal.record().shadow_id)
    drop_triggers(run, run.resolved.drop_triggers(names.shadow, back=True))
    run.journal.wrote()


def _swap_back(run: PhaseContext) -> None:
    names = run.resolved.names
    if side_of(run) is Side.NEW:
        run.journal.forget_conflicts(back=False)
        run.journal.intend(TABLE, names.shadow)
        seconds = swap_tables(run, _look_before_each_attempt(run), Side.ORIGINAL)
        run.reporter.report(Swapped(names.original, names.shadow, seconds, back=True))
        see_who_arrived(run, Side.ORIGINAL, at_once=True)
    else:  # the run was interrupted after it had exchanged the names
        finish_trigger_move(run)
        see_who_arrived(run, Side.ORIGINAL, at_once=False)
    _return_if_a_row_was_refused(run)


def _return_if_a_row_was_refused(run: PhaseContext) -> None:
    """A write that the old table refused in the very instant of the swap is only in the new one: exchange back."""
    refused, resolved, record = run.journal.count_conflicts(back=True), run.resolved, run.journal.record()
    if not refused:
        return
    rows = (
        f"{refused} row{'s' if refused != 1 else ''} of {resolved.names.original} came during the swap that the old "
        f"definition"
    )
    if run.journal.ask(lambda c: strangers(c, resolved, record, Side.ORIGINAL)):
        # The run was interrupted here, and the application has gone on in a way that fires no trigger.
        run.journal.disclaim()
        run.journal.enter(State.COPIED)
        raise Changed(
            f"{rows} can't hold, and somebody truncated, altered or exchanged a table since",
            remedy=f"Copy these rows from {resolved.names.shadow} by hand ({CONFLICT_TABLE} has their keys). "
            f"'online-alter abort --table {resolved.names.original}' ends the run and leaves both tables.",
        )
    exchange_again(run, Side.NEW)
    raise RefusedInSwap(
        f"{rows} can't hold; the names were exchanged back",
        remedy="Call 'online-alter rollback' again: it looks at these rows and names those that don't fit.",
    )


def _look_before_each_attempt(run: PhaseContext) -> Callable[[], None]:
    """Rows without parents are looked for before the first attempt, and again after a minute of attempts."""
    looked = -math.inf

    def look() -> None:
        nonlocal looked
        _look_before(run)
        if time.monotonic() - looked > _ORPHANS_COUNT:
            look_for_orphans_at_once(run, back=True)
            looked = time.monotonic()

    return look


def _look_before(run: PhaseContext) -> None:
    if run.resolved.plan.settings.rollback is Rollback.NONE:
        raise Refused(
            f'the plan says rollback = "none": writes since the cutover are not in {run.resolved.names.retired}',
            remedy="Alter the table the other way round, or call 'online-alter cleanup'.",
        )
    record = run.journal.record()
    run.journal.ask(lambda c: check_sight(c, run.shard.server))
    run.journal.ask(lambda c: check_swapped(c, run.resolved, record, NO_ROLLBACK))
    wait_for_prepared_xa(run)
    if run.resolved.key.turns:
        look_again(run, run.resolved.copy_back(), back=True)
    elif count := run.journal.count_conflicts(back=True):
        raise ConflictsFound(
            f"{count} rows written since the cutover could not be given to the old definition, and their keys read "
            "differently there",
            remedy=f"{advice.see_keys(run.resolved.schema, CONFLICT_TABLE, run.id)} Fix these rows in both tables, then "
            f"{advice.forget_keys(run.resolved.schema, CONFLICT_TABLE, run.id)} Then run the same command again.",
        )
