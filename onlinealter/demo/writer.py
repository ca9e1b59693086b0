"""The demo's application: what one of its writers does."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from onlinealter.demo import statements
from onlinealter.demo.tally import Tally
from onlinealter.demo.traffic import Assignment, Pace
from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.mysql.connection import Connection, connect

_LOST = 2013  # the client's number for a connection that ended
_CITIES = ("Oslo", "Lima", "Graz", "Kyoto", "Accra")

Change = Callable[[str], str]
"""One statement for a table that is yet to be named."""


def shop(orders: Assignment, shift: Pace, tally: Tally) -> None:
    """Make small transactions, each on the table and its twin at once; every error is counted, none repeated."""
    connection = connect(orders.account, database=orders.schema, ours=False)
    customers = _Customers(orders)
    try:
        while shift.goes_on():
            changes = customers.next_changes()
            try:
                _transact(connection, orders, changes, tally)
                tally.now().transactions += 1
            except ServerError as error:
                tally.now().errors[error.number] += 1
                connection.execute("ROLLBACK")
            except ConnectionLost:
                tally.now().errors[_LOST] += 1
                connection = connect(orders.account, database=orders.schema, ours=False)
    finally:
        connection.close()


def _transact(connection: Connection, orders: Assignment, changes: list[Change], tally: Tally) -> None:
    connection.execute("BEGIN")
    for change in changes:
        for table in (orders.table, orders.twin):
            _timed(connection, change(table), tally)
    _timed(connection, "COMMIT", tally)


def _timed(connection: Connection, statement: str, tally: Tally) -> None:
    began = time.perf_counter()
    try:
        connection.rows(statement)
    finally:
        tally.now().latencies.add(time.perf_counter() - began)


class _Customers:
    """Thinks of what customers do next. Rows are taken in the order of their ids, so that writers don't lock each other
    out; ids of new customers are this writer's alone.
    """

    def __init__(self, orders: Assignment) -> None:
        self._random = random.Random(f"{orders.seed}/{orders.number}")  # noqa: S311 - load, not a secret
        self._orders = orders
        self._signed_up = 0
        self._mine: list[int] = []

    def next_changes(self) -> list[Change]:
        """The statements of one transaction."""
        moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        doings = (self._payment, self._payment, self._sign_up, self._move, self._leave)
        return self._random.choice(doings)(moment)

    def _payment(self, moment: str) -> list[Change]:
        giver, taker = sorted(self._random.sample(range(1, self._orders.rows + 2), 2))
        cents = self._random.randint(1, 10_000)
        return [
            lambda table: statements.look_up(table, giver),
            lambda table: statements.pay(table, giver, -cents, moment),
            lambda table: statements.pay(table, taker, cents, moment),
        ]

    def _sign_up(self, moment: str) -> list[Change]:
        orders = self._orders
        customers = []
        for _ in range(self._random.randint(1, 3)):
            self._signed_up += 1
            customers.append(orders.rows + self._signed_up * orders.writers + orders.number)
        self._mine += customers
        return [lambda table, who=who: statements.sign_up(table, who, moment) for who in customers]  # type: ignore[misc]

    def _move(self, moment: str) -> list[Change]:
        first = self._random.randint(1, self._orders.rows)
        city = self._random.choice(_CITIES)
        return [lambda table: statements.move(table, first, first + 20, city, moment)]

    def _leave(self, moment: str) -> list[Change]:
        """One of the new customers, else one of the old."""
        if not self._mine:
            return self._move(moment)
        who = self._mine.pop(self._random.randrange(len(self._mine)))
        old = self._random.randint(1, self._orders.rows)
        return [lambda table: statements.leave(table, old), lambda table: statements.leave(table, who)]
