"""When this ends, nothing of the run is left on the server but its record."""

from __future__ import annotations

from onlinealter.engine.chunk_lines import ChunkLines
from onlinealter.engine.ledger import drop_all
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.swap import finish_trigger_move, see_who_arrived
from onlinealter.model.errors import Changed
from onlinealter.model.states import State
from onlinealter.swapping.which_table import Side, find_side


def check_abort(run: PhaseContext) -> None:
    """A rollback that was interrupted may have put a table in front that somebody had changed in that moment."""
    side = run.journal.ask(lambda c: find_side(c, run.resolved.schema, run.resolved.names))
    if run.journal.record().state is State.ROLLING_BACK and side is Side.ORIGINAL:
        see_who_arrived(run, Side.ORIGINAL, at_once=False)


def clean_up(run: PhaseContext) -> None:
    """Take the reverse triggers and then the old table away; from here there is no rollback."""
    _end(run, State.DONE)


def abort(run: PhaseContext) -> None:
    """Take the triggers and the shadow away; the table is as it was.

    While the new definition was in front, a row may have come that the old one couldn't hold. It is in the shadow alone,
    which stays then.
    """
    if run.journal.count_conflicts(back=True):
        run.journal.disclaim()
    _end(run, State.ABORTED)


def _end(run: PhaseContext, state: State) -> None:
    names = run.resolved.names
    if run.journal.ask(lambda c: find_side(c, run.resolved.schema, names)) is not Side.UNCLEAR:
        finish_trigger_move(run)
    left = drop_all(run, after_swap=state is State.DONE)
    run.journal.forget_conflicts(back=False)
    run.journal.forget_conflicts(back=True)
    ChunkLines(run.journal, run.resolved.schema).forget()
    if not left:
        return
    run.journal.enter(state)
    raise Changed(
        f"run {run.id} is {state}; {', '.join(left)} in {run.resolved.schema} was left alone: it is not the table that the "
        f"run "
        "knows by that name. Somebody rebuilt it, exchanged the names, or put another table there",
        remedy=f"Look which of {names.original}, {', '.join(left)} holds the rows; drop or rename the other by hand.",
    )
