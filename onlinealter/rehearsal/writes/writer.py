"""One writer of the built-in load: small transactions on its own rows, each statement once, whatever comes of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.traffic import Kind
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Account, Connection, connect
from onlinealter.rehearsal.writes import statements
from onlinealter.rehearsal.writes.shape import Bounds, Shape, shape_of
from onlinealter.rehearsal.writes.steps import Step
from onlinealter.rehearsal.writes.tally import Tally
from onlinealter.tables.facts import read_table

_LOST = 2013  # the client's number for a connection that ended
_MOST_ADDED, _MOST_ADDED_BY_A_MIX = 200, 20_000  # own rows of a writer at the same time
_LONGEST_BEHIND = 5.0  # seconds that a writer of a mix makes up for
_NO_ROW = 0
"""No kept or added row has this number."""
NO_MORE_ROWS = "INSERTs: there were enough rows of the load's own in the table"
FEWER_DELETED = "rows to delete: only those that the load has inserted are deleted, and there were none left"

_T = TypeVar("_T")


@dataclass(frozen=True)
class Assignment:
    """What one writer writes to: of the kept rows those whose number is its own modulo ``writers``. ``updates`` and
    ``inserts`` say what the table's own triggers leave it to do. A ``like`` load makes each statement that its mix has when
    it is due; the built-in one does the next thing when the last is done, and nothing where there is no row for it.
    """

    account: Account
    schema: str
    table: str
    kept: str
    added: str
    rows: int
    number: int
    writers: int
    bounds: Bounds
    first: Shape
    inserts: bool
    updates: bool
    like: bool = False


class Writer:
    """Does one thing after the other until it is told to end."""

    def __init__(self, assignment: Assignment, steps: Iterable[Step], tally: Tally, ends: threading.Event) -> None:
        self._work = assignment
        self._steps = steps
        self._tally = tally
        self._ends = ends
        self._shape: Shape | None = assignment.first
        self._made = 0
        self._mine: list[int] = []
        self._connection: Connection | None = None

    def run(self) -> None:
        """Write until the end."""
        due = time.monotonic()
        try:
            for step in self._steps:
                now = time.monotonic()
                due = max(due + step.after, now - _LONGEST_BEHIND) if self._work.like else now + step.after
                if self._ends.wait(max(0.0, due - now)):
                    return
                self._do(step)
                self._tally.turn(self._work.number)
        finally:
            self._let_go()

    def _do(self, step: Step) -> None:
        """What comes of a statement changes none of the next."""
        doing = {Kind.SELECT: self._select, Kind.INSERT: self._insert, Kind.UPDATE: self._update, Kind.DELETE: self._delete}
        shape = self._shape
        try:
            if self._connection is None:
                self._connection = self._opened()
            if shape is None:
                self._look_again()
            else:
                doing[step.kind](self._connection, shape, step)
        except ServerError as error:
            self._connection = _after_an_error(self._connection)
            self._tally.met(error.number, expected=_is_expected(error.number, self._work.first, shape, self._look_again()))
        except OnlineAlterError:  # the connection ended, or none is to be had
            self._tally.met(_LOST, expected=False)
            self._let_go()

    def _select(self, connection: Connection, shape: Shape, step: Step) -> None:
        work, column = self._work, shape.leading_column(step.index)
        if column and step.index != "PRIMARY" and step.rows:
            sql = statements.select_by(work.table, column, work.kept, step.model, step.rows)
        else:
            sql = statements.select(work.table, shape, work.kept, self._rows_for(step, range(1, work.rows + 1)))
        found = self._timed(lambda: connection.rows(sql))
        self._tally.made(Kind.SELECT, len(found))

    def _insert(self, connection: Connection, shape: Shape, step: Step) -> None:
        work = self._work
        if not work.inserts or shape.no_insert:
            return
        if len(self._mine) >= (_MOST_ADDED_BY_A_MIX if work.like else _MOST_ADDED):
            if work.like:
                self._tally.left_out(NO_MORE_ROWS)
            else:
                self._delete(connection, shape, step)
            return
        count = max(1, step.rows)
        numbers = [(self._made + each) * work.writers + work.number for each in range(1, count + 1)]
        self._made += count
        insert = statements.insert(work.table, shape, work.kept, step.model, numbers)
        connection.execute("BEGIN")
        self._timed(lambda: connection.execute(insert))
        connection.execute(statements.note_added(work.added, shape, work.kept, step.model, numbers))
        self._timed(lambda: connection.execute("COMMIT"))
        self._mine += numbers
        self._tally.made(Kind.INSERT, count)

    def _update(self, connection: Connection, shape: Shape, step: Step) -> None:
        work = self._work
        if not (work.updates and shape.changeable):
            return
        kept = range(work.number + 1, work.rows + 1, work.writers)
        own = step.own and (bool(self._mine) or not work.like)
        source, pool = (work.added, self._mine) if own else (work.kept, kept)
        if not pool and not work.like:
            return
        numbers = self._rows_for(step, pool)
        sql = statements.update(work.table, shape, source, numbers, work.kept, step.model)
        found = self._timed(lambda: connection.execute(sql))
        if own and numbers[0] != _NO_ROW:
            self._tally.missed(len(numbers) - found)  # rows that match are counted, changed or not
        self._tally.made(Kind.UPDATE, found)

    def _delete(self, connection: Connection, shape: Shape, step: Step) -> None:
        work = self._work
        if not work.inserts or not (self._mine or work.like):
            return
        numbers = self._rows_for(step, self._mine)
        wanted = numbers if numbers[0] != _NO_ROW else []
        connection.execute("BEGIN")
        found = self._timed(lambda: connection.execute(statements.delete(work.table, shape, work.added, numbers)))
        connection.execute(statements.forget_added(work.added, numbers))
        self._timed(lambda: connection.execute("COMMIT"))
        gone = set(wanted)
        self._mine = [number for number in self._mine if number not in gone]
        self._tally.missed(len(wanted) - found)
        self._tally.made(Kind.DELETE, found)
        if fewer := step.rows - len(wanted):
            self._tally.left_out(FEWER_DELETED, fewer)

    @staticmethod
    def _rows_for(step: Step, pool: Sequence[int]) -> list[int]:
        """The numbers of the rows that a step is about, neighbours in the pool; that of no row where it is about none."""
        first, count = int(step.chance * len(pool)), min(step.rows, len(pool))
        return sorted(pool[(first + each) % len(pool)] for each in range(count)) or [_NO_ROW]

    def _timed(self, run: Callable[[], _T]) -> _T:
        began = time.monotonic()
        try:
            return run()
        finally:
            self._tally.waited(time.monotonic() - began)

    def _opened(self) -> Connection:
        """As an application's session: nothing of the tool's own settings but what values need."""
        connection = connect(self._work.account, database=self._work.schema, ours=False)
        connection.execute(statements.sessions_mode())
        return connection

    def _look_again(self) -> Shape | None:
        """The table may have another definition by now."""
        try:
            if self._connection is not None:
                table = read_table(self._connection, self._work.schema, self._work.table)
                self._shape = shape_of(table, self._work.bounds)
        except OnlineAlterError:
            self._let_go()
        return self._shape

    def _let_go(self) -> None:
        """The server rolls back what was open."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _after_an_error(connection: Connection | None) -> Connection | None:
    """What a transaction has done before the error is not to stay."""
    try:
        if connection is not None:
            connection.execute("ROLLBACK")
    except OnlineAlterError:
        return None
    return connection


def _is_expected(number: int, first: Shape, made_for: Shape | None, now: Shape | None) -> bool:
    """Whether the statement itself explains the error: by its values, or because another definition is in front than the one
    for which it was made, or than the one whose rows it repeats.
    """
    if number in error_numbers.CONSTRAINT_REFUSED:
        return True
    if number in error_numbers.VALUE_REFUSED:
        return not first == made_for == now
    return number in error_numbers.COLUMN_REFUSED and made_for != now
