"""One worker of the verification: compares segments, each in one read view, and names the rows that differ."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from onlinealter.checksums import statements
from onlinealter.checksums.statements import Comparison
from onlinealter.model.ports import Gate
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.tables.chunk_size import ChunkSize
from onlinealter.tables.copy_key import Key
from onlinealter.tables.ranges import Segment, Walk

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
        walk: Walk,
        size: ChunkSize,
        open_connection: Callable[[], Connection],
        gate: Gate,
        on_chunk: Callable[[Segment, int, float], None],
    ) -> None:
        self._comparison = comparison
        self._walk = walk
        self._size = size
        self._open_connection = open_connection
        self._gate = gate
        self._on_chunk = on_chunk
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
        steady = SteadyConnection(self._open_connection)
        try:
            while not self._walk.exhausted and len(self._found) < statements.MOST_LISTED:
                self._gate.wait()
                portion = steady.insist(lambda c: self._walk.take(self._size.rows, self._look_ahead(c)))
                if portion is None:
                    time.sleep(_IDLE)
                elif portion.rows is None:
                    self._compare_whole(steady, portion.segment)
                else:
                    self._compare_chunk(steady, portion.segment)
        finally:
            steady.close()

    def find_surplus(self) -> None:
        """Where the tables sort the key differently: shadow rows that no segment of the original leads to."""
        steady = SteadyConnection(self._open_connection)
        try:
            rows = steady.insist(lambda c: c.rows(statements.surplus_rows(self._comparison)))
        finally:
            steady.close()
        self._keep([Difference(tuple(str(row[0]).split(",")), "surplus") for row in rows])

    def _look_ahead(self, connection: Connection) -> Callable[[Segment, int], Key | None]:
        def look(segment: Segment, rows: int) -> Key | None:
            row = connection.row(statements.look_ahead(self._comparison, segment, rows))
            return tuple(str(value) for value in row) if row else None

        return look

    def _compare_whole(self, steady: SteadyConnection, segment: Segment) -> None:
        """A gap left by an interruption is cut to size like the rest."""
        left: Segment | None = segment
        while left is not None:
            chunk, rows = left, self._size.rows
            cut = steady.insist(lambda c, left=left, rows=rows: self._look_ahead(c)(left, rows))  # type: ignore[misc]
            chunk, left = (left, None) if cut is None or cut == left.high else left.cut(cut)
            self._compare_chunk(steady, chunk)

    def _compare_chunk(self, steady: SteadyConnection, chunk: Segment) -> None:
        began = time.monotonic()
        expected, held, *left_out = steady.insist(lambda c: c.rows(statements.compare(self._comparison, chunk)))
        seconds = time.monotonic() - began
        if expected != held:
            rows = steady.insist(lambda c: c.rows(statements.differing_rows(self._comparison, chunk)))
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
