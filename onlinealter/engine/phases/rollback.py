"""When this ends, the application's name leads to the old definition again, with every write made since the swap."""

from __future__ import annotations

from onlinealter.engine.conflicts import look_again
from onlinealter.engine.exchange import NO_WAY_BACK, exchange, settle
from onlinealter.engine.keys import settle_keys
from onlinealter.engine.making import TABLE, drop_triggers, make_triggers
from onlinealter.engine.orphans import look_for_orphans
from onlinealter.engine.phases.cutover import side_of
from onlinealter.engine.phases.verify import forget_verification
from onlinealter.engine.run import Run
from onlinealter.model.errors import Changed, ConflictsFound, OnlineAlterError, Refused
from onlinealter.model.events import Swapped
from onlinealter.model.plan import WayBack
from onlinealter.model.states import State
from onlinealter.swapping.evidence import Side
from onlinealter.tables.installed_triggers import faults
from onlinealter.tables.names import CONFLICT_TABLE


def roll_back(run: Run) -> None:
    """Swap the names back. The shadow stays in step again, so that a verification may be followed by another cutover."""
    names = run.draft.names
    if side_of(run) is Side.NEW:
        try:
            _look_before(run)
        except OnlineAlterError:
            run.journal.enter(State.SWAPPED)  # nothing was done: a cleanup stays possible
            raise
        make_triggers(run, run.draft.forward_triggers_for_rollback())
        run.journal.forget_conflicts(back=False)
        run.journal.intend(TABLE, names.shadow)
        seconds = exchange(run, run.draft.swap_back(), lambda: side_of(run) is Side.ORIGINAL, Side.ORIGINAL)
        run.reporter.report(Swapped(names.original, names.shadow, seconds, back=True))
    settle(run)
    settle_keys(run, new_in_front=False)
    run.journal.note_gone(TABLE, names.retired)
    run.journal.intend(TABLE, names.shadow)
    run.journal.note_made(TABLE, names.shadow)
    drop_triggers(run, run.draft.drop_triggers(names.shadow, back=True))
    forget_verification(run)


def _look_before(run: Run) -> None:
    if run.draft.plan.settings.way_back is WayBack.NONE:
        raise Refused(
            f'the plan says way_back = "none": writes since the cutover are not in {run.draft.names.retired}',
            remedy="Alter the table the other way round, or call 'online-alter cleanup'.",
        )
    wrong = run.journal.ask(lambda c: faults(c, run.draft.schema, run.draft.names.original, run.draft.reverse_triggers()))
    if wrong:
        raise Changed(
            f"{'; '.join(wrong)}: writes since the cutover may be missing in {run.draft.names.retired}",
            remedy=NO_WAY_BACK,
        )
    look_for_orphans(run, back=True)
    if run.draft.key.turns:
        look_again(run, run.draft.copy_back(), back=True)
    elif count := run.journal.count_conflicts(back=True):
        raise ConflictsFound(
            f"{count} rows written since the cutover could not be given to the old definition, and their keys read "
            "differently there",
            remedy=f"See {CONFLICT_TABLE} for the keys, mend the rows in both tables, and delete its lines of this run.",
        )
