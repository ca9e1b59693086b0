"""Looking again at rows that a trigger or the copy could not write: most are right by now, the others stand in the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from onlinealter.checksums.statements import Comparison, is_same_row
from onlinealter.copying.held_rows import HeldRows, HeldTable
from onlinealter.copying.opened_tables import handing_on
from onlinealter.copying.row import Outcome, recopy_row
from onlinealter.copying.statements import Copy, find_row
from onlinealter.engine.conflict_bound import too_many_conflicts
from onlinealter.engine.conflict_store import Conflict
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.errors import Changed, ConflictsFound
from onlinealter.model.events import ConflictSeen, Notice, RowRepaired
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice import statements as advice
from onlinealter.mysql.connection import Connection
from onlinealter.tables.copy_key import Key
from onlinealter.tables.names import CONFLICT_TABLE

_SHOWN = 10
_ENOUGH = 100  # refused rows that stand in the way as much as all
REMEMBERED = 10_000  # rows written after a proof that are compared one by one


def look_again(run: PhaseContext, copy: Copy, *, back: bool = False) -> Set[Key]:
    """Copy every conflicting row again; gives the keys of rows that fit now, of many as many as are remembered. Raises
    ConflictsFound with the keys of those that don't fit.

    ``back`` looks at rows written since the swap, on their way to the old table.
    """
    was_proven = not back and run.journal.record().proven
    again = _Again(run, copy, back=back)
    again.look(_ENOUGH)
    if again.refused:
        raise _conflicts(run, again.refused, back=back)
    if was_proven and len(again.settled) < REMEMBERED:
        _prove_again(run, again.settled)
    return again.settled


def look_again_before_copying(run: PhaseContext, copy: Copy) -> dict[Key, int]:
    """The same for a run that is taken up in the midst of its copy; gives the rows that still don't fit with their errors.
    Raises ConflictsFound only where those are as many as the plan lets the copy meet.
    """
    if not run.journal.count_conflicts(back=False):
        return {}
    most, again = run.resolved.plan.settings.max_conflicts, _Again(run, copy, back=False)
    again.look(most)
    refused = {key: each.error for key, each in again.refused.items()}
    if len(refused) >= most:
        raise too_many_conflicts(run.resolved, refused)
    return refused


class _Again:
    """Tries the rows of open conflicts once more: which were refused, and which are settled."""

    def __init__(self, run: PhaseContext, copy: Copy, *, back: bool) -> None:
        self._run = run
        self._copy = copy
        self._back = back
        self.refused: dict[Key, _Refused] = {}
        self.settled: set[Key] = set()

    def look(self, most: int) -> None:
        """Go through them until none is new or was settled, or so many were refused. Rows that are refused each time don't
        count: the application may write them again and again.
        """
        found = True
        while found and len(self.refused) < most:
            self._run.stop.check()
            found = False
            for conflict in _open_conflicts(self._run, back=self._back):
                before = self.refused.get(conflict.key)
                if before is None or before.seen != conflict.seen:
                    self._try(conflict)
                    found |= before is None or conflict.key not in self.refused
                if len(self.refused) >= most:
                    break

    def _try(self, conflict: Conflict) -> None:
        error = _try_again(self._run, self._copy, conflict, back=self._back)
        if error:
            self.refused[conflict.key] = _Refused(conflict.seen, error)
            return
        self.refused.pop(conflict.key, None)
        self._run.journal.settle(conflict, back=self._back)
        if len(self.settled) < REMEMBERED:
            self.settled.add(conflict.key)


@dataclass(frozen=True, order=True)
class _Refused:
    """How often the conflict had been met when its row was refused again, and the error's number."""

    seen: int
    error: int


def _open_conflicts(run: PhaseContext, *, back: bool) -> Iterator[Conflict]:
    """Page by page, in the order of the journal's primary key."""
    after = b""
    while page := run.journal.conflicts(back=back, after=after):
        yield from page
        after = page[-1].digest


def _try_again(run: PhaseContext, copy: Copy, conflict: Conflict, *, back: bool) -> int:
    """Copy the row of a conflict; gives 0, or the error's number where it is refused."""
    run.stop.check()
    _see_that_it_is_a_key(run, copy, conflict)
    if back and conflict.error == error_numbers.KEY_LEFT_OUT:
        return _left_out_in_the_way(run, copy, conflict.key)
    return copy_row_again(run, copy, conflict.key)


def _see_that_it_is_a_key(run: PhaseContext, copy: Copy, conflict: Conflict) -> None:
    if not copy.key.holds(conflict.key):
        text = ",".join(conflict.key)
        raise Changed(
            f"{CONFLICT_TABLE} of run {run.id} holds {text[:80]!r}, which is no key of {run.resolved.names.original}",
            remedy="Somebody changed the journal. Take the line out, and run the same command again:\n"
            f"{advice.forget_key(run.resolved.schema, CONFLICT_TABLE, run.id, text)}",
        )


def _prove_again(run: PhaseContext, keys: Set[Key]) -> None:
    """All rows had been compared before these were written: comparing these is enough."""
    comparison, record = run.resolved.comparison(fresh=False), run.journal.record()
    if record.proven or not keys:
        return
    if all(run.journal.ask(lambda c, key=key: same_row(c, comparison, key)) for key in keys):  # type: ignore[misc]
        run.journal.prove_again(record.generation)


def same_row(connection: Connection, comparison: Comparison, key: Key) -> bool:
    """Whether both tables have the same of a key, on the primary."""
    with handing_on(connection, comparison.original.sql_name):
        return bool(connection.value(is_same_row(comparison, key)))


def _left_out_in_the_way(run: PhaseContext, copy: Copy, key: Key) -> int:
    """A row that the plan left out stays in the old table; gives the mark where the new table has a row of its key."""
    there = run.journal.ask(lambda c: c.value(find_row(copy, key)))
    if there:
        run.reporter.report(ConflictSeen(run.resolved.key.readable(key), error_numbers.KEY_LEFT_OUT))
    return error_numbers.KEY_LEFT_OUT if there else 0


def copy_row_again(run: PhaseContext, copy: Copy, key: Key) -> int:
    """Copy one row again and say so; gives 0, or the error's number where the shadow refuses it."""
    longest = run.resolved.plan.settings.lock_timeout
    held = HeldRows(held_table(run), lambda text: run.reporter.report(Notice(text)), lambda: longest)
    readable = run.resolved.key.readable(key)
    with run.shard.waits.besides(lambda: held.waiting):
        while True:
            outcome, error = run.journal.ask(lambda c: recopy_row(c, copy, key))
            run.journal.wrote()
            if outcome is not Outcome.LOCKED:
                break
            run.stop.check()
            run.journal.ask(lambda c: held.met(c, key))
    run.reporter.report(RowRepaired(readable) if outcome is Outcome.SAME else ConflictSeen(readable, error))
    return error if outcome is Outcome.REFUSED else 0


def held_table(run: PhaseContext) -> HeldTable:
    """The tables whose rows the copy locks."""
    resolved, names = run.resolved, run.resolved.names
    return HeldTable(run.shard.server, resolved.schema, (names.original, names.shadow, names.retired), resolved.key)


def _conflicts(run: PhaseContext, refused: Mapping[Key, _Refused], *, back: bool) -> ConflictsFound:
    first = sorted(refused.items())[:_SHOWN]
    keys = "; ".join(f"{run.resolved.key.readable(key)} (error {each.error})" for key, each in first)
    count = run.journal.count_conflicts(back=back)
    rows = f"{count} row{'s' if count != 1 else ''} of {run.resolved.names.original}"
    fit = "doesn't fit" if count == 1 else "don't fit"
    if back:
        return ConflictsFound(
            f"{rows} written since the cutover {fit} the old definition: {keys}",
            remedy="Fix these rows so that they fit the old definition, then run 'online-alter rollback' again.",
        )
    return ConflictsFound(
        f"{rows} {fit} the new definition: {keys}",
        remedy="Fix these rows and run the same command again, or 'online-alter abort' to leave the table as it was.",
    )
