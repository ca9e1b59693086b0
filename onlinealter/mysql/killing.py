"""Ending sessions that hold a table's lock for too long, where the plan allows it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from onlinealter.model.errors import ServerError
from onlinealter.model.events import Blocker, BlockerKilled, Notice
from onlinealter.model.ports import Reporter
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.transactions import read_list

_MAY_NOT = frozenset({error_numbers.NOT_OWNER, error_numbers.SPECIFIC_ACCESS_DENIED})


class BlockerKiller:
    """Knows since when each session has been in the way, and ends those that were for longer than the grace.

    A session is who it was only with the same connection, account, host, and begin of its transaction; another transaction
    of the same session begins again.
    """

    def __init__(self, grace: float, reporter: Reporter) -> None:
        """``grace`` in seconds."""
        self._grace = grace
        self._reporter = reporter
        self._since: dict[Row, float] = {}
        self._told: set[int] = set()

    def attend(self, eyes: Connection, purpose: str, blockers: Sequence[Blocker]) -> None:
        """These sessions hold the very lock now, while a statement of ours tries for it."""
        seen: dict[Row, float] = {}
        for blocker in blockers:
            who = self._identity(eyes, blocker)
            if who is None:
                continue
            seen[who] = self._since.get(who, time.monotonic())
            if time.monotonic() - seen[who] > self._grace and self._identity(eyes, blocker) == who:
                self._kill(eyes, purpose, blocker)
        self._since = seen

    def _identity(self, eyes: Connection, blocker: Blocker) -> Row | None:
        try:
            rows = read_list(eyes, statements.identity_of_blocker(blocker.connection, mariadb=eyes.mariadb))
        except ServerError:
            return None  # who can't be told apart is spared
        return rows[0] if rows else None

    def _kill(self, eyes: Connection, purpose: str, blocker: Blocker) -> None:
        try:
            eyes.execute(statements.kill_connection(blocker.connection))
        except ServerError as error:
            if error.number in _MAY_NOT and blocker.connection not in self._told:
                self._told.add(blocker.connection)
                self._reporter.report(Notice(f"the account may not end connection {blocker.connection} ({error.text})"))
            return
        self._reporter.report(BlockerKilled(purpose, blocker, self._grace))
