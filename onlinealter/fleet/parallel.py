"""The same work for many shards at once, each server's share bounded."""

from __future__ import annotations

import threading
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
    """What ``work`` gives for each item, in the items' order; None for those that nothing came of within ``limit`` seconds
    after the last that something came of: the number of items says nothing of who doesn't answer.

    No more than ``per_server`` items of one ``server`` are worked on at a time. An exception of ``work`` is raised once all
    others have ended.
    """
    board = _Board(items, work, server, per_server)
    for _ in range(board.most_at_once(at_once)):
        threading.Thread(target=board.work_off, daemon=True).start()
    board.wait(limit)
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
        self._at_work = 0

    def most_at_once(self, at_once: int) -> int:
        """How many can be worked on at a time."""
        if not self._per_server:
            return min(at_once, len(self._items))
        return min(at_once, sum(min(self._per_server, count) for count in Counter(self._servers).values()))

    def wait(self, limit: float | None) -> None:
        """Until nothing is left and nobody at work, or nothing has come for ``limit`` seconds; then begin nothing more."""
        with self._changed:
            while self._left or self._at_work:
                if not self._changed.wait(limit):
                    break
            self._left.clear()
            self._changed.notify_all()

    def work_off(self) -> None:
        while (at := self._next()) is not None:
            result = None
            try:
                result = self._work(self._items[at])
            except BaseException as error:  # noqa: BLE001 - raised again by who waits for all
                self._failures.append(error)
            with self._changed:
                self._results[at] = result
                self._at_work -= 1
                self._busy[self._servers[at]] -= 1
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
                        self._at_work += 1
                        return at
                self._changed.wait()
            return None
