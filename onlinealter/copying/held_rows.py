"""Rows of the original that somebody has locked for long: who it is gets said, and for how long they are waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from onlinealter.model.errors import Blocked
from onlinealter.mysql.advice.waiting import kill_or_wait
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.row_locks.holders import RowHolders, find_row_holders
from onlinealter.mysql.server import Server
from onlinealter.tables.copy_key import CopyKey, Key

_LONG = 1.5  # seconds, after which a locked row is worth a word
_AGAIN = 2.0  # between two looks at who holds it
_SAID = 5.0  # since a row was met last, after which it isn't said to be waited for
_FORGOTTEN = 30.0  # and after which its wait begins at 0 again


@dataclass(frozen=True)
class HeldTable:
    """Whose rows: the original, and the tables written together with it."""

    server: Server
    schema: str
    tables: tuple[str, ...]
    key: CopyKey

    def holders(self, connection: Connection, row: Key) -> RowHolders:
        return find_row_holders(connection, self.server, self.schema, self.tables, self._lock_data(row))

    def _lock_data(self, row: Key) -> str | None:
        """How MySQL writes the row's key where it lists locks; that of texts and moments isn't told."""
        known = self.key.original_index == "PRIMARY" and all(
            self.key.parts[place].original.is_integer for place in self.key.walked
        )
        return ", ".join(row[place] for place in self.key.walked) if known else None


class _Held:
    """Since when a row has been met, when last, and what was said of it."""

    def __init__(self, now: float) -> None:
        self.since = self.met = now
        self.looked = 0.0
        self.names = ""
        self.text = ""
        self.holders = RowHolders(certain=False)


class HeldRows:
    """Shared by all workers. What is said comes back from :attr:`waiting` too, for the journal."""

    def __init__(self, table: HeldTable, tell: Callable[[str], None], longest: Callable[[], float]) -> None:
        """``longest``: how many seconds to wait for a row when there is nothing else to do."""
        self._table = table
        self._tell = tell
        self._longest = longest
        self._lock = threading.Lock()
        self._held: dict[Key, _Held] = {}
        self._moved = time.monotonic()

    @property
    def waiting(self) -> str:
        """What is waited for; empty when nothing is."""
        with self._lock:
            now = time.monotonic()
            return next((each.text for each in self._held.values() if each.text and now - each.met < _SAID), "")

    def moved(self, row: Key | None = None) -> None:
        """Something was copied: this row, or others."""
        with self._lock:
            self._moved = time.monotonic()
            if row is not None:
                self._held.pop(row, None)

    def met(self, connection: Connection, row: Key) -> None:
        """The row is locked. Raises Blocked when it has been for too long, with nothing else copied meanwhile."""
        now = time.monotonic()
        with self._lock:
            held = self._held.setdefault(row, _Held(now))
            if now - held.met > _FORGOTTEN:
                held.since = now
            held.met = now
            waited, idle = now - held.since, now - max(held.since, self._moved)
            if waited < _LONG or (now - held.looked < _AGAIN and idle < self._longest()):
                return
            held.looked = now
        self._look(connection, row, held)
        if idle >= self._longest():
            raise blocked(held.text, idle, held.holders)

    def _look(self, connection: Connection, row: Key, held: _Held) -> None:
        found = self._table.holders(connection, row)
        held.text, held.holders = waiting_text(self._table.key.readable(row), found), found
        if held.names != found.names:
            held.names = found.names
            self._tell(held.text)


def waiting_text(row: str, holders: RowHolders) -> str:
    return f"waiting for the row {row}, locked by {holders}"


def blocked(text: str, seconds: float, holders: RowHolders) -> Blocked:
    """The error of a row that was locked for too long."""
    if holders.prepared:
        remedy = "End that transaction (XA COMMIT or XA ROLLBACK with its id), then run the same command again."
    else:
        remedy = kill_or_wait(each.connection for each in holders.sessions)
    return Blocked(f"{text}; nothing else was left to do for {seconds:.0f} s", remedy=remedy)
