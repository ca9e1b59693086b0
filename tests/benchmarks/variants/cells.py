"""One cell of the experiment: a form of the triggers, a form of the copy, the application's isolation."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, MutableSequence
from dataclasses import dataclass, field
from multiprocessing import get_context

from onlinealter.demo.tally import Seen
from onlinealter.demo.traffic import Assignment, Traffic
from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Account, Connection, connect
from tests.benchmarks.variants import statements
from tests.benchmarks.variants.statements import Copy, Triggers
from tests.benchmarks.variants.writers import CHUNK, Front, writing

WRITERS, COPIERS = 8, 2
_RETRIED = error_numbers.LOCK_CONFLICTS | {error_numbers.DUPLICATE_KEY}
_LONGEST_START = 120.0  # seconds that the writers may take until all are at work


@dataclass(frozen=True)
class Cell:
    """What is tried."""

    triggers: Triggers
    copy: Copy
    isolation: str


@dataclass(frozen=True)
class Tried:
    """What a cell gave; errors of the application by the server's number."""

    server: str
    triggers: str
    copy: str
    isolation: str
    seconds: float
    transactions: int
    errors: dict[str, int]
    retries: int  # of the copiers
    copies: int  # complete ones
    differences: int  # rows that differ after complete copies
    p99: float
    longest: float


@dataclass
class _Copying:
    """The copiers' common work: the next chunk, and how often they had to try again."""

    form: Copy
    rows: int
    ends_at: float
    lows: MutableSequence[int]
    copied: int = 0
    retries: Counter[int] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_low: int = 0
    failure: Exception | None = None

    def take(self) -> int | None:
        """The key below the next chunk; None when all is copied or the time is up."""
        with self.lock:
            low, self.next_low = self.next_low, self.next_low + CHUNK
        return low if low < self.rows and time.monotonic() < self.ends_at else None

    def note_copied(self) -> None:
        """Count a chunk."""
        with self.lock:
            self.copied += 1


def cells(mariadb: bool, isolations: Iterable[str]) -> list[Cell]:
    """All cells for a server, those without an alteration first."""
    copies = (Copy.SHARE, Copy.NOWAIT, Copy.TOUCH) if mariadb else (Copy.SHARE, Copy.NOWAIT)
    forms = [form for form in Triggers if form is not Triggers.NONE]
    return [
        Cell(triggers, copy, isolation)
        for isolation in isolations
        for triggers, copy in ((Triggers.NONE, Copy.NONE), *((form, copy) for form in forms for copy in copies))
    ]


def try_cell(account: Account, server: str, cell: Cell, rows: int, seconds: float) -> Tried:
    """Copy the table again and again, under the application's writes, for so many seconds."""
    seen, spent, retries, copies, differences = Seen(), 0.0, 0, 0, 0
    while spent < seconds:
        found = _one_round(account, cell, rows, seconds - spent)
        seen.include(found.seen)
        spent += found.seconds
        retries += found.retries
        copies += found.complete
        differences += found.differences
    return Tried(
        server, cell.triggers.value, cell.copy.value, cell.isolation, round(spent, 1), seen.transactions,
        {str(number): times for number, times in sorted(seen.errors.items())}, retries, copies, differences,
        seen.latencies.quantile(0.99), seen.latencies.longest,
    )  # fmt: skip


@dataclass(frozen=True)
class _Round:
    seen: Seen
    seconds: float
    retries: int
    complete: bool
    differences: int


def _one_round(account: Account, cell: Cell, rows: int, seconds: float) -> _Round:
    with connect(account, database=statements.SCHEMA) as connection:
        connection.run_all([*statements.begin_anew(), *statements.triggers(cell.triggers, mariadb=connection.mariadb)])
        shared = get_context("spawn").RawArray
        front = Front(shared("q", COPIERS), shared("q", WRITERS))
        orders = [
            Assignment(account, statements.SCHEMA, statements.TABLE, "", number, WRITERS, time.time_ns(), rows)
            for number in range(WRITERS)
        ]
        with Traffic(writing(front, cell.isolation), orders) as traffic:
            _await_writers(front)
            since, began = int(time.time()), time.monotonic()
            copying = _Copying(cell.copy, rows, began + seconds, front.lows)
            _copy_all(account, copying)
            spent = time.monotonic() - began
            tally = traffic.stop()
        complete = cell.copy is not Copy.NONE and copying.copied == len(range(0, rows, CHUNK))
        differing = int(connection.value(statements.difference())) if complete else 0
    return _Round(tally.between(since), max(spent, 0.1), copying.retries.total(), complete, differing)


def _await_writers(front: Front) -> None:
    until = time.monotonic() + _LONGEST_START
    while not all(front.ready):
        if time.monotonic() > until:
            raise RuntimeError(f"{sum(front.ready)} of {WRITERS} writers came to work in {_LONGEST_START:.0f} s")
        time.sleep(0.05)


def _copy_all(account: Account, copying: _Copying) -> None:
    if copying.form is Copy.NONE:
        time.sleep(max(0.0, copying.ends_at - time.monotonic()))
        return
    threads = [threading.Thread(target=_copier, args=(account, copying, number)) for number in range(COPIERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if copying.failure:
        raise copying.failure


def _copier(account: Account, copying: _Copying, number: int) -> None:
    try:
        with connect(account, database=statements.SCHEMA) as connection:
            connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            connection.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO'")
            if connection.mariadb:
                connection.execute("SET SESSION innodb_snapshot_isolation = OFF")
            while (low := copying.take()) is not None:
                copying.lows[number] = low
                _copy_chunk(connection, copying, low)
                copying.note_copied()
    except Exception as error:  # noqa: BLE001 - raised again by who waits for the thread
        copying.failure = error


def _copy_chunk(connection: Connection, copying: _Copying, low: int) -> None:
    statement = statements.copy(copying.form, low, low + CHUNK, mariadb=connection.mariadb)
    while True:
        try:
            connection.run_all(["BEGIN", statement, "COMMIT"])
            return
        except ServerError as error:
            connection.execute("ROLLBACK")
            if error.number not in _RETRIED:
                raise
            copying.retries[error.number] += 1
            time.sleep(0.005)
