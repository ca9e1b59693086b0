"""One worker of the copy: takes segments, copies them chunk by chunk, each with its journal line in one transaction."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from onlinealter.copying import statements
from onlinealter.copying.statements import Copy
from onlinealter.model.errors import ConflictsFound, ConnectionLost, NoRoom, ServerError
from onlinealter.model.ports import Gate
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.tables.chunk_size import ChunkSize
from onlinealter.tables.copy_key import Key
from onlinealter.tables.ranges import Segment, Walk

_TRIES_IN_PLACE = 10
_POSTPONED = 0.5  # seconds, until a contended segment is looked at again
_IDLE = 0.02
_TRIES_OF_A_ROW = 20
MOST_CONFLICTS = 100  # of old rows; more say nothing new


class _Outcome(Enum):
    COPIED = auto()
    LOCKED = auto()
    REFUSED = auto()


@dataclass(frozen=True)
class CopyListener:
    """What the copy tells: a chunk done (rows, seconds), a try that gave way, a row that can't be held."""

    chunk: Callable[[int, float], None]
    retry: Callable[[], None]
    conflict: Callable[[Key, int], None]


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

    def work(self) -> None:
        """Copy until nothing is left. Raises what can't be cured by trying again."""
        worker = SteadyConnection(self._open_connection)
        try:
            while not self._walk.exhausted:
                self._gate.wait()
                segment = worker.insist(lambda c: self._walk.take(self._size.rows, self._look_ahead(c)))
                if segment is None:
                    time.sleep(_IDLE)
                    continue
                self._copy_whole(worker, segment)
        finally:
            worker.close()

    def _look_ahead(self, connection: Connection) -> Callable[[Segment, int], Key | None]:
        def look(segment: Segment, rows: int) -> Key | None:
            row = connection.row(statements.look_ahead(self._copy, segment, rows))
            return tuple(str(value) for value in row) if row else None

        return look

    def _copy_whole(self, worker: SteadyConnection, segment: Segment) -> None:
        left: Segment | None = segment
        rows, tries = self._size.rows, 0
        while left is not None:
            self._gate.wait()
            chunk, rest = self._carve(worker, left, rows)
            outcome = self._copy_chunk(worker, chunk, rows if rest else None)
            if outcome is _Outcome.COPIED:
                left, tries, rows = rest, 0, self._size.rows
                continue
            rows = max(1, rows // 2)
            if outcome is _Outcome.LOCKED:
                tries += 1
                if tries == 1:
                    self._size.shrink()
                if tries > _TRIES_IN_PLACE:
                    self._walk.postpone(left, _POSTPONED * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
                    return

    def _carve(self, worker: SteadyConnection, segment: Segment, rows: int) -> tuple[Segment, Segment | None]:
        cut = worker.insist(lambda c: self._look_ahead(c)(segment, rows))
        if cut is None or cut == segment.high:
            return segment, None
        return segment.cut(cut)

    def _copy_chunk(self, worker: SteadyConnection, chunk: Segment, rows: int | None) -> _Outcome:
        """Copy one chunk; ``rows`` is how many it has, None at a segment's end."""
        began = time.monotonic()
        try:
            copied = self._transaction(worker.connection(), chunk, began)
        except ConnectionLost:
            if not worker.insist(lambda c: self._is_noted(c, chunk)):
                return _Outcome.LOCKED
            copied = 0
        except NoRoom as error:
            worker.roll_back()
            raise NoRoom(error.message, remedy=error.remedy, filling=True) from error
        except ServerError as error:
            worker.roll_back()
            return self._after_error(worker, chunk, rows, error)
        seconds = time.monotonic() - began
        self._size.took(rows or copied, seconds)
        self._listener.chunk(rows or copied, seconds)
        return _Outcome.COPIED

    def _after_error(self, worker: SteadyConnection, chunk: Segment, rows: int | None, error: ServerError) -> _Outcome:
        if error.number in error_numbers.LOCK_CONFLICTS:
            self._listener.retry()
            time.sleep(random.uniform(0.0, 0.01))  # noqa: S311 - jitter
            return _Outcome.LOCKED
        if error.number not in error_numbers.VALUE_REFUSED:
            raise error
        if rows != 1 and worker.insist(lambda c: self._look_ahead(c)(chunk, 2)) is not None:
            return _Outcome.REFUSED
        return self._copy_row(worker, chunk, error.number)

    def _transaction(self, connection: Connection, chunk: Segment, began: float) -> int:
        connection.execute("BEGIN")
        copied = connection.execute(statements.copy_segment(self._copy, chunk))
        self._note(connection, chunk, copied, time.monotonic() - began)
        connection.execute("COMMIT")
        return copied

    def _note(self, connection: Connection, chunk: Segment, rows: int, seconds: float) -> None:
        values = (chunk.position, chunk.part, _as_text(chunk.low), _as_text(chunk.high), rows, seconds)
        connection.execute(statements.note_chunk(self._copy, self._run), values)

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
                copied = self._transaction(worker.connection(), chunk, time.monotonic())
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
        connection.execute("BEGIN")
        connection.execute(statements.note_conflict(self._copy, self._run, key, number))
        self._note(connection, chunk, 0, 0.0)
        connection.execute("COMMIT")
        self._listener.conflict(key, number)
        self._conflicts += 1
        if self._conflicts >= MOST_CONFLICTS:
            raise ConflictsFound(
                f"more than {MOST_CONFLICTS} rows of {self._copy.original.name} don't fit the new definition",
                remedy="Mend these rows or change the plan; 'online-alter abort' leaves the table as it was.",
            )


def _as_text(key: Key | None) -> str | None:
    return None if key is None else json.dumps(key)
