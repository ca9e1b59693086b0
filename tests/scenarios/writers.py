"""The application: writers that go on all the time and do to the twin what they do to the table."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from random import Random
from types import TracebackType
from typing import Self

from onlinealter.model.errors import ConnectionLost, OnlineAlterError, ServerError
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.error_numbers import DEADLOCK
from tests.scenarios.filling import Filling, number
from tests.scenarios.scenario import Scenario, Transaction
from tests.seeds import SEED_IS_GIVEN
from tests.servers import Schema

_COUNT = 2
# Seconds between two transactions of a writer, unless somebody waits for it: each is done in each phase in any case, and
# how many more of them may meet the tool at odd moments is for `make nightly`.
_BREATH = 0.01 if SEED_IS_GIVEN else 0.1
_TIMEOUT = 120.0
_MOST_FAILURES = 3
_FEW = 20  # deadlocks: chance never brings so many, but a run that always deadlocks with the application does


class InForce(Enum):
    """Which definition the writers may rely on; BOTH while the names are being swapped."""

    ORIGINAL = "original"
    BOTH = "both"
    NEW = "new"


@dataclass(frozen=True)
class Seen:
    """What the application saw."""

    transactions: int
    longest: float
    failures: tuple[str, ...]


class Writers:
    """Run the scenario's writes in rounds until the end of the ``with`` block.

    A transaction is done to the table and to the twin before it is committed, so that any read view shows them equal.
    """

    def __init__(self, schema: Schema, scenario: Scenario, seed: int, *, counts_deadlocks: bool = False) -> None:
        """``counts_deadlocks``: more of them than decisions 2 and 10 speak of is a failure."""
        self._schema, self._scenario, self._seed = schema, scenario, seed
        self._counts_deadlocks = counts_deadlocks
        self._filling = Filling(scenario.plan.table)
        self._changed = threading.Condition()
        self._in_force, self._switches = InForce.ORIGINAL, 0
        self._seen_switches, self._turns = [0] * _COUNT, [0] * _COUNT
        self._ending = self._hurried = False
        self._transactions, self._longest = 0, 0.0
        self._failures: list[str] = []
        self._deadlocks = 0
        self._threads = [threading.Thread(target=self._work, args=(writer,), daemon=True) for writer in range(_COUNT)]

    @property
    def seen(self) -> Seen:
        """What the application saw so far."""
        return Seen(self._transactions, self._longest, tuple(self._failures))

    def rely_on(self, in_force: InForce) -> None:
        """From when this returns, no transaction is under way that relies on another definition."""
        with self._changed:
            self._in_force, self._switches = in_force, self._switches + 1
            wanted = self._switches
            self._await(lambda: min(self._seen_switches) >= wanted)

    def finish_a_round(self) -> None:
        """Wait until every writer has done each of its transactions once more."""
        with self._changed:
            if not (a_round := len(self._in_a_round())):
                return
            a_round += 1  # the transaction under way may have begun before
            wanted = [turns + a_round for turns in self._turns]
            self._hurried = True
            self._await(lambda: all(now >= then for now, then in zip(self._turns, wanted, strict=True)))
            self._hurried = False

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ending = True
        for thread in self._threads:
            thread.join(_TIMEOUT)

    def _await(self, reached: object) -> None:
        assert callable(reached)
        if not self._changed.wait_for(lambda: self._failures or reached(), _TIMEOUT):
            raise TimeoutError(f"the writers stood still for {_TIMEOUT:.0f} s")
        if self._failures:
            raise AssertionError(f"the application saw an error: {self._failures[0]}")

    def _work(self, writer: int) -> None:
        random = Random(self._seed + writer)
        try:
            with self._schema.connect() as connection:
                connection.run_all(self._scenario.session)
                for turn in range(1_000_000):
                    if self._ending:
                        return
                    self._do_round(connection, writer, writer + _COUNT * turn, random)
        except OnlineAlterError as error:
            self._note_failure(f"writer {writer}: {error.message}")

    def _in_a_round(self) -> list[tuple[Transaction, InForce | None]]:
        """Each transaction, with the definition that it needs."""
        writes = self._scenario.writes
        by_definition = [(each, InForce.ORIGINAL) for each in writes.original] + [(e, InForce.NEW) for e in writes.new]
        return [*((each, None) for each in writes.always), *by_definition]

    def _do_round(self, connection: Connection, writer: int, n: int, random: Random) -> None:
        for transaction, needs in self._in_a_round():
            if self._ending:
                return
            with self._changed:
                self._seen_switches[writer] = self._switches
                self._changed.notify_all()
                possible = needs is None or needs is self._in_force
            if possible:
                statements = tuple(
                    number(each, n=n, writer=writer, random=draw)
                    for draw in [random.randrange(10_000)]
                    for each in transaction
                )
                self._do(connection, statements)
            with self._changed:
                self._turns[writer] += 1
                self._changed.notify_all()
            if possible and not self._hurried:
                time.sleep(_BREATH)

    def _do(self, connection: Connection, transaction: Transaction) -> None:
        """One transaction, in which NOW() stands still; one that ends with ROLLBACK is taken back as a whole."""
        taken_back = transaction[-1].upper() == "ROLLBACK"
        statements = self._filling.once(transaction[:-1] if taken_back else transaction)
        began = time.monotonic()
        statement = ""
        try:
            for statement in (
                f"SET timestamp = {time.time():.6f}",
                "BEGIN",
                *statements,
                "ROLLBACK" if taken_back else "COMMIT",
            ):
                connection.rows(statement)
        except OnlineAlterError as error:
            if not self._is_rare(error):
                self._note_failure(f"{error.message} in: {statement}")
            if isinstance(error, ConnectionLost) or len(self._failures) > _MOST_FAILURES:
                raise
            with suppress(OnlineAlterError):  # the failure is noted already
                connection.rows("ROLLBACK")
        with self._changed:
            self._transactions += 1
            self._longest = max(self._longest, time.monotonic() - began)

    def _is_rare(self, error: OnlineAlterError) -> bool:
        """Whether this is the one deadlock of a life that gap locks may bring two writers at REPEATABLE READ (about one in
        50,000 transactions here), or one of those of decision 10; where they aren't counted, one of a few. Its transaction
        is left out.
        """
        if not (isinstance(error, ServerError) and error.number == DEADLOCK):
            return False
        races = self._scenario.expectation.races and not self._schema.kind.is_mariadb
        with self._changed:
            self._deadlocks += 1
            if not self._counts_deadlocks:
                return self._deadlocks <= max(_FEW, self._transactions // 4)
            return self._deadlocks <= (max(2, self._transactions // 100) if races else 1)

    def _note_failure(self, failure: str) -> None:
        with self._changed:
            self._failures.append(failure)
            self._changed.notify_all()
