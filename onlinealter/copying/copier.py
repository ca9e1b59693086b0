"""One worker of the copy: takes segments, copies them chunk by chunk, each with its journal line in one transaction."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from onlinealter.copying import statements
from onlinealter.copying.method import Method
from onlinealter.copying.shortcut import Shortcut
from onlinealter.copying.statements import Copy
from onlinealter.model.errors import ConflictsFound, ConnectionLost, NoRoom, ServerError
from onlinealter.model.ports import Gate
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.tables.chunk_size import ChunkSize
from onlinealter.tables.copy_key import Key
from onlinealter.tables.ranges import Portion, Segment, Walk

_TRIES_IN_PLACE = 10
_POSTPONED = 0.5  # seconds, until a contended segment is looked at again
_IDLE = 0.02
_FEW = 100  # rows of a locked chunk of which it is asked whether the shadow has them
_TRIES_OF_A_ROW = 20
_TRIES_OF_SPOILT, _SPOILT = 200, 0.1  # seconds between them: the guard looks after triggers that were spoilt (decision 15)
MOST_CONFLICTS = 100  # of old rows; more say nothing new


class _Outcome(Enum):
    COPIED = auto()
    LOCKED = auto()
    REFUSED = auto()


@dataclass(frozen=True)
class CopyListener:
    """What the copy tells: a chunk done (rows, seconds), a try that gave way, a row that can't be held.

    ``transact`` runs the statements of a chunk and commits; it gives the rows that the n-th of them made.
    """

    chunk: Callable[[int, float], None]
    retry: Callable[[], None]
    conflict: Callable[[Key, int], None]
    transact: Callable[[Connection, Sequence[str], int], int]


class Copier:
    """Shared by all workers of a run; each calls :meth:`work` in its own thread."""

    def __init__(
        self,
        copy: Copy,
        run: str,
        walk: Walk,
        size: ChunkSize,
        open_connection: Callable[[], Connection],
        gate: Gate,
        listener: CopyListener,
    ) -> None:
        self._copy = copy
        self._run = run
        self._walk = walk
        self._size = size
        self._open_connection = open_connection
        self._gate = gate
        self._listener = listener
        self._conflicts = 0
        self._spoilt = 0
        self._shortcut = Shortcut()

    def work(self) -> None:
        """Copy until nothing is left. Raises what can't be cured by trying again."""
        worker = SteadyConnection(self._open_connection)
        try:
            while not self._walk.exhausted:
                self._gate.wait()
                portion = worker.insist(lambda c: self._walk.take(self._size.rows, self._look_ahead(c)))
                if portion is None:
                    time.sleep(_IDLE)
                    continue
                self._copy_whole(worker, portion)
        finally:
            worker.close()

    def _look_ahead(self, connection: Connection) -> Callable[[Segment, int], Key | None]:
        def look(segment: Segment, rows: int) -> Key | None:
            row = connection.row(statements.look_ahead(self._copy, segment, rows))
            return tuple(str(value) for value in row) if row else None

        return look

    def _copy_whole(self, worker: SteadyConnection, portion: Portion) -> None:
        left: Segment | None = portion.segment
        is_cut, rows, tries = portion.rows is not None, portion.rows or self._size.rows, 0
        while left is not None:
            self._gate.wait()
            portion, rest = (portion, None) if is_cut else self._carve(worker, left, rows)
            chunk = portion.segment
            outcome = self._copy_chunk(worker, portion)
            is_cut = False
            if outcome is _Outcome.COPIED:
                left, tries, rows = rest, 0, self._size.rows
                continue
            if outcome is _Outcome.LOCKED and rows <= _FEW and self._is_there(worker, chunk):
                left, tries, rows = rest, 0, self._size.rows
                continue
            rows = max(1, rows // (2 if outcome is _Outcome.REFUSED else 4))
            if outcome is _Outcome.LOCKED:
                tries += 1
                if tries == 1:
                    self._size.shrink()
                if tries > _TRIES_IN_PLACE:
                    self._walk.postpone(left, _POSTPONED * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
                    return

    def _is_there(self, worker: SteadyConnection, chunk: Segment) -> bool:
        """The triggers may have brought all rows of a chunk that the application never lets go of: then it is done."""

        def note(connection: Connection) -> bool:
            if connection.value(statements.find_missing(self._copy, chunk)) is not None:
                return False
            if not self._is_noted(connection, chunk):
                connection.execute(statements.note_chunk(self._copy, self._run, chunk))
            return True

        return worker.insist(note)

    def _carve(self, worker: SteadyConnection, segment: Segment, rows: int) -> tuple[Portion, Segment | None]:
        cut = worker.insist(lambda c: self._look_ahead(c)(segment, rows))
        if cut is None or cut == segment.high:
            return Portion(segment, rows if cut else None), None
        chunk, rest = segment.cut(cut)
        return Portion(chunk, rows), rest

    def _copy_chunk(self, worker: SteadyConnection, portion: Portion) -> _Outcome:
        """Copy one chunk."""
        if self._copy.method is Method.INSERT and self._shortcut.is_open():
            outcome = self._try_chunk(worker, portion, look=False)
            if outcome is not None:
                self._shortcut.worked()
                return outcome
            self._shortcut.failed()
        return self._try_chunk(worker, portion, look=True) or _Outcome.LOCKED

    def _try_chunk(self, worker: SteadyConnection, portion: Portion, *, look: bool) -> _Outcome | None:
        """None when, without a look, a row turned out to be there already."""
        began, chunk, rows = time.monotonic(), portion.segment, portion.rows
        try:
            copied = self._transaction(worker.connection(), portion, look=look)
        except ConnectionLost:
            if not worker.insist(lambda c: self._is_noted(c, chunk)):
                return _Outcome.LOCKED
            copied = 0
        except NoRoom as error:
            worker.roll_back()
            raise NoRoom(error.message, remedy=error.remedy, filling=True) from error
        except ServerError as error:
            worker.roll_back()
            if not look and error.number == error_numbers.DUPLICATE_KEY:
                return None
            return self._after_error(worker, portion, error)
        seconds = time.monotonic() - began
        self._size.took(rows or copied, seconds)
        self._listener.chunk(rows or copied, seconds)
        return _Outcome.COPIED

    def _after_error(self, worker: SteadyConnection, portion: Portion, error: ServerError) -> _Outcome:
        if (
            error.number == error_numbers.PARSE_ERROR
            and self._copy.method is Method.TOUCH
            and self._spoilt < _TRIES_OF_SPOILT
        ):
            self._spoilt += 1
            time.sleep(_SPOILT)
            return _Outcome.LOCKED
        if error.number in error_numbers.LOCK_CONFLICTS:
            self._listener.retry()
            time.sleep(random.uniform(0.0, 0.01))  # noqa: S311 - jitter
            return _Outcome.LOCKED
        if error.number not in error_numbers.VALUE_REFUSED:
            raise error
        if portion.rows != 1 and worker.insist(lambda c: self._look_ahead(c)(portion.segment, 2)) is not None:
            return _Outcome.REFUSED
        return self._copy_row(worker, portion.segment, error.number)

    def _transaction(self, connection: Connection, portion: Portion, *, look: bool) -> int:
        message = statements.copy_chunk(
            self._copy, self._run, portion.segment, look=look, single=portion.rows == 1, expected=portion.rows or 0
        )
        return self._listener.transact(connection, message, statements.COPYING)

    def _is_noted(self, connection: Connection, chunk: Segment) -> bool:
        """Whether a chunk whose commit's outcome is unknown was committed: the journal knows."""
        return connection.value(statements.find_chunk(self._copy, self._run, chunk)) is not None

    def _copy_row(self, worker: SteadyConnection, chunk: Segment, number: int) -> _Outcome:
        """A chunk of one row that was refused becomes a conflict; 1062 may also be a race with a trigger, after which
        the row is there.
        """
        key = worker.insist(lambda c: self._look_ahead(c)(chunk, 1))
        try:
            return self._try_row(worker, chunk, key, number)
        except ConnectionLost:
            worker.drop()
            return _Outcome.COPIED if worker.insist(lambda c: self._is_noted(c, chunk)) else _Outcome.LOCKED

    def _try_row(self, worker: SteadyConnection, chunk: Segment, key: Key | None, number: int) -> _Outcome:
        for _ in range(_TRIES_OF_A_ROW if number == error_numbers.DUPLICATE_KEY else 0):
            time.sleep(0.01)
            try:
                copied = self._transaction(worker.connection(), Portion(chunk), look=True)
            except ServerError as error:
                worker.roll_back()
                if error.number not in error_numbers.VALUE_REFUSED:
                    return _Outcome.LOCKED
            else:
                self._listener.chunk(copied, 0.0)
                return _Outcome.COPIED
        if key is None:
            return _Outcome.LOCKED  # the row is gone meanwhile: the next try finds the chunk empty
        self._note_conflict(worker.connection(), chunk, key, number)
        return _Outcome.COPIED

    def _note_conflict(self, connection: Connection, chunk: Segment, key: Key, number: int) -> None:
        connection.run_together(statements.leave_out_row(self._copy, self._run, chunk, key, number))
        self._listener.conflict(key, number)
        self._conflicts += 1
        if self._conflicts >= MOST_CONFLICTS:
            raise ConflictsFound(
                f"more than {MOST_CONFLICTS} rows of {self._copy.original.name} don't fit the new definition",
                remedy="Mend these rows or change the plan; 'online-alter abort' leaves the table as it was.",
            )
