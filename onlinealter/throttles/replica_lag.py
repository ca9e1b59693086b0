"""Pause while a replica is behind: a heartbeat goes through the binlog as the copied rows do."""

from __future__ import annotations

import time
from collections.abc import Callable

from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.events import ReplicaSeen
from onlinealter.model.ports import Reporter
from onlinealter.mysql import error_numbers, replication
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.mysql.server import Server
from onlinealter.throttles import statements
from onlinealter.throttles.clock import clock_offset
from onlinealter.throttles.signal import Limit, Reading

_BETWEEN_COMPARISONS = 60.0  # seconds; clocks drift, and are set


class ReplicaLag:
    """One replica's lag. A replica that can't be asked, stands still, or has never seen the run counts as behind."""

    optional = False

    def __init__(
        self,
        address: str,
        open_replica: Callable[[], Connection],
        schema: str,
        run: str,
        limit: Limit,
        reporter: Reporter,
        primary: Server,
        primary_clock: Callable[[], float],
    ) -> None:
        """``open_replica`` tries once; ``limit`` in seconds; ``primary_clock`` gives the offset of the primary's clock."""
        self._primary_clock = primary_clock
        self._ahead, self._compared = 0.0, -_BETWEEN_COMPARISONS
        self._primary = primary
        self.name = f"lag of {address}"
        self._address = address
        self._reconnecting = ReconnectingConnection(open_replica)
        self._question = statements.lag_behind_heartbeat(schema, run)
        self._limit = limit
        self._reporter = reporter
        self._shown = 0.0
        self.reading: Reading | None = None

    def reason(self) -> str | None:
        """``lag of host:port 7.2 s > 5.0 s``, or that it stands still or can't be told."""
        self.reading = None
        try:
            lag, stopped = self._ask()
        except OnlineAlterError as error:
            self._show(None)
            return f"{self.name} unknown: {error.message}"
        self._show(lag)
        limit = self._limit()
        self.reading = None if lag is None else Reading(lag, limit)
        if stopped:
            return f"replication on {self._address} stands still: its {stopped} thread is not running"
        if lag is None:
            return f"{self.name} unknown: no heartbeat has arrived"
        return f"{self.name} {lag:.1f} s > {limit:.1f} s" if lag > limit else None

    def close(self) -> None:
        self._reconnecting.close()

    def _ask(self) -> tuple[float | None, str]:
        try:
            connection = self._reconnecting.connection()
            stopped = replication.stopped_thread(connection, self._primary)
            self._compare_clocks(connection)
            value = connection.value(self._question)
        except ServerError as error:
            if error.number == error_numbers.NO_SUCH_TABLE:
                return None, ""  # the journal itself hasn't arrived yet
            raise
        except OnlineAlterError:
            self._reconnecting.discard()
            raise
        return (None if value is None else max(0.0, float(value) - self._ahead)), stopped

    def _compare_clocks(self, connection: Connection) -> None:
        """The heartbeat is by the primary's clock and its age by the replica's; by how much that is ahead is no lag."""
        if time.monotonic() - self._compared >= _BETWEEN_COMPARISONS:
            self._ahead = clock_offset(connection) - self._primary_clock()
            self._compared = time.monotonic()

    def _show(self, lag: float | None) -> None:
        if time.monotonic() - self._shown >= 1.0:
            self._shown = time.monotonic()
            self._reporter.report(ReplicaSeen(self._address, lag))
