"""How much binlog the copy writes, and what of it the plan allows."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self

from onlinealter.model.errors import BudgetUsedUp, ServerError
from onlinealter.mysql import statements
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.throttles.signal import Ask, Limit, Reading

MEGABYTE = 1_000_000
_MINUTES = 60
_SPARE = 2.0  # chunks may grow until their bytes are known
_CHUNKS = 20  # as many as are held back have to fit into the budget, else they are made smaller


@dataclass(frozen=True)
class BinlogUse:
    """Bytes measured, the rows that they were for, and the bytes by minute of the last hour."""

    measured: int = 0
    rows: int = 0
    minutes: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What the journal has kept; nothing yet if it is empty."""
        if not text:
            return cls()
        given = json.loads(text)
        minutes = {int(minute): int(written) for minute, written in given["minutes"].items()}
        return cls(int(given["bytes"]), int(given["rows"]), minutes)

    def as_json(self) -> str:
        """How the journal keeps it; empty for nothing."""
        if not self.measured:
            return ""
        return json.dumps({"bytes": self.measured, "rows": self.rows, "minutes": self.minutes})

    def and_written(self, written: int, rows: int, minute: int) -> BinlogUse:
        """With another chunk."""
        minutes = {known: amount for known, amount in self.minutes.items() if known > minute - _MINUTES}
        minutes[minute] = minutes.get(minute, 0) + written
        return BinlogUse(self.measured + written, self.rows + rows, minutes)

    def in_all(self, rows: int) -> int:
        """The bytes for so many rows; those that were copied without being measured count like the others."""
        return self.measured * max(rows, self.rows) // self.rows if self.rows else self.measured

    def of_last_hour(self, minute: int) -> int:
        """The bytes of this minute and the 59 before it."""
        return sum(amount for known, amount in self.minutes.items() if known > minute - _MINUTES)


class BinlogMeter:
    """Sees how much the binlog grows by each chunk.

    MariaDB counts by session. MySQL tells only where the binlog is: what came into it between just before a chunk's COMMIT
    and just after is counted as the chunk's, one chunk of ours at a time. What the application commits in these few
    milliseconds is counted too, so the amount is never too low.
    """

    def __init__(self, server: Server, use: BinlogUse, rows: int, wanted: Callable[[], bool], *, chunk_rows: int) -> None:
        """``use`` and ``rows`` are what earlier calls have measured and copied; ``wanted`` says whether a budget is set;
        the first chunk will have ``chunk_rows``.
        """
        self._server = server
        self._wanted = wanted
        self._lock = threading.Lock()
        self._use = use
        self._rows = rows
        self._largest = use.measured * chunk_rows // use.rows if use.rows else 0
        self._sessions: dict[int, int] = {}
        self.lost = ""

    @property
    def wanted(self) -> bool:
        """Whether each chunk is to be committed by a message of its own, so that the binlog can be looked at."""
        return self._wanted() and self._server.binlog and not self.lost

    def passed(self, rows: int) -> None:
        """So many rows were committed without a look at the binlog."""
        with self._lock:
            self._rows += rows

    @contextmanager
    def measured(self, connection: Connection, rows: int) -> Iterator[None]:
        """The session commits a chunk of so many rows meanwhile: see how much the binlog grows."""
        if self._server.is_mariadb:
            before = self._sessions.get(connection.id) or _written_by_session(connection)
            yield
            now = _written_by_session(connection)
            self._sessions[connection.id] = now
            with self._lock:
                self._count(now - before, rows)
            return
        with self._lock:
            before_it = self._found_position(connection)
            yield
            self._count_since(connection, before_it, rows)

    @property
    def use(self) -> BinlogUse:
        """What has been measured."""
        return self._use

    @property
    def in_all(self) -> int:
        """The bytes of the whole run."""
        return self._use.in_all(self._rows)

    @property
    def largest(self) -> int:
        """The bytes of the largest of the latest chunks."""
        return self._largest

    def find_again(self, connection: Connection) -> None:
        """Try to read the binlog's position; raises ServerError while that can't be done."""
        if self.lost:
            connection.row(statements.binlog_position(self._server.version))
            self.lost = ""

    def _found_position(self, connection: Connection) -> tuple[str, int]:
        try:
            return self._position(connection)
        except ServerError as error:
            self.lost = error.message
            return "", 0

    def _count_since(self, connection: Connection, before: tuple[str, int], rows: int) -> None:
        if self.lost:
            self._rows += rows
            return
        try:
            self._count(self._grown(connection, before), rows)
        except ServerError as error:
            self.lost, self._rows = error.message, self._rows + rows

    def _grown(self, connection: Connection, before: tuple[str, int]) -> int:
        file, position = self._position(connection)
        if file == before[0]:
            return position - before[1]
        sizes = {str(row[0]): int(row[1]) for row in connection.rows(statements.binlog_files())}
        between = sum(size for name, size in sizes.items() if before[0] <= name < file)
        return between - before[1] + position

    def _position(self, connection: Connection) -> tuple[str, int]:
        row = connection.row(statements.binlog_position(self._server.version))
        return (str(row[0]), int(row[1])) if row else ("", 0)

    def _count(self, written: int, rows: int) -> None:
        self._rows += rows
        self._largest = max(written, self._largest * 9 // 10)
        self._use = self._use.and_written(max(0, written), rows, _minute())


class BinlogBudget:
    """Asked before each chunk; what the chunks under way and the next ones may write is held back."""

    name, optional, reading = "binlog of the copy", False, None

    def __init__(
        self, meter: BinlogMeter, workers: Callable[[], int], in_all: Limit, per_hour: Limit, relieve: Callable[[], None]
    ) -> None:
        """So many ``workers`` may be at work; the limits in megabytes, 0 for none; ``relieve`` is called while chunks are
        large beside them.
        """
        self._meter = meter
        self._workers = workers
        self._in_all = in_all
        self._per_hour = per_hour
        self._relieve = relieve

    def reason(self) -> str | None:
        """``binlog of the last hour … MB > … MB`` once the hour's part is used. Raises BudgetUsedUp when the whole is."""
        if not (self._in_all() or self._per_hour()):
            return None
        if self._meter.lost:
            return f"{self.name} unknown: {self._meter.lost}"
        ahead = _SPARE * self._workers() * self._meter.largest
        if ahead * _CHUNKS > min(filter(None, (self._in_all(), self._per_hour()))) * MEGABYTE:
            self._relieve()
        used, hour = self._meter.in_all, self._meter.use.of_last_hour(_minute())
        if self._in_all() and used + ahead > self._in_all() * MEGABYTE:
            limit = _text(self._in_all() * MEGABYTE)
            raise BudgetUsedUp(
                f"{self.name} {_text(used)}, with the next chunks {_text(used + ahead)} > {limit}",
                remedy="With a larger binlog_budget (the plan's, --set, or 'online-alter set') the same command continues.",
            )
        if self._per_hour() and hour and hour + ahead > self._per_hour() * MEGABYTE:
            limit = _text(self._per_hour() * MEGABYTE)
            return f"binlog of the last hour {_text(hour)}, with the next chunks {_text(hour + ahead)} > {limit}"
        return None


class BinlogSight:
    """Looks again while the binlog's position can't be read, and tells how much the copy has written: megabytes."""

    name, optional = "binlog of the copy", False

    def __init__(self, ask: Ask, meter: BinlogMeter) -> None:
        self._ask = ask
        self._meter = meter

    @property
    def reading(self) -> Reading | None:
        """The whole run's, where a budget has it measured."""
        return Reading(self._meter.in_all / MEGABYTE) if self._meter.use.rows else None

    def reason(self) -> None:
        """Nothing, once it can be read; raises ServerError until then."""
        self._ask(self._meter.find_again)


def _written_by_session(connection: Connection) -> int:
    row = connection.row(statements.binlog_written_by_session())
    return int(row[1]) if row else 0


def _minute() -> int:
    return int(time.time() // 60)


def _text(amount: float) -> str:
    return f"{amount / MEGABYTE:,.2f} MB"
