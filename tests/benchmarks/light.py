"""A light application of every form of DML, and its twin: a table that gets the same transactions and no alteration of ours.

Eight writers, 114 transactions a second in all, one to five statements each. One transaction in 250 stays open for one to
three seconds, as those do that wait for a person or for another service: whoever needs the table for itself has to find a
moment between them. Each writer has rows of its own, so that without an alteration nobody ever waits for another's lock:
what is waited for then, and each error, is the alteration's.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, MutableSequence, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from onlinealter.demo.tally import Tally
from onlinealter.demo.traffic import Assignment, Pace, Traffic
from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Account, Connection
from tests.benchmarks.application import WRITERS, Work
from tests.benchmarks.session import Session, open_session
from tests.benchmarks.shapes import ALTERATION, TABLE

PACE = 114.0  # transactions a second, of all writers together
TWIN = "twin"
_MOST_STATEMENTS = 5
_ONE_IN_LEFT_OPEN, _OPEN_SECONDS = 250, (1.0, 3.0)
_ROLLED_BACK = 0.05  # of the transactions
_COLUMNS = "k, a, b, v1, v2, v3, v4"
_REMEMBERED = 200  # rows of its own that a writer may delete again


def work(account: Account, schema: str, rows: int, folder: Path) -> Work:
    """The writers; ``folder`` is where the server may load files from."""
    ready = get_context("spawn").RawArray("q", WRITERS)
    seed = time.time_ns()
    orders = [
        Assignment(account, schema, TABLE, TWIN, number, WRITERS, seed + number, rows, pace=PACE / WRITERS,
               longest_seconds=float("inf"), most_transactions=10**9)
        for number in range(WRITERS)
    ]  # fmt: skip
    return Work(Traffic(partial(write, ready, folder), orders), ready)


def write(ready: MutableSequence[int], folder: Path, orders: Assignment, shift: Pace, tally: Tally) -> None:
    """What a writer process does. The waits are those of single statements on the table, BEGIN and COMMIT."""
    session = open_session(orders.account, orders.schema)
    form = Form(
        random.Random(f"{orders.seed}/{orders.number}"), orders.number, orders.rows, folder / f"load-{orders.number}"
    )
    ready[orders.number] = 1
    while shift.goes_on():
        try:
            _transact(session, form, tally)
        except ServerError as error:
            tally.now().errors[error.number] += 1
            session.run("ROLLBACK")
        else:
            tally.now().transactions += 1
    session.close()


def _transact(session: Session, form: Form, tally: Tally) -> None:
    def timed(statement: str) -> None:
        began = time.perf_counter()
        try:
            session.run(statement)
        finally:
            tally.now().latencies.add(time.perf_counter() - began)

    timed("BEGIN")
    for statement in form.transaction():
        timed(statement.format(table=TABLE))
        if not statement.startswith("SELECT"):
            session.run(statement.format(table=TWIN))
    if form.chance.random() * _ONE_IN_LEFT_OPEN < 1:
        time.sleep(form.chance.uniform(*_OPEN_SECONDS))
    timed("ROLLBACK" if form.chance.random() < _ROLLED_BACK else "COMMIT")


@dataclass
class Form:
    """Chooses what a writer does. It has the numbers of its own part of the table, and numbers below zero for new rows.

    New rows by AUTO_INCREMENT get their number from the server; the twin's copy of such a row gets the same by
    LAST_INSERT_ID().
    """

    chance: random.Random
    number: int
    rows: int
    file: Path
    _new: int = 0
    _files: int = 0
    _made: list[int] = field(default_factory=list)

    def transaction(self) -> list[str]:
        """The statements, each with ``{table}`` for the table's name."""
        forms: Sequence[Callable[[], list[str]]] = (
            self.read, self.read_to_write, self.update, self.update, self.update_several, self.delete, self.delete_several,
            self.insert, self.insert, self.insert_several, self.insert_from_select, self.insert_unless_there, self.replace,
            self.insert_or_update, self.change_key, self.load,
        )  # fmt: skip
        wanted, found = self.chance.randint(1, _MOST_STATEMENTS), list[str]()
        while len(found) < wanted:
            found += self.chance.choice(forms)()
        return found

    def read(self) -> list[str]:
        return [f"SELECT {_COLUMNS} FROM {{table}} WHERE id = {self._known()}"]

    def read_to_write(self) -> list[str]:
        """A row locked, then changed."""
        key = self._known()
        return [
            f"SELECT b FROM {{table}} WHERE id = {key} FOR UPDATE",
            f"UPDATE {{table}} SET b = b + 1 WHERE id = {key}",
        ]

    def update(self) -> list[str]:
        """One row by its key."""
        return [f"UPDATE {{table}} SET b = b + 1, v1 = '{self._text()}' WHERE id = {self._known()}"]

    def update_several(self) -> list[str]:
        """Some rows next to each other, their indexed column too."""
        low = self._known(spare=6)
        return [f"UPDATE {{table}} SET k = k + 1, a = a + 1 WHERE id BETWEEN {low} AND {low + 5}"]

    def delete(self) -> list[str]:
        """One row by its key; it may be gone already."""
        return [f"DELETE FROM {{table}} WHERE id = {self._made.pop() if self._made else self._known()}"]

    def delete_several(self) -> list[str]:
        """The first of some rows."""
        low = self._known(spare=6)
        return [f"DELETE FROM {{table}} WHERE id BETWEEN {low} AND {low + 5} ORDER BY id LIMIT 2"]

    def insert(self) -> list[str]:
        """A row with a number from the server. What follows gives the twin's row that number, and leaves this one alone."""
        number = "IF('{table}' = 'twin', LAST_INSERT_ID(), NULL)"
        return [f"INSERT INTO {{table}} (id, {_COLUMNS}) VALUES ({number}, {self._values()})"]

    def insert_several(self) -> list[str]:
        """Rows with numbers of the writer's own."""
        rows = ", ".join(f"({self._unused()}, {self._values()})" for _ in range(3))
        return [f"INSERT INTO {{table}} (id, {_COLUMNS}) VALUES {rows}"]

    def insert_from_select(self) -> list[str]:
        """A copy of a row."""
        return [f"INSERT INTO {{table}} (id, {_COLUMNS}) SELECT {self._unused()}, {_COLUMNS} FROM {{table}} WHERE id = "
                f"{self._known()}"]  # fmt: skip

    def insert_unless_there(self) -> list[str]:
        """INSERT IGNORE, mostly of what is there."""
        return [f"INSERT IGNORE INTO {{table}} (id, {_COLUMNS}) VALUES ({self._known()}, {self._values()})"]

    def replace(self) -> list[str]:
        return [f"REPLACE INTO {{table}} (id, {_COLUMNS}) VALUES ({self._known()}, {self._values()})"]

    def insert_or_update(self) -> list[str]:
        """ON DUPLICATE KEY UPDATE."""
        values = f"({self._known()}, {self._values()})"
        return [f"INSERT INTO {{table}} (id, {_COLUMNS}) VALUES {values} ON DUPLICATE KEY UPDATE b = b + 1"]

    def change_key(self) -> list[str]:
        """A row gets another primary key."""
        return [f"UPDATE {{table}} SET id = {self._unused()} WHERE id = {self._known()}"]

    def load(self) -> list[str]:
        """LOAD DATA of some rows, occasionally."""
        if self.chance.random() > 0.2:
            return self.update()
        rows = [f"{self._unused()},{self._values(quote='')}\n" for _ in range(5)]
        self._files += 1
        file = self.file.with_name(
            f"{self.file.name}-{self._files % _MOST_STATEMENTS}.csv"
        )  # a transaction may have several
        file.write_text("".join(rows), encoding="ascii")
        file.chmod(0o644)
        return [f"LOAD DATA INFILE '{file}' INTO TABLE {{table}} FIELDS TERMINATED BY ',' (id, {_COLUMNS})"]

    def _known(self, spare: int = 0) -> int:
        """A number that the table had when it was filled, with so many more of the writer's own behind it."""
        share = self.rows // WRITERS
        return self.number * share + self.chance.randint(1, share - spare)

    def _unused(self) -> int:
        self._new += 1
        number = -(self.number * 10_000_000 + self._new)
        self._made = [*self._made[-_REMEMBERED:], number]
        return number

    def _values(self, quote: str = "'") -> str:
        numbers = f"{self._known()},{self.chance.randint(0, 999_999)},0"
        return f"{numbers}," + ",".join(f"{quote}{self._text()}{quote}" for _ in range(4))

    def _text(self) -> str:
        return f"{self.chance.getrandbits(240):060x}"


def make_twin(connection: Connection) -> None:
    """A second table with the same rows."""
    connection.execute(f"CREATE TABLE {TWIN} LIKE {TABLE}")
    connection.execute(f"INSERT INTO {TWIN} SELECT * FROM {TABLE}")


def rows_unlike(connection: Connection) -> int:
    """How many rows are not as the server's own ALTER makes them of the twin, once the writers have ended."""
    connection.execute(f"ALTER TABLE {TWIN} {ALTERATION}")
    columns = ", ".join(f"CAST({name} AS BINARY)" for name in ("id", *_COLUMNS.split(", ")))
    each = [
        f"(SELECT COUNT(*) FROM (SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}) AS alone)"
        for one, other in ((TABLE, TWIN), (TWIN, TABLE))
    ]
    return int(connection.value(f"SELECT {each[0]} + {each[1]}") or 0)


def folder_to_load_from(connection: Connection) -> Path:
    """Where the server may read files."""
    return Path(str(connection.value("SELECT @@secure_file_priv")))
