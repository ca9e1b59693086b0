"""One writer of the built-in load: small transactions on its own rows, each statement once, whatever comes of it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Account, Connection, connect
from onlinealter.rehearsal.writes import statements
from onlinealter.rehearsal.writes.shape import Bounds, Shape, shape_of
from onlinealter.rehearsal.writes.tally import Tally
from onlinealter.tables.facts import read_table

SEED, PACE = 2026, 20.0  # things that a writer does in a second
_LOST = 2013  # the client's number for a connection that ended
_MOST_ADDED = 200  # own rows of a writer at the same time


@dataclass(frozen=True)
class Assignment:
    """What one writer writes to: of the kept rows those whose number is its own modulo ``writers``. ``updates`` and
    ``inserts`` say what the table's own triggers leave it to do.
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


class Writer:
    """Does one thing after the other until it is told to end."""

    def __init__(self, assignment: Assignment, tally: Tally, ends: threading.Event) -> None:
        self._work = assignment
        self._tally = tally
        self._ends = ends
        self._random = random.Random(f"{SEED}/{assignment.number}")  # noqa: S311 - load, not a secret
        self._shape: Shape | None = assignment.first
        self._made = 0
        self._mine: list[int] = []
        self._connection: Connection | None = None

    def run(self) -> None:
        """Write until the end."""
        try:
            while not self._ends.wait(self._random.expovariate(PACE)):
                self._do_one_thing()
                self._tally.turn(self._work.number)
        finally:
            self._let_go()

    def _do_one_thing(self) -> None:
        """Choices are drawn first and alike each time: what comes of a statement changes none of the next."""
        doing = self._random.choices((self._insert, self._update_kept, self._update_mine, self._delete), (4, 6, 3, 2))[0]
        chance, model = self._random.random(), self._random.randint(1, self._work.rows)
        shape = self._shape
        try:
            if self._connection is None:
                self._connection = self._opened()
            if shape is None:
                self._look_again()
            else:
                doing(self._connection, shape, chance, model)
        except ServerError as error:
            self._connection = _after_an_error(self._connection)
            self._tally.met(error.number, expected=_is_expected(error.number, self._work.first, shape, self._look_again()))
        except OnlineAlterError:  # the connection ended, or none is to be had
            self._tally.met(_LOST, expected=False)
            self._let_go()

    def _insert(self, connection: Connection, shape: Shape, chance: float, model: int) -> None:
        work = self._work
        if not work.inserts or shape.no_insert:
            return
        if len(self._mine) >= _MOST_ADDED:
            self._delete(connection, shape, chance, model)
            return
        self._made += 1
        number = self._made * work.writers + work.number
        connection.execute("BEGIN")
        self._timed(lambda: connection.execute(statements.insert(work.table, shape, work.kept, model, number)))
        connection.execute(statements.note_added(work.added, shape, work.kept, model, number))
        self._timed(lambda: connection.execute("COMMIT"))
        self._mine.append(number)
        self._tally.made("insert")

    def _update_kept(self, connection: Connection, shape: Shape, chance: float, model: int) -> None:
        work = self._work
        mine = range(work.number + 1, work.rows + 1, work.writers)
        if work.updates and shape.changeable and mine:
            row = mine[int(chance * len(mine))]
            self._timed(lambda: connection.execute(statements.update(work.table, shape, work.kept, row, work.kept, model)))
            self._tally.made("update")

    def _update_mine(self, connection: Connection, shape: Shape, chance: float, model: int) -> None:
        work = self._work
        if not (work.updates and shape.changeable and self._mine):
            return
        row = self._mine[int(chance * len(self._mine))]
        found = self._timed(
            lambda: connection.execute(statements.update(work.table, shape, work.added, row, work.kept, model))
        )
        self._tally.missed(1 - found)  # rows that match are counted, changed or not
        self._tally.made("update")

    def _delete(self, connection: Connection, shape: Shape, chance: float, model: int) -> None:  # noqa: ARG002 - all alike
        work = self._work
        if not self._mine:
            return
        row = self._mine[int(chance * len(self._mine))]
        connection.execute("BEGIN")
        found = self._timed(lambda: connection.execute(statements.delete(work.table, shape, work.added, row)))
        connection.execute(statements.forget_added(work.added, row))
        self._timed(lambda: connection.execute("COMMIT"))
        self._mine.remove(row)
        self._tally.missed(1 - found)
        self._tally.made("delete")

    def _timed(self, run: Callable[[], int]) -> int:
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
