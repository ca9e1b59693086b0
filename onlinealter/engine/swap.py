"""The swap, forward or back, with the application's own triggers: on the name's table there is always one that fires.

On MySQL all steps go in one message under LOCK TABLES; elsewhere one by one. Between any two steps, and after a crash there,
each trigger either is on the table that bears the name, or its stand-in there fires.

On MySQL the look at the tables is behind the lock of the RENAME. MariaDB has no RENAME behind a lock, so that somebody may
come between: there the tables are looked at once more afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from onlinealter.engine.bare_exchange import bared, note_regained, see_that_writes_come_across
from onlinealter.engine.foreign_keys import apply_keys_after_swap, children_now, double_keys
from onlinealter.engine.guard import strangers
from onlinealter.engine.ledger import create_triggers, drop_keys, drop_triggers, intend_triggers, note_triggers
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.window import SwapPutOff
from onlinealter.model.errors import Changed, OnlineAlterError
from onlinealter.model.events import Swapped
from onlinealter.model.states import State
from onlinealter.mysql.advice import statements as advice
from onlinealter.sql.statement import Statement
from onlinealter.swapping.which_table import Side, which_side
from onlinealter.tables.existing_triggers import ExistingTrigger, SwappedTriggers, existing_triggers
from onlinealter.tables.identity import read_stamp, while_stamped
from onlinealter.tables.installed_triggers import triggers_named, triggers_of
from onlinealter.tables.names import RUN_TABLE
from onlinealter.triggers.existing.statements import TriggerMove


def swap_tables(run: PhaseContext, look: Callable[[], None], to: Side, *, undo: bool = False) -> float:
    """Swap the names, and take along the application's triggers and the foreign keys that lead to the table; gives the
    seconds of the swap.

    ``look`` raises where something is no longer as it was. It is asked before each attempt; what happens between its answer
    and the swap is seen behind the lock, where the tables' stamp has to be the one from before the look. MariaDB has no
    RENAME behind a lock: there the tables are looked at once more afterwards, and changed back where they are others.
    Such an ``undo`` doesn't ask whether all writes have come across: the table in front may be another.
    """
    names, schema = run.resolved.names, run.resolved.schema
    forward = to is Side.NEW
    finish_trigger_move(run)  # an earlier attempt may have been interrupted
    carrying = _begin(run)
    coming = names.shadow if forward else names.retired
    swap = bared(run, run.resolved.swap() if forward else run.resolved.swap_back(), carrying, to)
    _make_ready(run, swap, forward=forward)
    create_triggers(run, carrying.stand_ins(names.original, of_new=not forward))
    create_triggers(run, carrying.stand_ins(coming, of_new=forward))
    children = children_now(run)

    def left() -> Sequence[Statement]:
        nonlocal swap
        if swap.gains and children_now(run):
            swap = replace(swap, gains=(), loses=())
            create_triggers(run, run.resolved.keeping(forward=forward))
        if _side(run) is to:
            there = _all_triggers(run)
            behind = _idle_triggers(run, forward=forward)
            left_over = [replace(each, exclusive=False) for name, each in behind.items() if name in there]
            return [*_arriving(run, carrying, to), *left_over]
        tables = (names.original, coming)
        if swap.drop_triggers_first:
            note_regained(run, to)
            if not undo:
                see_that_writes_come_across(run, to)
        stamp = run.journal.ask(lambda c: read_stamp(c, run.shard.server, schema, tables))
        look()
        present = _triggers(run)
        unlike = [trigger.name for trigger in present if trigger not in carrying.triggers]
        if unlike:
            raise Changed(
                f"somebody changed the triggers of {schema}.{names.original} during the swap: {', '.join(unlike)}",
                remedy="Run the same command again, which looks at them again.",
            )
        there = {trigger.name for trigger in present}
        first, *others = [replace(each, tables=swap.tables) for each in _whole(run, carrying, swap, there, forward=forward)]
        return [replace(first, proof=while_stamped(run.shard.server, schema, tables, stamp)), *others]

    try:
        double_keys(run, children, to_new=forward)  # for no longer than the swap takes
        seconds = run.ddl.run_all(left)
    except (OnlineAlterError, SwapPutOff):
        _take_second_keys_back(run, to)
        if swap.drop_triggers_first and not undo and _side(run) is not to:
            see_that_writes_come_across(run, to)
        raise
    note_triggers(run, run.resolved.keeping(forward=forward))
    finish_trigger_move(run)
    return seconds


def see_who_arrived(run: PhaseContext, to: Side, *, at_once: bool) -> None:
    """Raise Changed where a table was truncated, altered or exchanged in the moment of the exchange.

    Looked at once, the names are exchanged back. When an interruption lies between, it may as well be what the application
    has done since, and they stay. Which of the two tables has the right rows nobody can tell then: from here on none of
    them is one that the run may drop.
    """
    if not run.shard.server.is_mariadb:
        return
    resolved, record = run.resolved, run.journal.record()
    wrong = run.journal.ask(lambda c: strangers(c, resolved, record, to))
    if not wrong:
        return
    names, back = resolved.names, Side.ORIGINAL if to is Side.NEW else Side.NEW
    behind = names.retired if to is Side.NEW else names.shadow
    run.journal.disclaim()
    run.journal.wrote()
    if at_once:
        behind = exchange_again(run, back)
    if not at_once:
        run.journal.enter(State.SWAPPED if to is Side.NEW else State.COPIED)
    what = f"somebody truncated, altered or exchanged a table in the moment of the swap ({', '.join(wrong)})"
    end = "abort" if (back if at_once else to) is Side.ORIGINAL else "cleanup"
    raise Changed(
        f"{what}; the names were exchanged back" if at_once else f"{what}, or since: the run was interrupted there",
        remedy=f"Compare {names.original} and {behind} by hand: either may have rows that the other lacks. "
        f"'online-alter {end} --table {names.original}' ends the run and leaves both.",
    )


def exchange_again(run: PhaseContext, to: Side, look: Callable[[], None] | None = None) -> str:
    """Undo an exchange just made; gives the name of the one that is behind then."""
    names, forward = run.resolved.names, to is Side.NEW
    seconds = swap_tables(run, look or (lambda: None), to, undo=look is None)
    apply_keys_after_swap(run, new_in_front=forward)
    behind = names.retired if forward else names.shadow
    drop_triggers(run, run.resolved.drop_triggers(behind, back=not forward))
    run.reporter.report(Swapped(names.original, behind, seconds, back=not forward))
    return behind


def _whole(
    run: PhaseContext, carrying: TriggerMove, swap: Statement, there: Collection[str], *, forward: bool
) -> list[Statement]:
    """All steps of the swap, in their order; of the application's own triggers those that are still ``there``."""
    live = run.resolved.names.original
    return [
        *_in_one_go(run, forward=forward),
        *(each for name, each in carrying.drop_originals(live).items() if name in there),
        swap,
        *carrying.create_originals(live, of_new=forward).values(),
        *carrying.drop_stand_ins(live, of_new=forward).values(),
        *_idle_triggers(run, forward=forward).values(),
    ]


def _make_ready(run: PhaseContext, swap: Statement, *, forward: bool) -> None:
    """They are made behind the lock of the swap where that can be: until then the application under LOCK TABLES would be
    refused for them (error 1100), and on MySQL the others are dropped behind it for the same reason.
    """
    if run.shard.server.is_mariadb and not swap.gains:
        create_triggers(run, run.resolved.keeping(forward=forward))
    else:
        intend_triggers(run, run.resolved.keeping(forward=forward))


def _in_one_go(run: PhaseContext, *, forward: bool) -> list[Statement]:
    """MySQL: what is made before the swap behind the same lock, unless an interrupted attempt has."""
    if run.shard.server.is_mariadb:
        return []
    there = _all_triggers(run)
    return [each for name, each in run.resolved.keeping(forward=forward).items() if name not in there]


def _idle_triggers(run: PhaseContext, *, forward: bool) -> dict[str, Statement]:
    """MySQL: what drops the triggers on the table that has left the name, which have nothing to do any more."""
    if run.shard.server.is_mariadb:
        return {}
    behind = run.resolved.names.retired if forward else run.resolved.names.shadow
    return run.resolved.drop_triggers(behind, back=not forward)


def _all_triggers(run: PhaseContext) -> Collection[str]:
    resolved = run.resolved
    return run.journal.ask(lambda c: triggers_named(c, resolved.schema, resolved.names.prefix)).keys()


def _take_second_keys_back(run: PhaseContext, to: Side) -> None:
    """The swap didn't come about. What can't be taken back now is in the ledger, for the next command."""
    try:
        if _side(run) is not to:
            drop_keys(run)
    except OnlineAlterError:
        return  # the error that kept the swap from coming about is the one to show


def _side(run: PhaseContext) -> Side:
    return run.journal.ask(lambda c: which_side(c, run.resolved.schema, run.resolved.names))


def finish_trigger_move(run: PhaseContext) -> None:
    """See that the application's triggers are on the table that bears the name, and no stand-in is left."""
    names = run.resolved.names
    turn = run.journal.record().carrying
    if turn is None:
        return
    carrying = TriggerMove(run.resolved.schema, names, run.resolved.server, turn)
    _see_that_they_are_theirs(run, carrying)
    side = _side(run)
    run.ddl.run_all(lambda: _arriving(run, carrying, side))
    other = names.retired if side is Side.NEW else names.shadow
    drop_triggers(run, carrying.drop_stand_ins(names.original, of_new=side is Side.NEW))
    drop_triggers(run, carrying.drop_stand_ins(other, of_new=side is not Side.NEW))
    run.journal.carry(None)


def _see_that_they_are_theirs(run: PhaseContext, carrying: TriggerMove) -> None:
    """The journal's text of a trigger becomes a statement, in its definer's name: it has to be that of the trigger itself or
    of a stand-in, which the server has. Raises Changed where it is another.
    """
    resolved = run.resolved
    tables = (resolved.names.original, resolved.names.shadow, resolved.names.retired)
    there = [
        each
        for table in tables
        for each in run.journal.ask(lambda c, t=table: existing_triggers(c, resolved.schema, t, "\0"))  # type: ignore[misc]
    ]
    strange = carrying.strange_among(there)
    if strange:
        raise Changed(
            f"the journal holds triggers that the server doesn't have: {', '.join(strange)}",
            remedy="Somebody changed the journal. See that the table has its triggers, then "
            f"{advice.forget_triggers(resolved.schema, RUN_TABLE, run.id)} Then run the same command again.",
        )


def _begin(run: PhaseContext) -> TriggerMove:
    """Keep what the triggers are before the first of them is touched."""
    turn = SwappedTriggers(len(run.journal.ledger()), _triggers(run))
    if turn.triggers:
        run.journal.carry(turn)
    return TriggerMove(run.resolved.schema, run.resolved.names, run.resolved.server, turn)


def _triggers(run: PhaseContext) -> tuple[ExistingTrigger, ...]:
    resolved = run.resolved
    return run.journal.ask(lambda c: existing_triggers(c, resolved.schema, resolved.names.original, resolved.names.prefix))


def _arriving(run: PhaseContext, carrying: TriggerMove, side: Side) -> list[Statement]:
    """What is left to do on the table that bears the name."""
    live = run.resolved.names.original
    there = run.journal.ask(lambda c: triggers_of(c, run.resolved.schema, live))
    create = carrying.create_originals(live, of_new=side is Side.NEW)
    drop = carrying.drop_stand_ins(live, of_new=side is Side.NEW)
    return [
        *(statement for name, statement in create.items() if name not in there),
        *(statement for name, statement in drop.items() if name in there),
    ]
