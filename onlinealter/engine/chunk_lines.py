"""The journal's lines of copied chunks: each is committed with its chunk; the run's owner makes one of those that adjoin."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise

from onlinealter.engine import statements
from onlinealter.engine.journal import Journal
from onlinealter.engine.journal_values import read_key
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Changed, ServerError
from onlinealter.mysql import session
from onlinealter.mysql.connection import Connection, Row
from onlinealter.tables.chunks import KeyRange
from onlinealter.tables.copy_key import Key
from onlinealter.tables.names import CHUNK_TABLE

_AT_ONCE = 1000  # lines read, merged or deleted by one statement
_MERGED_AFTER = 1000  # new lines
_MOST_NEW = 2000  # after which the workers wait until lines are merged
_POLL_SECONDS = 0.1
_MOST_ROWS, _MOST_SECONDS = 10**15, 1e12
_BEFORE_ALL = (-(2**62), 0)


@dataclass(frozen=True)
class ChunkLine:
    """A chunk that was copied, or several that adjoin: of these the last one's number, and ``first``, the first one's."""

    chunk: KeyRange
    rows: int
    seconds: float
    first: tuple[int, int]

    @property
    def number(self) -> tuple[int, int]:
        """Position and part: what the line is found by."""
        return self.chunk.position, self.chunk.part

    def adjoins(self, before: ChunkLine) -> bool:
        """Whether no key lies between another line's chunk and this one's."""
        return before.chunk.high is not None and self.chunk.low == before.chunk.high


def merged(lines: Sequence[ChunkLine]) -> ChunkLine:
    """One line in place of several that adjoin."""
    first, last = lines[0], lines[-1]
    rows, seconds = sum(line.rows for line in lines), sum(line.seconds for line in lines)
    return ChunkLine(
        replace(last.chunk, low=first.chunk.low), min(rows, _MOST_ROWS), min(seconds, _MOST_SECONDS), first.first
    )


def adjoining(lines: Sequence[ChunkLine]) -> list[list[ChunkLine]]:
    """Lines in groups; within a group each adjoins the one before."""
    groups = [[line] for line in lines[:1]]
    for before, line in pairwise(lines):
        if line.adjoins(before):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


class ChunkLines:
    """The lines of one run. Only its owner may merge or forget them."""

    def __init__(self, journal: Journal, schema: str) -> None:
        self._journal = journal
        self._schema = schema

    def merge(self) -> list[ChunkLine]:
        """Make one line of those that adjoin. Gives all that are left, in the order of their keys: one more than there are
        gaps between them. Raises Changed where somebody else wrote there.
        """
        left: list[ChunkLine] = []
        number = _BEFORE_ALL
        while found := self._read_after(number, _AT_ONCE):
            number = found[-1].number
            groups = adjoining([*left[-1:], *found])
            left[-1:] = [self._merge(group) if len(group) > 1 else group[0] for group in groups]
        return left

    def copied_rows(self) -> int:
        return int(self._journal.ask(lambda c: c.value(statements.sum_copied(self._schema), [self._journal.run])) or 0)

    def forget(self) -> None:
        """The lines are of no more use."""
        sql, values = statements.delete_some_chunks(self._schema), [self._journal.run, _AT_ONCE]
        while self._journal.ask(lambda c: c.execute(sql, values)) == _AT_ONCE:
            pass

    def _read_after(self, number: tuple[int, int], most: int) -> list[ChunkLine]:
        position, part = number
        values = [self._journal.run, position, position, part, most]
        rows = self._journal.ask(lambda c: c.rows(statements.select_chunks(self._schema), values))
        return [self._line(row) for row in rows]

    def _merge(self, group: Sequence[ChunkLine]) -> ChunkLine:
        whole = merged(group)
        if not self._journal.ask(lambda c: self._replace(c, group, whole)):
            # A COMMIT whose answer was lost is tried again, and finds that it was done.
            position, part = whole.number
            found = self._read_after((position, part - 1), 1)
            if [replace(line, seconds=whole.seconds) for line in found] != [whole]:
                raise self._changed(f"lines before {position}.{part} that others have changed")
        return whole

    def _replace(self, connection: Connection, group: Sequence[ChunkLine], whole: ChunkLine) -> bool:
        """In one transaction, and only where the lines are those that were read."""
        run, (first, first_part), (last, last_part) = self._journal.run, group[0].number, whole.number
        low = None if whole.chunk.low is None else json.dumps(whole.chunk.low)
        lengthened = [low, whole.rows, whole.seconds, *whole.first, run, last, last_part, group[-1].rows]
        connection.execute("BEGIN")
        try:
            # The line that stays is locked first: the DELETE ends there, and meets no line that a worker hasn't committed.
            done = connection.execute(statements.merge_into_chunk(self._schema), lengthened) == 1
            others = [run, first, first, first_part, last, last, last_part]
            if done and connection.execute(statements.delete_merged_chunks(self._schema), others) == len(group) - 1:
                connection.execute("COMMIT")
                return True
        except ServerError:
            session.run_surely(connection, ["ROLLBACK"])  # or the BEGIN of the next try would commit a half of it
            raise
        session.run_surely(connection, ["ROLLBACK"])
        return False

    def _line(self, row: Row) -> ChunkLine:
        position, part, low, high, rows, seconds, first, first_part = row
        if not 0 <= rows <= _MOST_ROWS:
            raise self._changed(f"a number of rows that is none: {rows}")
        if (first, first_part) > (position, part):
            raise self._changed(f"a line {position}.{part} that begins behind itself, at {first}.{first_part}")
        chunk = KeyRange(self._key(low), self._key(high), int(position), int(part))
        # A clock that was set back makes less than nothing of a chunk's time.
        return ChunkLine(chunk, int(rows), max(0.0, float(seconds)), (int(first), int(first_part)))

    def _key(self, text: str | None) -> Key | None:
        try:
            return read_key(text)
        except ValueError:
            raise self._changed(f"a key that is none: {str(text)[:80]!r}") from None

    def _changed(self, what: str) -> Changed:
        return Changed(
            f"{CHUNK_TABLE} of run {self._journal.run} holds {what}",
            remedy="Somebody changed the journal. Call 'online-alter abort', and start again.",
        )


class Merger:
    """Merges lines in a thread of its own while workers add new ones."""

    def __init__(self, lines: ChunkLines, stop: StopFlag) -> None:
        self._lines = lines
        self._stop = stop
        self._changed = threading.Condition()
        self._new = 0
        self._over = False
        self._error: BaseException | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Merge until the end. Raises what kept it from that."""
        thread = threading.Thread(target=self._work, name="merger", daemon=True)
        thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._over = True
                self._changed.notify_all()
            thread.join()
        if self._error is not None:
            raise self._error

    def noted(self) -> None:
        """A worker has committed a line. It waits where the merging is far behind, and raises what ended that."""
        with self._changed:
            self._new += 1
            if self._new >= _MERGED_AFTER:
                self._changed.notify_all()
            while self._new >= _MOST_NEW and self._error is None:
                self._stop.check()
                self._changed.wait(_POLL_SECONDS)
            if self._error is not None:
                raise self._error

    def _work(self) -> None:
        try:
            while self._await_lines():
                self._lines.merge()
        except BaseException as error:  # noqa: BLE001 - carried to the workers, whatever it is
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _await_lines(self) -> bool:
        """Whether there is enough to merge; False at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._new >= _MERGED_AFTER)
            self._new = 0
            self._changed.notify_all()
            return not self._over
