"""Applications at work: every form of DML in transactions of several statements, each on the table and its twin at once."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

from onlinealter.demo.tally import Tally
from onlinealter.demo.traffic import Orders, Shift, Traffic
from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Account, Connection, Row, connect
from tests.chaos.region import Region
from tests.chaos.table import COLUMNS, GUARDS, HOT, TABLE, TWIN, WIDTH, regions_of, values

LOST = 2013  # the client's number for a connection that ended
WRONG_READ = 0  # no error of the server: a read found less than there is
RETRIED = frozenset({error_numbers.DEADLOCK, error_numbers.LOCK_WAIT_TIMEOUT})

_NAMES = ", ".join(COLUMNS)
_LAST_CHUNK = "SELECT high_key FROM _oa_chunk WHERE phase = 'copy' ORDER BY run, position DESC, part DESC LIMIT 1"
_NEAR = 16  # regions that the workers are about to copy
_LONG_PAUSE = 1.5  # seconds that a transaction may stay open
_SESSIONS = (
    ("REPEATABLE READ", "+00:00", "STRICT_TRANS_TABLES", "utf8mb4"),
    ("READ COMMITTED", "+05:30", "ANSI_QUOTES,PIPES_AS_CONCAT", "utf8mb4"),
    ("REPEATABLE READ", "Europe/Berlin", "TRADITIONAL", "latin1"),
    ("READ COMMITTED", "America/New_York", "NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES", "utf8mb4"),
)


def traffic(account: Account, schema: str, *, writers: int, rows: int, seed: int, pace: float = 0.0) -> Traffic:
    """So many writers on the tables of ``make_tables``; ``pace`` is each one's transactions a second, 0 for full speed."""
    return Traffic(write, [Orders(account, schema, TABLE, TWIN, n, writers, seed, rows, pace=pace) for n in range(writers)])


def write(orders: Orders, shift: Shift, tally: Tally) -> None:
    """Do transaction after transaction; what was rolled back by the server for a lock is done again."""
    writer = _Writer(orders, tally)
    while shift.goes_on():
        while not writer.transact():
            tally.now().retries += 1


@dataclass
class _Ends:
    """The rows at both ends that this writer made, and nobody else touches."""

    mine: list[int]
    made: list[int]
    gone: list[int]
    count: int = 0


class _Writer:
    def __init__(self, orders: Orders, tally: Tally) -> None:
        self._orders = orders
        self._tally = tally
        self._chance = random.Random(f"{orders.seed}/{orders.number}")
        self._ends = _Ends([], [], [])
        self._connection = self._open()

    def transact(self) -> bool:
        """One transaction; false when the server rolled it back for a lock, and it is to be done again."""
        self._ends.made, self._ends.gone = [], []
        try:
            self._one_transaction()
        except ServerError as error:
            self._tally.now().errors[error.number] += 1
            self._connection.execute("ROLLBACK")
            return error.number not in RETRIED
        except ConnectionLost:
            self._tally.now().errors[LOST] += 1
            self._connection = self._open()
            return True
        self._tally.now().transactions += 1
        return True

    def _one_transaction(self) -> None:
        doing = self._chance.random()
        if doing < 0.01:
            self._read_with_old_view()
            return
        numbers = self._choose_regions()
        self._run("BEGIN")
        if doing < 0.15:
            self._write_at_the_ends()
        else:
            self._write_in_regions(numbers)
        if self._chance.random() < 0.1:
            for key in sorted(self._chance.sample(HOT, 2)):
                self._on_both(f"UPDATE {{table}} SET amount = amount + 1 WHERE id = {key}")
        if self._chance.random() < 0.002:
            time.sleep(self._chance.uniform(0.2, _LONG_PAUSE))
        if self._chance.random() < 0.05:
            self._run("ROLLBACK")
            return
        self._run("COMMIT")
        self._ends.mine = [key for key in self._ends.mine if key not in self._ends.gone] + self._ends.made

    def _choose_regions(self) -> list[int]:
        """Anywhere, or where the copy is now: there it hurts."""
        some, regions = self._chance.choice((1, 1, 2, 3)), range(1, regions_of(self._orders.rows))
        front = self._copy_front() if self._chance.random() < 0.4 else None
        near = [number for number in regions if front is not None and front <= number < front + _NEAR]
        return sorted(self._chance.sample(near if len(near) >= some else regions, some))

    def _copy_front(self) -> int | None:
        """The region of the last chunk that is copied; None when no copy is under way."""
        try:
            row = self._connection.row(_LAST_CHUNK)
        except ServerError:
            return None  # there has been no run yet, so there is no journal
        return None if row is None or row[0] is None else int(json.loads(row[0])[0]) // WIDTH

    def _write_in_regions(self, numbers: list[int]) -> None:
        listed = ", ".join(map(str, numbers))
        self._rows(f"SELECT region FROM {GUARDS} WHERE region IN ({listed}) ORDER BY region FOR UPDATE")
        for number in numbers:
            region = self._look_at(number)
            for _ in range(self._chance.choice((1, 2, 3))):
                if self._chance.random() < 0.1:
                    self._run("SAVEPOINT perhaps")
                    self._both_all(region.copy())
                    self._run("ROLLBACK TO SAVEPOINT perhaps")
                self._both_all(region)

    def _look_at(self, number: int) -> Region:
        first, last = number * WIDTH + 1, (number + 1) * WIDTH - 1
        found = self._rows(f"SELECT id FROM {TABLE} WHERE id BETWEEN {first} AND {last}")
        return Region(number, {int(key) for (key,) in found}, self._chance)

    def _write_at_the_ends(self) -> None:
        """Below all others with a key of its own, above all others by AUTO_INCREMENT; sometimes one of them goes."""
        ends, orders = self._ends, self._orders
        for _ in range(self._chance.randint(1, 3)):
            row = values(self._chance)
            if self._chance.random() < 0.5:
                ends.count += 1
                key = -(ends.count * orders.writers + orders.number)
                self._on_both(f"INSERT INTO {{table}} (id, {_NAMES}) VALUES ({key}, {row})")
            else:
                self._run(f"INSERT INTO {TABLE} ({_NAMES}) VALUES ({row})")
                key = int(self._rows("SELECT LAST_INSERT_ID()")[0][0])
                self._run(f"INSERT INTO {TWIN} (id, {_NAMES}) VALUES ({key}, {row})")
            ends.made.append(key)
        if ends.mine and self._chance.random() < 0.5:
            key = self._chance.choice(ends.mine)
            ends.gone.append(key)
            self._on_both(f"DELETE FROM {{table}} WHERE id = {key}")

    def _read_with_old_view(self) -> None:
        """A view that grows old before the table is read with it still sees all fences."""
        last = self._chance.randint(2, regions_of(self._orders.rows))
        self._run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self._run("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        time.sleep(self._chance.uniform(0.0, _LONG_PAUSE))
        fences = ", ".join(str(number * WIDTH) for number in range(max(1, last - 200), last + 1))
        found = int(self._rows(f"SELECT COUNT(*) FROM {TABLE} WHERE id IN ({fences})")[0][0])
        if found != fences.count(",") + 1:
            self._tally.now().errors[WRONG_READ] += 1
        self._run("COMMIT")

    def _both_all(self, region: Region) -> None:
        for statement in region.next_statements():
            self._on_both(statement)

    def _on_both(self, statement: str) -> None:
        for table in (TABLE, TWIN):
            self._run(statement.replace("{table}", table))

    def _run(self, statement: str) -> None:
        self._rows(statement)

    def _rows(self, statement: str) -> list[Row]:
        began = time.perf_counter()
        try:
            return self._connection.rows(statement)
        finally:
            self._tally.now().latencies.add(time.perf_counter() - began)

    def _open(self) -> Connection:
        connection = connect(self._orders.account, database=self._orders.schema)
        for statement in _settings(self._orders.number):
            connection.execute(statement)
        return connection


def _settings(number: int) -> Iterator[str]:
    isolation, zone, mode, names = _SESSIONS[number % len(_SESSIONS)]
    yield f"SET SESSION TRANSACTION ISOLATION LEVEL {isolation}"
    yield f"SET SESSION time_zone = '{zone}', sql_mode = '{mode}'"
    yield f"SET NAMES {names}"
