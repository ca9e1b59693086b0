"""The application that continues while the table is altered: short transactions by eight processes."""

from __future__ import annotations

import math
import random
import time
from collections.abc import MutableSequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from onlinealter.demo.tally import Tally
from onlinealter.demo.traffic import Assignment, Pace, Traffic
from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Account
from tests.benchmarks.session import open_session
from tests.benchmarks.shapes import TABLE

WRITERS = 8
_LONGEST_START = 120.0


@dataclass(frozen=True)
class Span:
    """What the application saw in a span of time; latencies in seconds, of whole transactions, or of single statements where
    some transactions are left open.
    """

    seconds: float
    transactions: int
    rate: float
    p50: float
    p95: float
    p99: float
    longest: float
    errors: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """What it saw without an alteration and during it; ``course`` is transactions second by second from the first on."""

    before: Span
    during: Span
    altered_from: int  # the second in the course in which the alteration began
    course: tuple[int, ...]

    @property
    def lost(self) -> float:
        """Transactions that it would have done in the time of the alteration, and didn't."""
        return max(0.0, self.before.rate * self.during.seconds - self.during.transactions)


@dataclass(frozen=True)
class Work:
    """Writers at work, with the moment since which all of them are."""

    traffic: Traffic
    ready: MutableSequence[int]

    def await_all(self) -> None:
        """Wait until each has its connection."""
        until = time.monotonic() + _LONGEST_START
        while not all(self.ready):
            if time.monotonic() > until:
                raise RuntimeError(f"{sum(self.ready)} of {WRITERS} writers came to work in {_LONGEST_START:.0f} s")
            time.sleep(0.05)


def work(account: Account, schema: str, rows: int, pace: float) -> Work:
    """Eight writers that together do ``pace`` transactions a second; 0 is full speed."""
    ready = get_context("spawn").RawArray("q", WRITERS)
    seed = time.time_ns()
    orders = [
        Assignment(account, schema, TABLE, "", number, WRITERS, seed, rows, pace=pace / WRITERS, longest_seconds=math.inf,
               most_transactions=10**9)
        for number in range(WRITERS)
    ]  # fmt: skip
    return Work(Traffic(partial(write, ready), orders), ready)


def write(ready: MutableSequence[int], orders: Assignment, shift: Pace, tally: Tally) -> None:
    """What a writer process does."""
    session = open_session(orders.account, orders.schema)
    chance = random.Random(f"{orders.seed}/{orders.number}")
    ready[orders.number] = 1
    while shift.goes_on():
        began, failed = time.perf_counter(), 0
        try:
            for statement in transaction(chance, orders.rows):
                session.run(statement)
        except ServerError as error:
            failed = error.number
            session.run("ROLLBACK")
        seen = tally.now()  # a transaction counts when it ends
        seen.latencies.add(time.perf_counter() - began)
        if failed:
            seen.errors[failed] += 1
        else:
            seen.transactions += 1
    session.close()


def transaction(chance: random.Random, rows: int) -> list[str]:
    """Read a row, change it, perhaps insert one, perhaps delete one; as many are inserted as deleted."""
    first, second = sorted(chance.randint(1, rows) for _ in range(2))
    statements = [
        "BEGIN",
        f"SELECT k, a, b, v1, v2 FROM {TABLE} WHERE id = {first}",
        f"UPDATE {TABLE} SET b = b + 1, v1 = '{_text(chance)}' WHERE id = {first}",
    ]
    if chance.random() < 0.5:
        statements.append(f"DELETE FROM {TABLE} WHERE id = {second}")
    if chance.random() < 0.5:
        texts = ", ".join(f"'{_text(chance)}'" for _ in range(3))
        statements.append(f"INSERT INTO {TABLE} (k, a, b, v1, v2, v3) VALUES ({second}, {first}, 0, {texts})")
    return [*statements, "COMMIT"]


def seen_in(tally: Tally, since: float, altered: float, until: float) -> Seen:
    """What the tally holds of the whole seconds before the alteration and of those it was at work in."""
    first, began, ended = math.ceil(since), int(altered), max(int(altered) + 1, math.ceil(until))
    course = tuple(tally.seconds[second].transactions if second in tally.seconds else 0 for second in range(first, ended))
    return Seen(_span(tally, first, began), _span(tally, began, ended), began - first, course)


def _span(tally: Tally, since: int, until: int) -> Span:
    seen = tally.between(since, until)
    seconds = max(1, until - since)
    return Span(
        seconds, seen.transactions, round(seen.transactions / seconds, 1), round(seen.latencies.quantile(0.5), 6),
        round(seen.latencies.quantile(0.95), 6), round(seen.latencies.quantile(0.99), 6),
        round(seen.latencies.longest, 6),
        {str(number): times for number, times in sorted(seen.errors.items())},
    )  # fmt: skip


def _text(chance: random.Random) -> str:
    return f"{chance.getrandbits(280):070x}"
