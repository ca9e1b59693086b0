"""MariaDB: the care for a KILL within the RENAME (see mysql/bare_rename), which makes a table with triggers unusable.

So the triggers are taken off right before it, and somebody who ends the RENAME then leaves the table without them.
"""

from __future__ import annotations

from dataclasses import replace

from onlinealter.engine.guard import NO_ROLLBACK
from onlinealter.engine.ledger import create_triggers, note_triggers
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.errors import Changed, Different
from onlinealter.model.states import State
from onlinealter.sql.statement import Statement
from onlinealter.swapping.which_table import Side
from onlinealter.tables.installed_triggers import faults
from onlinealter.triggers.existing.statements import TriggerMove

_BY_HAND = "This tool can't roll it back safely; compare the two tables by hand."


def bared(run: PhaseContext, swap: Statement, carrying: TriggerMove, to: Side) -> Statement:
    """The swap with the triggers to take off the table that leaves the name, where that is done."""
    resolved, forward = run.resolved, to is Side.NEW
    if not resolved.bares_the_original or carrying.triggers:
        return swap
    name = resolved.names.original
    made = resolved.forward_triggers() if forward else resolved.reverse_triggers_in_front()
    return replace(
        swap,
        drop_triggers_first=tuple(resolved.drop_triggers(name, back=not forward).values()),
        restore_triggers=tuple(made.values()),
        gains=tuple(resolved.keeping(forward=forward).values()),
        loses=tuple(resolved.drop_triggers(swap.tables[-1], back=forward).values()),
    )


def note_regained(run: PhaseContext, to: Side) -> None:
    """Where the RENAME was not made and its triggers were put back: they are others by the moment of their making."""
    if run.ddl.has_restored():
        note_triggers(run, run.resolved.forward_triggers() if to is Side.NEW else run.resolved.reverse_triggers_in_front())


def see_that_writes_come_across(run: PhaseContext, to: Side) -> None:
    """Somebody may have ended the swap after the triggers were taken off. Raises then what has to be done."""
    resolved = run.resolved
    wanted = resolved.forward_triggers() if to is Side.NEW else resolved.reverse_triggers_in_front()
    wrong = run.journal.ask(lambda c: faults(c, resolved.schema, resolved.names.original, wanted))
    if not wrong:
        return
    if to is Side.NEW:
        create_triggers(run, wanted)
        run.journal.wrote()
        run.journal.enter(State.COPIED)
        raise Different(
            f"the swap was ended by somebody; writes to {resolved.names.original} may be missing in {resolved.names.shadow}",
            remedy="Call 'online-alter verify --repair', which copies them, and then 'online-alter cutover'.",
        )
    of_cutover = run.journal.record().state is State.SWAPPING
    raise Changed(
        f"the swap was ended by somebody; writes to {resolved.names.original} may be missing in {resolved.names.retired}",
        remedy=_BY_HAND if of_cutover else NO_ROLLBACK,
    )
