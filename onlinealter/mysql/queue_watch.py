"""Looking on while a statement of ours runs: it is ended when it queues too long, or becomes a danger to others."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

from onlinealter.model.errors import ConnectionLost, Interrupted, ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql import statements as statements_of
from onlinealter.mysql.build_progress import BuildProgress
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.mysql.waits import Waits

_POLL_SECONDS, _GLANCE_LATER, _ATTENTIVE = 0.003, 0.05, 2.0
_WORTH_OF_WORK = 0.1  # a lasting statement may queue so much of the time that it has worked, up to the bound


@dataclass(frozen=True)
class QueueWatch:
    """Looks on while a statement of ours runs; seconds: ``window`` that it may queue, ``longest`` after long work."""

    eyes: Connection
    server: Server
    schema: str
    tables: tuple[str, ...]
    relatives: tuple[str, ...]
    connection_id: int
    window: float
    longest: float
    waits: Waits

    def until(self, over: threading.Event) -> None:
        """Look often at first, then occasionally: a build takes long, and queues again at its end."""
        began, queued_since = time.monotonic(), None
        progress = BuildProgress(self.eyes, self.server, self.connection_id, self.waits)
        try:
            while not over.wait(_POLL_SECONDS if time.monotonic() - began < _ATTENTIVE else _GLANCE_LATER):
                self._end_if_to_stop()
                while not over.is_set() and self._queues():
                    self._end_if_to_stop()
                    now = time.monotonic()
                    queued_since = queued_since or now
                    if now - queued_since >= self._may_wait(queued_since - began) or self._endangers():
                        self.eyes.execute(statements_of.kill_query(self.connection_id))
                        break
                queued_since = None
                progress.look()
        except (ServerError, ConnectionLost):
            return  # without its eyes the statement still has lock_wait_timeout as its bound

    def _may_wait(self, worked: float) -> float:
        return min(self.longest, max(self.window, worked * _WORTH_OF_WORK))

    def _end_if_to_stop(self) -> None:
        """Ctrl-C doesn't wait for a build's end."""
        try:
            self.waits.sleep(0)
        except Interrupted:
            self.eyes.execute(statements_of.kill_query(self.connection_id))

    def _queues(self) -> bool:
        sql = statements_of.state_of_connection(self.connection_id, mariadb=self.server.is_mariadb)
        return str(self.eyes.value(sql) or "").startswith("Waiting for")

    def _endangers(self) -> bool:
        if self.server.is_mariadb:
            return False  # its list is too old to say
        try:
            guard = statements_of.no_upgraders(self.schema, self.tables, mariadb=False, relatives=self.relatives)
            self.eyes.value(guard)
        except ServerError as error:
            return error.number == error_numbers.SEVERAL_ROWS
        return False
