"""One worker of the copy: takes key ranges, copies them chunk by chunk, each with its journal line in one transaction."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from typing import Protocol

from onlinealter.copying import statements
from onlinealter.copying.held_rows import HeldRows
from onlinealter.copying.method import Method
from onlinealter.copying.shortcut import Shortcut
from onlinealter.copying.statements import Copy
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Changed, ConnectionLost, NoRoom, ServerError
from onlinealter.model.ports import Gate
from onlinealter.mysql import error_numbers, session
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.reconnecting import Losses, ReconnectingConnection
from onlinealter.mysql.waits import BackOff
from onlinealter.tables.chunks import Chunker, KeyRange, LookAhead, Portion, looking_ahead
from onlinealter.tables.copy_key import Key

_POSTPONED = BackOff(HEURISTICS.postponed, HEURISTICS.postponed)
_GAVE_WAY = BackOff(HEURISTICS.back_off, HEURISTICS.back_off)


class _Outcome(Enum):
    COPIED = auto()
    LOCKED = auto()
    REFUSED = auto()


@dataclass(frozen=True)
class CopyListener:
    """What the copy tells: a chunk done (rows, seconds), a try that gave way, a row that can't be held (which raises
    where those are too many).
    """

    chunk: Callable[[int, float], None]
    retry: Callable[[], None]
    conflict: Callable[[Key, int], None]


class Meter(Protocol):
    """Looks at what a chunk's commit writes to the binlog."""

    @property
    def wanted(self) -> bool:
        """Whether it is looked at now."""

    def passed(self, rows: int) -> None:
        """So many rows were committed without."""

    def measured(self, connection: Connection, rows: int) -> AbstractContextManager[None]:
        """The session commits so many rows meanwhile."""


class Copier:
    """Shared by all workers of a run; each calls :meth:`work` in its own thread."""

    def __init__(
        self,
        copy: Copy,
        run: str,
        chunker: Chunker,
        size: ChunkSize,
        reconnecting: Callable[[], ReconnectingConnection],
        gate: Gate,
        listener: CopyListener,
        held: HeldRows,
        meter: Meter,
    ) -> None:
        self._copy = copy
        self._run = run
        self._chunker = chunker
        self._size = size
        self._reconnecting = reconnecting
        self._gate = gate
        self._listener = listener
        self._held = held
        self._meter = meter
        self._spoilt = 0
        self._shortcut = Shortcut()

    def work(self) -> None:
        """Copy until nothing is left. Raises what can't be cured by trying again."""
        worker = self._reconnecting()
        try:
            while not self._chunker.exhausted:
                self._gate.wait()
                portion = worker.retry(lambda c: self._chunker.take(self._size.rows, self._look_ahead(c)))
                if portion is None:
                    time.sleep(HEURISTICS.nothing_to_take)
                    continue
                self._copy_whole(worker, portion)
        finally:
            worker.close()

    def _look_ahead(self, connection: Connection) -> LookAhead:
        return looking_ahead(connection, partial(statements.look_ahead, self._copy))

    def _copy_whole(self, worker: ReconnectingConnection, portion: Portion) -> None:
        left: KeyRange | None = portion.key_range
        losses = worker.losses()
        is_cut, rows, tries = portion.rows is not None, portion.rows or self._size.rows, 0
        while left is not None:
            if not is_cut:  # else it has just been waited for
                self._gate.wait()
            portion, rest = (portion, None) if is_cut else self._carve(worker, left, rows)
            chunk = portion.key_range
            outcome = self._copy_chunk(worker, portion, losses)
            is_cut = False
            is_brought = outcome is _Outcome.LOCKED and rows <= HEURISTICS.few_rows and self._is_there(worker, chunk)
            if outcome is _Outcome.COPIED or is_brought:
                self._held.moved(chunk.high if rows == 1 else None)
                left, tries, rows, losses = rest, 0, self._size.rows, worker.losses()
                continue
            if outcome is _Outcome.LOCKED and rows == 1:
                self._name_holder(worker, chunk)
            rows = max(1, rows // (2 if outcome is _Outcome.REFUSED else 4))
            if outcome is _Outcome.LOCKED:
                tries += 1
                if tries == 1:
                    self._size.shrink()
                if tries > HEURISTICS.tries_in_place:
                    self._chunker.postpone(left, _POSTPONED.pause(1))
                    return

    def _name_holder(self, worker: ReconnectingConnection, chunk: KeyRange) -> None:
        key = worker.retry(lambda c: self._look_ahead(c)(chunk, 1))
        if key is not None:
            worker.retry(lambda c: self._held.met(c, key))

    def _is_there(self, worker: ReconnectingConnection, chunk: KeyRange) -> bool:
        """The triggers may have brought all rows of a chunk that the application never lets go of: then it is done."""

        def note(connection: Connection) -> bool:
            if connection.value(statements.find_missing(self._copy, chunk)) is not None:
                return False
            if not self._is_noted(connection, chunk):
                connection.execute(statements.note_chunk(self._copy, self._run, chunk))
            return True

        is_there = worker.retry(note)
        if is_there:
            self._listener.chunk(0, 0.0)
        return is_there

    def _carve(self, worker: ReconnectingConnection, key_range: KeyRange, rows: int) -> tuple[Portion, KeyRange | None]:
        cut = worker.retry(lambda c: self._look_ahead(c)(key_range, rows))
        if cut is None or cut == key_range.high:
            return Portion(key_range, rows if cut else None), None
        chunk, rest = key_range.cut(cut)
        return Portion(chunk, rows), rest

    def _copy_chunk(self, worker: ReconnectingConnection, portion: Portion, losses: Losses) -> _Outcome:
        if self._copy.method is Method.INSERT and self._shortcut.is_open():
            outcome = self._try_chunk(worker, portion, losses, look=False)
            if outcome is not None:
                self._shortcut.worked()
                return outcome
            self._shortcut.failed()
        return self._try_chunk(worker, portion, losses, look=True) or _Outcome.LOCKED

    def _try_chunk(self, worker: ReconnectingConnection, portion: Portion, losses: Losses, *, look: bool) -> _Outcome | None:
        """None when, without a look, a row turned out to be there already."""
        began, chunk, rows = time.monotonic(), portion.key_range, portion.rows
        try:
            copied = self._transaction(worker.connection(), portion, look=look)
        except ConnectionLost as error:
            losses.count(error)
            worker.discard()
            if not worker.retry(lambda c: self._is_noted(c, chunk)):
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

    def _after_error(self, worker: ReconnectingConnection, portion: Portion, error: ServerError) -> _Outcome:
        if (
            error.number == error_numbers.PARSE_ERROR
            and self._copy.method is Method.TOUCH
            and self._spoilt < HEURISTICS.tries_of_spoilt
        ):
            self._spoilt += 1
            time.sleep(HEURISTICS.between_tries_of_spoilt)
            return _Outcome.LOCKED
        if error.number == error_numbers.SEVERAL_ROWS and self._copy.method is Method.TOUCH:
            raise self._would_fire(worker, error)
        if error.number in error_numbers.LOCK_CONFLICTS:
            self._listener.retry()
            time.sleep(_GAVE_WAY.pause(1))
            return _Outcome.LOCKED
        if error.number not in error_numbers.VALUE_REFUSED:
            raise error
        if portion.rows != 1 and worker.retry(lambda c: self._look_ahead(c)(portion.key_range, 2)) is not None:
            return _Outcome.REFUSED
        return self._copy_row(worker, portion.key_range, error.number)

    def _would_fire(self, worker: ReconnectingConnection, error: ServerError) -> Exception:
        found = worker.retry(lambda c: c.rows(statements.fired_triggers(self._copy, self._run)))
        if not found:
            return error
        return Changed(
            f"somebody made the UPDATE trigger {', '.join(str(name) for (name,) in found)} on {self._copy.original.name}; "
            "the copy would have fired it for each row, and was undone",
            remedy="Run the same command again: it continues with a copy that fires no trigger.",
        )

    def _transaction(self, connection: Connection, portion: Portion, *, look: bool) -> int:
        message = statements.copy_chunk(
            self._copy, self._run, portion.key_range, look=look, single=portion.rows == 1, expected=portion.rows or 0
        )
        if not self._meter.wanted:
            rows = connection.run_together([*message, "COMMIT"])[statements.COPYING]
            self._meter.passed(rows)
            return rows
        rows = connection.run_together([session.ends_soon(), *message])[statements.COPYING + 1]
        with self._meter.measured(connection, rows):
            connection.execute("COMMIT")
        session.run_surely(connection, [session.lasts()])
        return rows

    def _is_noted(self, connection: Connection, chunk: KeyRange) -> bool:
        """Whether a chunk whose commit's outcome is unknown was committed: the journal knows."""
        return connection.value(statements.find_chunk(self._copy, self._run, chunk)) is not None

    def _copy_row(self, worker: ReconnectingConnection, chunk: KeyRange, number: int) -> _Outcome:
        """A chunk of one row that was refused becomes a conflict; 1062 may also be a race with a trigger, after which
        the row is there.
        """
        key = worker.retry(lambda c: self._look_ahead(c)(chunk, 1))
        try:
            return self._try_row(worker, chunk, key, number)
        except ConnectionLost:
            worker.discard()
            return _Outcome.COPIED if worker.retry(lambda c: self._is_noted(c, chunk)) else _Outcome.LOCKED

    def _try_row(self, worker: ReconnectingConnection, chunk: KeyRange, key: Key | None, number: int) -> _Outcome:
        for _ in range(HEURISTICS.tries_of_a_row if number == error_numbers.DUPLICATE_KEY else 0):
            time.sleep(HEURISTICS.between_tries_of_a_row)
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

    def _note_conflict(self, connection: Connection, chunk: KeyRange, key: Key, number: int) -> None:
        connection.run_together(statements.leave_out_row(self._copy, self._run, chunk, key, number))
        self._listener.conflict(key, number)
