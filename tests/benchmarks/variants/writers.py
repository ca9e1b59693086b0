"""The application of the experiments: 1 to 5 statements a transaction, picks near the copy and among hot rows."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from functools import partial
from itertools import count

from onlinealter.demo.tally import Tally
from onlinealter.demo.traffic import Assignment, Pace, Write
from onlinealter.model.errors import ServerError
from tests.benchmarks.session import open_session
from tests.benchmarks.variants.statements import TABLE

HOT_ROWS = 100
NEAR, HOT = 0.25, 0.15  # shares of the picks
ROLLED_BACK = 0.05
CHUNK = 1000

# Keys of each class are written by statements of its own kind: who deletes a key doesn't meet who inserts it again,
# so that the application makes next to no deadlocks by itself.
_CLASSES = 8
_DELETED, _MOVED = 3, 7


@dataclass(frozen=True)
class Front:
    """Memory that all processes share: the keys below the chunks being copied, by copier, and which writers are ready."""

    lows: MutableSequence[int]
    ready: MutableSequence[int]

    def pick(self, chance: random.Random) -> int:
        """A key inside one of the chunks."""
        return chance.choice(list(self.lows)) + chance.randint(1, CHUNK)


def writing(front: Front, isolation: str) -> Write:
    """What a writer process does."""
    return partial(_write, front, isolation)


def _write(front: Front, isolation: str, orders: Assignment, shift: Pace, tally: Tally) -> None:
    session = open_session(orders.account, orders.schema, isolation)
    chooser = Chooser(orders, front)
    front.ready[orders.number] = 1
    while shift.goes_on():
        seen, began = tally.now(), time.perf_counter()
        try:
            for statement in chooser.transaction():
                session.run(statement)
            seen.transactions += 1
        except ServerError as error:
            seen.errors[error.number] += 1
            session.run("ROLLBACK")
        seen.latencies.add(time.perf_counter() - began)
    session.close()


class Chooser:
    """Chooses what one writer does next. Keys within a transaction ascend, as a careful application has it."""

    def __init__(self, orders: Assignment, front: Front) -> None:
        self._chance = random.Random(f"{orders.seed}/{orders.number}")
        self._rows = orders.rows
        self._front = front
        self._unused = count(-1 - orders.number, -orders.writers)

    def transaction(self) -> list[str]:
        """The statements of a transaction, brackets included."""
        kinds = self._chance.choices(_KINDS, _WEIGHTS, k=self._chance.randint(1, 5))
        picks = sorted(self._pick() for _ in kinds)
        end = "ROLLBACK" if self._chance.random() < ROLLED_BACK else "COMMIT"
        return ["BEGIN", *(kind(self, key) for kind, key in zip(kinds, picks, strict=True)), end]

    def update(self, key: int) -> str:
        return f"UPDATE {TABLE} SET amount = amount + 1 WHERE id = {_of_class(key, 0)}"

    def update_range(self, key: int) -> str:
        return f"UPDATE {TABLE} SET amount = amount + 1 WHERE id BETWEEN {key} AND {key + 5}"

    def insert(self, key: int) -> str:
        return f"INSERT INTO {TABLE} (owner, amount, note) VALUES ({key % 5000}, 1, 'inserted')"

    def delete(self, key: int) -> str:
        return f"DELETE FROM {TABLE} WHERE id = {_of_class(key, _DELETED)}"

    def replace(self, key: int) -> str:
        return f"REPLACE INTO {TABLE} (id, owner, amount, note) VALUES ({_of_class(key, 0)}, {key % 5000}, 2, 'replaced')"

    def insert_or_update(self, key: int) -> str:
        return (
            f"INSERT INTO {TABLE} (id, owner, amount, note) VALUES ({_of_class(key, 0)}, 1, 3, 'either')"
            " ON DUPLICATE KEY UPDATE amount = amount + 1"
        )

    def change_key(self, key: int) -> str:
        return f"UPDATE {TABLE} SET id = {next(self._unused)} WHERE id = {_of_class(key, _MOVED)}"

    def lock(self, key: int) -> str:
        return f"SELECT amount FROM {TABLE} WHERE id = {_of_class(key, 0)} FOR UPDATE"

    def _pick(self) -> int:
        where = self._chance.random()
        if where < NEAR:
            return self._front.pick(self._chance)
        if where < NEAR + HOT:
            return self._chance.randint(1, HOT_ROWS) * (self._rows // (HOT_ROWS + 1))
        return self._chance.randint(1, self._rows)


def _of_class(key: int, number: int) -> int:
    """The key of that class that is nearest above."""
    return key + (number - key) % _CLASSES


_SHARES: dict[Callable[[Chooser, int], str], int] = {
    Chooser.update: 30,
    Chooser.update_range: 12,
    Chooser.insert: 15,
    Chooser.delete: 12,
    Chooser.replace: 8,
    Chooser.insert_or_update: 8,
    Chooser.change_key: 6,
    Chooser.lock: 9,
}
_KINDS, _WEIGHTS = tuple(_SHARES), tuple(_SHARES.values())
