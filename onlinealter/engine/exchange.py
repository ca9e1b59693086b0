"""The swap, forward or back, with the application's own triggers: on the name's table there is always one that fires.

On MySQL all steps go in one message under LOCK TABLES; elsewhere one by one. Between any two steps, and after a crash there,
each trigger either is on the table that bears the name, or its stand-in there fires.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from onlinealter.engine.keys import children_now, double_keys
from onlinealter.engine.making import drop_keys, drop_triggers, make_triggers
from onlinealter.engine.phases.verify import forget_verification
from onlinealter.engine.run import Run
from onlinealter.engine.window import WindowClosed
from onlinealter.model.errors import Changed, Different, OnlineAlterError
from onlinealter.model.states import State
from onlinealter.sql.statement import Statement
from onlinealter.swapping.evidence import Side, which_side
from onlinealter.tables.existing_triggers import ExistingTrigger, Turn, existing_triggers
from onlinealter.tables.installed_triggers import faults, triggers_of
from onlinealter.triggers.existing.statements import Carrying

NO_WAY_BACK = (
    "The table in use has them all. Alter it the other way round, or compare the two by hand; "
    "'online-alter cleanup' drops the old one."
)
_BY_HAND = "There is no safe way back by this tool; compare the two tables by hand."


def exchange(run: Run, swap: Statement, is_swapped: Callable[[], bool], to: Side) -> float:
    """Swap the names, and take along the application's triggers and the foreign keys that lead to the table; gives the
    seconds of the swap.
    """
    names, schema = run.draft.names, run.draft.schema
    settle(run)  # an earlier attempt may have been interrupted
    carrying = _begin(run)
    coming = names.shadow if to is Side.NEW else names.retired
    make_triggers(run, carrying.stand_ins(names.original, of_new=to is not Side.NEW))
    make_triggers(run, carrying.stand_ins(coming, of_new=to is Side.NEW))
    children = children_now(run)
    swap = _bare(run, swap, carrying, to)

    def left() -> Sequence[Statement]:
        after = _arriving(run, carrying, to)
        if is_swapped():
            return after
        if swap.sheds:
            _see_that_writes_come_across(run, to)
        there = _triggers(run)
        unlike = [trigger.name for trigger in there if trigger not in carrying.triggers]
        if unlike:
            raise Changed(
                f"somebody changed the triggers of {schema}.{names.original} during the swap: {', '.join(unlike)}",
                remedy="Call the same command again, which looks at them anew.",
            )
        gone = {trigger.name for trigger in there}
        drops = [each for name, each in carrying.drop_originals(names.original).items() if name in gone]
        all_later = [
            *carrying.create_originals(names.original, of_new=to is Side.NEW).values(),
            *carrying.drop_stand_ins(names.original, of_new=to is Side.NEW).values(),
        ]
        return [replace(each, tables=swap.tables) for each in [*drops, swap, *all_later]]

    try:
        double_keys(run, children, to_new=to is Side.NEW)  # for no longer than the swap takes
        seconds = run.door.run_all(left)
    except (OnlineAlterError, WindowClosed):
        _take_second_keys_back(run, to)
        if swap.sheds and _side(run) is not to:
            _see_that_writes_come_across(run, to)
        raise
    settle(run)
    return seconds


def _bare(run: Run, swap: Statement, carrying: Carrying, to: Side) -> Statement:
    """The swap with the triggers to take off the table that leaves the name, where that is done."""
    draft, forward = run.draft, to is Side.NEW
    if not draft.bares_the_original or carrying.triggers:
        return swap
    name = draft.names.original
    made = draft.forward_triggers() if forward else draft.reverse_triggers_in_front()
    return replace(swap, sheds=tuple(draft.drop_triggers(name, back=not forward).values()), regains=tuple(made.values()))


def _see_that_writes_come_across(run: Run, to: Side) -> None:
    """Somebody may have ended the swap after the triggers were taken off. Raises then what has to be done."""
    draft = run.draft
    wanted = draft.forward_triggers() if to is Side.NEW else draft.reverse_triggers_in_front()
    wrong = run.journal.ask(lambda c: faults(c, draft.schema, draft.names.original, wanted))
    if not wrong:
        return
    if to is Side.NEW:
        make_triggers(run, wanted)
        forget_verification(run)
        run.journal.enter(State.COPIED)
        raise Different(
            f"the swap was ended by somebody; writes to {draft.names.original} may be missing in {draft.names.shadow}",
            remedy="Call 'online-alter verify --repair', which copies them, and then 'online-alter cutover'.",
        )
    of_cutover = run.journal.record().state is State.SWAPPING
    if not of_cutover:
        run.journal.enter(State.SWAPPED)  # nothing was done: a cleanup stays possible
    raise Changed(
        f"the swap was ended by somebody; writes to {draft.names.original} may be missing in {draft.names.retired}",
        remedy=_BY_HAND if of_cutover else NO_WAY_BACK,
    )


def _take_second_keys_back(run: Run, to: Side) -> None:
    """The swap didn't come about. What can't be taken back now is in the ledger, for the next command."""
    try:
        if _side(run) is not to:
            drop_keys(run)
    except OnlineAlterError:
        return  # the error that kept the swap from coming about is the one to show


def _side(run: Run) -> Side:
    return run.journal.ask(lambda c: which_side(c, run.draft.schema, run.draft.names))


def settle(run: Run) -> None:
    """See that the application's triggers are on the table that bears the name, and no stand-in is left."""
    names = run.draft.names
    turn = run.journal.record().carrying
    if turn is None:
        return
    carrying = Carrying(run.draft.schema, names, run.draft.server, turn)
    side = _side(run)
    run.door.run_all(lambda: _arriving(run, carrying, side))
    other = names.retired if side is Side.NEW else names.shadow
    drop_triggers(run, carrying.drop_stand_ins(names.original, of_new=side is Side.NEW))
    drop_triggers(run, carrying.drop_stand_ins(other, of_new=side is not Side.NEW))
    run.journal.carry(None)


def _begin(run: Run) -> Carrying:
    """Keep what the triggers are before the first of them is touched."""
    turn = Turn(len(run.journal.ledger()), _triggers(run))
    if turn.triggers:
        run.journal.carry(turn)
    return Carrying(run.draft.schema, run.draft.names, run.draft.server, turn)


def _triggers(run: Run) -> tuple[ExistingTrigger, ...]:
    draft = run.draft
    return run.journal.ask(lambda c: existing_triggers(c, draft.schema, draft.names.original, draft.names.prefix))


def _arriving(run: Run, carrying: Carrying, side: Side) -> list[Statement]:
    """What is left to do on the table that bears the name."""
    live = run.draft.names.original
    there = run.journal.ask(lambda c: triggers_of(c, run.draft.schema, live))
    create = carrying.create_originals(live, of_new=side is Side.NEW)
    drop = carrying.drop_stand_ins(live, of_new=side is Side.NEW)
    return [
        *(statement for name, statement in create.items() if name not in there),
        *(statement for name, statement in drop.items() if name in there),
    ]
