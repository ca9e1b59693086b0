"""One worker of the verification: compares key ranges, each in one read view, and names the rows that differ."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from onlinealter.checksums import statements
from onlinealter.checksums.statements import Comparison
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.model.ports import Gate
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.tables.chunks import Chunker, KeyRange, LookAhead, looking_ahead
from onlinealter.tables.copy_key import Key

_IDLE = 0.02


@dataclass(frozen=True)
class Difference:
    """A row that differs: ``missing`` in the shadow, ``surplus`` there, or ``changed``."""

    key: Key
    kind: str


class Comparer:
    """Shared by all workers of a verification; each calls :meth:`work` in its own thread."""

    def __init__(
        self,
        comparison: Comparison,
        chunker: Chunker,
        size: ChunkSize,
        reconnecting: Callable[[], ReconnectingConnection],
        gate: Gate,
        on_chunk: Callable[[KeyRange, int, float], None],
        is_whole: Callable[[KeyRange], bool] = lambda _: True,
        on_surplus_chunk: Callable[[int], None] = lambda _: None,
    ) -> None:
        """``is_whole`` says of which key ranges the rows are compared; of the others only how many there are.
        ``on_surplus_chunk`` is told how many rows of the shadow were looked at once more (see :meth:`find_surplus`).
        """
        self._comparison = comparison
        self._chunker = chunker
        self._size = size
        self._reconnecting = reconnecting
        self._gate = gate
        self._on_chunk = on_chunk
        self._is_whole = is_whole
        self._on_surplus_chunk = on_surplus_chunk
        self._surplus = Chunker([], KeyRange(None, None, 1))
        self._lock = threading.Lock()
        self._found: dict[Key, Difference] = {}
        self._left_out = 0

    @property
    def differences(self) -> tuple[Difference, ...]:
        """The rows found to differ so far."""
        with self._lock:
            return tuple(self._found.values())

    @property
    def left_out(self) -> int:
        """Rows of the original that the plan leaves out, as far as was compared."""
        return self._left_out

    def work(self) -> None:
        """Compare until nothing is left or enough was found."""
        reconnecting = self._reconnecting()
        try:
            while not self._chunker.exhausted and len(self._found) < statements.MOST_LISTED:
                self._gate.wait()
                portion = reconnecting.retry(lambda c: self._chunker.take(self._size.rows, self._look_ahead(c)))
                if portion is None:
                    time.sleep(_IDLE)
                elif portion.rows is None:
                    self._compare_whole(reconnecting, portion.key_range)
                else:
                    self._compare_chunk(reconnecting, portion.key_range)
        finally:
            reconnecting.close()

    def find_surplus(self) -> None:
        """Where the tables sort the key differently: look along the shadow for rows that no key range of the original leads
        to. Called by each worker in its thread, as :meth:`work` is and after it.
        """
        reconnecting = self._reconnecting()
        try:
            while not self._surplus.exhausted and len(self._found) < statements.MOST_LISTED:
                self._gate.wait()
                began = time.monotonic()
                portion = reconnecting.retry(lambda c: self._surplus.take(self._size.rows, self._look_ahead_in_shadow(c)))
                if portion is not None:
                    chunk = portion.key_range
                    rows = reconnecting.retry(
                        lambda c, chunk=chunk: c.rows(statements.surplus_rows(self._comparison, chunk))  # type: ignore[misc]
                    )
                    self._keep([Difference(tuple(str(row[0]).split(",")), "surplus") for row in rows])
                    self._size.took(portion.rows or 0, time.monotonic() - began)
                    self._on_surplus_chunk(portion.rows or 0)
        finally:
            reconnecting.close()

    def _look_ahead_in_shadow(self, connection: Connection) -> Callable[[KeyRange, int], Key | None]:
        def look(key_range: KeyRange, rows: int) -> Key | None:
            row = connection.row(statements.look_ahead_in_shadow(self._comparison, key_range, rows))
            return tuple(str(value) for value in row) if row else None

        return look

    def _look_ahead(self, connection: Connection) -> LookAhead:
        return looking_ahead(connection, partial(statements.look_ahead, self._comparison))

    def _compare_whole(self, reconnecting: ReconnectingConnection, key_range: KeyRange) -> None:
        """A gap left by an interruption is cut to size like the rest."""
        left: KeyRange | None = key_range
        while left is not None:
            chunk, rows = left, self._size.rows
            cut = reconnecting.retry(lambda c, left=left, rows=rows: self._look_ahead(c)(left, rows))  # type: ignore[misc]
            chunk, left = (left, None) if cut is None or cut == left.high else left.cut(cut)
            self._compare_chunk(reconnecting, chunk)

    def _compare_chunk(self, reconnecting: ReconnectingConnection, chunk: KeyRange) -> None:
        began = time.monotonic()
        sql = statements.compare if self._is_whole(chunk) else statements.count_rows
        expected, held, *left_out = reconnecting.retry(lambda c: c.rows(sql(self._comparison, chunk)))
        seconds = time.monotonic() - began
        if expected != held:
            rows = reconnecting.retry(lambda c: c.rows(statements.differing_rows(self._comparison, chunk)))
            self._keep([_difference(str(row[0]), int(row[1]), int(row[2])) for row in rows])
        with self._lock:
            self._left_out += sum(int(row[0]) for row in left_out)
        self._size.took(int(expected[0]), seconds)
        self._on_chunk(chunk, int(expected[0]), seconds)

    def _keep(self, differences: list[Difference]) -> None:
        with self._lock:
            for difference in differences:
                self._found.setdefault(difference.key, difference)


def _difference(key: str, originals: int, shadows: int) -> Difference:
    kind = "missing" if not shadows else "surplus" if not originals else "changed"
    return Difference(tuple(key.split(",")), kind)
