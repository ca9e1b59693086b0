"""Looking again at rows that a trigger or the copy could not write: most are right by now, the others stand in the way."""

from __future__ import annotations

from onlinealter.copying.anew import Outcome, copy_anew
from onlinealter.copying.statements import Copy, find_row
from onlinealter.engine.run import Run
from onlinealter.model.errors import Blocked, ConflictsFound
from onlinealter.model.events import ConflictSeen, RowRepaired
from onlinealter.mysql import error_numbers
from onlinealter.tables.copy_key import Key

_SHOWN = 10


def look_again(run: Run, copy: Copy, *, back: bool = False) -> None:
    """Copy every conflicting row anew. Raises ConflictsFound with the keys of those that still don't fit.

    ``back`` looks at rows written since the swap, on their way to the retired table.
    """
    refused: list[tuple[Key, int]] = []
    seen: set[tuple[Key, int]] = set()
    while True:
        fresh = [each for each in run.journal.conflicts(back=back) if (each.key, each.seen) not in seen]
        if not fresh:
            break
        for conflict in fresh:
            seen.add((conflict.key, conflict.seen))
            error = (
                _left_out_in_the_way(run, copy, conflict.key)
                if back and conflict.error == error_numbers.KEY_LEFT_OUT
                else copy_row_anew(run, copy, conflict.key)
            )
            if error:
                refused.append((conflict.key, error))
            else:
                run.journal.settle(conflict, back=back)
    if refused:
        raise _conflicts(run, refused, back=back)


def _left_out_in_the_way(run: Run, copy: Copy, key: Key) -> int:
    """A row that the plan left out stays in the retired table; gives the mark where the new table has a row of its key."""
    there = run.journal.ask(lambda c: c.value(find_row(copy, key)))
    if there:
        run.reporter.report(ConflictSeen(run.draft.key.readable(key), error_numbers.KEY_LEFT_OUT))
    return error_numbers.KEY_LEFT_OUT if there else 0


def copy_row_anew(run: Run, copy: Copy, key: Key) -> int:
    """Copy one row anew and say so; gives 0, or the error's number where the shadow refuses it."""
    outcome, error = run.journal.ask(lambda c: copy_anew(c, copy, key))
    readable = run.draft.key.readable(key)
    if outcome is Outcome.LOCKED:
        raise Blocked(
            f"the row {readable} of {run.draft.names.original} was locked all the time",
            remedy="The same command goes on when the transaction that holds it has ended.",
        )
    run.reporter.report(RowRepaired(readable) if outcome is Outcome.SAME else ConflictSeen(readable, error))
    return error if outcome is Outcome.REFUSED else 0


def _conflicts(run: Run, refused: list[tuple[Key, int]], *, back: bool) -> ConflictsFound:
    keys = "; ".join(f"{run.draft.key.readable(key)} (error {error})" for key, error in refused[:_SHOWN])
    count = run.journal.count_conflicts(back=back)
    rows = f"{count} row{'s' if count != 1 else ''} of {run.draft.names.original}"
    if back:
        return ConflictsFound(
            f"{rows} written since the cutover can't be held by the old definition: {keys}",
            remedy="Mend these rows so that they fit the old definition, then call 'online-alter rollback' again.",
        )
    return ConflictsFound(
        f"{rows} can't be held by the new definition: {keys}",
        remedy="Mend these rows and call the same command again, or 'online-alter abort' to leave the table as it was.",
    )
