"""Applications at work: every form of DML in transactions of several statements, each on the table and its twin at once."""

from __future__ import annotations

import json
import random
import time
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from onlinealter.demo.tally import Tally
from onlinealter.demo.traffic import Assignment, Pace, Traffic
from onlinealter.model.errors import ConnectionLost, ServerError, Unreachable
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Account, Connection, Row, connect
from tests.chaos.region import Hand, Region
from tests.chaos.shapes import SHAPES, WIDTH, Counted
from tests.chaos.table import COLUMNS, GUARDS, HOT, TABLE, TWIN, regions_of, values

LOST = 2013  # the client's number for a connection that ended
WRONG_READ = 0  # no error of the server: a read found less than there is
RETRIED = frozenset({error_numbers.DEADLOCK, error_numbers.LOCK_WAIT_TIMEOUT})

_NAMES = ", ".join(COLUMNS)
_LAST_CHUNK = "SELECT high_key FROM _oa_chunk WHERE phase = 'copy' ORDER BY run, position DESC, part DESC LIMIT 1"
_NEAR = 16  # regions that the workers are about to copy
_LONG_PAUSE = 2.0  # seconds that a transaction may stay open
_COMING_BACK = 120.0  # seconds that a server may take to restart
_SESSIONS = (
    ("REPEATABLE READ", "+00:00", "STRICT_TRANS_TABLES", "utf8mb4"),
    ("READ COMMITTED", "+05:30", "ANSI_QUOTES,PIPES_AS_CONCAT", "utf8mb4"),
    ("REPEATABLE READ", "Europe/Berlin", "TRADITIONAL", "latin1"),
    ("READ COMMITTED", "America/New_York", "NO_AUTO_VALUE_ON_ZERO,NO_BACKSLASH_ESCAPES", "utf8mb4"),
)


def traffic(
    account: Account,
    schema: str,
    *,
    writers: int,
    rows: int,
    seed: int,
    pace: float = 0.0,
    most: int = 1_000_000,
    shape: str = Counted.name,
) -> Traffic:
    """So many writers on the tables of ``make_tables``; ``pace`` is each one's transactions a second, 0 for full speed,
    ``most`` how many it does.
    """
    of_all = Assignment(
        account, schema, TABLE, TWIN, 0, writers, seed, rows, pace=pace, longest_seconds=3600.0, most_transactions=most
    )
    orders = [replace(of_all, number=number) for number in range(writers)]
    return Traffic(partial(write, shape=shape), orders)


def write(orders: Assignment, shift: Pace, tally: Tally, shape: str = Counted.name) -> None:
    """Do transaction after transaction; what was rolled back by the server for a lock is done again."""
    writer = _Writer(orders, tally, shape)
    while shift.goes_on():
        while not writer.transact():
            tally.now().retries += 1


@dataclass
class _Ends:
    """The rows at both ends that this writer made, and nobody else touches."""

    mine: list[tuple[str, ...]]
    made: list[tuple[str, ...]]
    gone: list[tuple[str, ...]]
    count: int = 0


class _Writer:
    def __init__(self, orders: Assignment, tally: Tally, shape: str) -> None:
        self._orders = orders
        self._tally = tally
        self._chance = random.Random(f"{orders.seed}/{orders.number}")
        self._shape = SHAPES[shape](self._chance)
        self._regions = sorted(range(1, regions_of(orders.rows)), key=self._shape.place)
        self._places = [self._shape.place(region) for region in self._regions]
        self._names = ", ".join((*self._shape.columns, *COLUMNS))
        self._ends = _Ends([], [], [])
        self._connection = self._open()
        self._hand = Hand(self._shape, self._chance, find_spool(self._connection, f"{orders.schema}_{orders.number}"))

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
            self._connection = self._open_again()  # table and twin are in step whether it was committed or not
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
                where = self._shape.equals(self._shape.parts(key))
                self._on_both(f"UPDATE {{table}} SET amount = amount + 1 WHERE {where}")
        if self._chance.random() < 0.002:
            time.sleep(self._chance.uniform(0.2, _LONG_PAUSE))
        if self._chance.random() < 0.05:
            self._run("ROLLBACK")
            return
        self._run("COMMIT")
        self._ends.mine = [key for key in self._ends.mine if key not in self._ends.gone] + self._ends.made

    def _choose_regions(self) -> list[int]:
        """Anywhere, or where the copy is now: there it hurts."""
        some, near = self._chance.choice((1, 1, 2, 3)), list[int]()
        front = self._copy_front() if self._chance.random() < 0.4 else None
        if front is not None:
            first = bisect_left(self._places, self._shape.place(front))
            near = self._regions[first : first + _NEAR]
        return sorted(self._chance.sample(near if len(near) >= some else self._regions, some))

    def _copy_front(self) -> int | None:
        """The region of the last chunk that is copied; None when no copy is under way."""
        try:
            row = self._connection.row(_LAST_CHUNK)
        except ServerError:
            return None  # there has been no run yet, so there is no journal
        return None if row is None or row[0] is None else self._shape.noted_region(json.loads(row[0]))

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
        columns = ", ".join(self._shape.columns)
        within = self._shape.within(number * WIDTH + 1, (number + 1) * WIDTH - 1)
        found = self._rows(f"SELECT {columns} FROM {TABLE} WHERE {within}")
        return Region(number, {self._shape.number(row) for row in found}, self._hand)

    def _write_at_the_ends(self) -> None:
        """Below all others and above all others, there by AUTO_INCREMENT if it can be; sometimes one of them goes."""
        ends, orders = self._ends, self._orders
        for _ in range(self._chance.randint(1, 3)):
            row, low = values(self._chance), self._chance.random() < 0.5
            if low or not self._shape.counted:
                ends.count += 1
                key = self._shape.end(ends.count * orders.writers + orders.number, low=low)
                self._on_both(f"INSERT INTO {{table}} ({self._names}) VALUES ({', '.join(key)}, {row})")
            else:
                self._run(f"INSERT INTO {TABLE} ({_NAMES}) VALUES ({row})")
                key = (str(self._rows("SELECT LAST_INSERT_ID()")[0][0]),)
                self._run(f"INSERT INTO {TWIN} ({self._names}) VALUES ({key[0]}, {row})")
            ends.made.append(key)
        if ends.mine and self._chance.random() < 0.5:
            key = self._chance.choice(ends.mine)
            ends.gone.append(key)
            self._on_both(f"DELETE FROM {{table}} WHERE {self._shape.equals(key)}")

    def _read_with_old_view(self) -> None:
        """A view that grows old before the table is read with it still sees all fences."""
        last = self._chance.randint(2, regions_of(self._orders.rows))
        self._run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self._run("START TRANSACTION WITH CONSISTENT SNAPSHOT")
        time.sleep(self._chance.uniform(0.0, _LONG_PAUSE))
        fences = [number * WIDTH for number in range(max(1, last - 200), last + 1)]
        found = int(self._rows(f"SELECT COUNT(*) FROM {TABLE} WHERE {self._shape.among(fences)}")[0][0])
        if found != len(fences):
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

    def _open_again(self) -> Connection:
        """The server may be on its way back."""
        deadline = time.monotonic() + _COMING_BACK
        while True:
            try:
                return self._open()
            except (ConnectionLost, Unreachable):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


def find_spool(connection: Connection, name: str) -> Path | None:
    """A file that the server may load from, where its folder for that is on this machine."""
    folder = connection.value("SELECT @@secure_file_priv")
    return Path(str(folder)) / f"{name}.txt" if folder and Path(str(folder)).is_dir() else None


def _settings(number: int) -> Iterator[str]:
    isolation, zone, mode, names = _SESSIONS[number % len(_SESSIONS)]
    yield f"SET SESSION TRANSACTION ISOLATION LEVEL {isolation}"
    yield f"SET SESSION time_zone = '{zone}', sql_mode = '{mode}'"
    yield f"SET NAMES {names}"
