"""Writers as processes of their own, so that the tool at work can't make their waits look longer than they are."""

from __future__ import annotations

import random
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection as Pipe
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from onlinealter.demo.tally import Tally, sum_of
from onlinealter.mysql.connection import Account

_SECONDS_TO_END = 90.0  # a writer's last statement may wait for a lock


@dataclass(frozen=True)
class Assignment:
    """What one of several writers is to do: where, how fast (transactions a second, 0 for full speed), how long."""

    account: Account
    schema: str
    table: str
    twin: str
    number: int
    writers: int
    seed: int
    rows: int
    pace: float = 0.0
    longest_seconds: float = 600.0
    most_transactions: int = 1_000_000


class Pace:
    """A writer's working time: its pace, and when it ends — at its bounds, when told to, or with the parent process."""

    def __init__(self, pipe: Pipe, orders: Assignment) -> None:
        self._pipe = pipe
        self._pace = orders.pace
        self._left = orders.most_transactions
        self._ends_at = time.monotonic() + orders.longest_seconds
        self._due = time.monotonic()
        self._random = random.Random(orders.seed)  # noqa: S311 - spreads load

    def goes_on(self) -> bool:
        """Wait until the next transaction is due; false when there is to be none."""
        self._left -= 1
        if self._left < 0 or time.monotonic() > self._ends_at:
            return False
        return not self._pipe.poll(self._pause())

    def _pause(self) -> float:
        if not self._pace:
            return 0.0
        now = time.monotonic()
        self._due = max(self._due, now - 1.0) + self._random.expovariate(self._pace)
        return max(0.0, self._due - now)


Write = Callable[[Assignment, Pace, Tally], None]


class Traffic:
    """Writers at work; as a context manager they end with it, whatever happens."""

    def __init__(self, write: Write, orders: Sequence[Assignment]) -> None:
        self._write = write
        self._orders = orders
        self._writers: list[tuple[BaseProcess, Pipe]] = []

    def __enter__(self) -> Self:
        context = get_context("spawn")
        for orders in self._orders:
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(self._write, orders, theirs), daemon=True)
            process.start()
            theirs.close()
            self._writers.append((process, ours))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process, pipe in self._writers:
            pipe.close()
            process.join(1 if error else _SECONDS_TO_END)
            process.kill()
        self._writers.clear()

    def stop(self) -> Tally:
        """End the writers and give what they saw together."""
        for _, pipe in self._writers:
            pipe.send(None)
        return self.finish()

    def finish(self) -> Tally:
        """Wait until the writers have done all that their orders allow, and give what they saw together."""
        return sum_of(_answer(process, pipe) for process, pipe in self._writers)


def _answer(process: BaseProcess, pipe: Pipe) -> Tally:
    if not pipe.poll(_SECONDS_TO_END):
        raise RuntimeError(f"writer {process.pid} did not end")
    answer = pipe.recv()
    process.join()
    if isinstance(answer, Tally):
        return answer
    raise RuntimeError(f"a writer failed:\n{answer}")


def _work(write: Write, orders: Assignment, pipe: Pipe) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which tells us
    tally = Tally()
    answer: Tally | str = tally
    try:
        write(orders, Pace(pipe, orders), tally)
    except Exception:  # noqa: BLE001 - the parent shows it
        answer = traceback.format_exc()
    try:
        pipe.send(answer)
    except OSError:
        return  # the parent is gone, and with it who asked
