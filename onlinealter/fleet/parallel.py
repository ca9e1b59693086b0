"""The same work for many shards at once, each server's share bounded."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    items: Sequence[Item],
    work: Callable[[Item], Result],
    *,
    at_once: int,
    limit: float | None = None,
    server: Callable[[Item], str] | None = None,
    per_server: int = 0,
) -> list[Result | None]:
    """What ``work`` gives for each item, in the items' order; None for those that took longer than ``limit`` seconds in all.

    No more than ``per_server`` items of one ``server`` are worked on at a time. An exception of ``work`` is raised once all
    others have ended.
    """
    board = _Board(items, work, server, per_server)
    threads = [threading.Thread(target=board.work_off, daemon=True) for _ in range(min(at_once, len(items)))]
    for thread in threads:
        thread.start()
    deadline = None if limit is None else time.monotonic() + limit
    for thread in threads:
        thread.join(None if deadline is None else max(0.0, deadline - time.monotonic()))
    board.give_up()
    return board.taken()


class _Board(Generic[Item, Result]):
    def __init__(
        self,
        items: Sequence[Item],
        work: Callable[[Item], Result],
        server: Callable[[Item], str] | None,
        per_server: int,
    ) -> None:
        self._items, self._work, self._per_server = items, work, per_server
        self._servers = [server(item) if server else "" for item in items]
        self._left = list(range(len(items)))
        self._busy: Counter[str] = Counter()
        self._results: list[Result | None] = [None] * len(items)
        self._failures: list[BaseException] = []
        self._changed = threading.Condition()

    def work_off(self) -> None:
        while (at := self._next()) is not None:
            result = None
            try:
                result = self._work(self._items[at])
            except BaseException as error:  # noqa: BLE001 - raised again by who waits for all
                self._failures.append(error)
            with self._changed:
                self._results[at] = result
                self._busy[self._servers[at]] -= 1
                self._changed.notify_all()

    def give_up(self) -> None:
        """Begin nothing more: who waits no longer has no use for it."""
        with self._changed:
            self._left.clear()
            self._changed.notify_all()

    def taken(self) -> list[Result | None]:
        with self._changed:
            if self._failures:
                raise self._failures[0]
            return list(self._results)

    def _next(self) -> int | None:
        with self._changed:
            while self._left:
                for at in self._left:
                    if not self._per_server or self._busy[self._servers[at]] < self._per_server:
                        self._left.remove(at)
                        self._busy[self._servers[at]] += 1
                        return at
                self._changed.wait()
            return None
