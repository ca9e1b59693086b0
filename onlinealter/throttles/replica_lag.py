"""Pause while a replica is behind: a heartbeat goes through the binlog as the copied rows do."""

from __future__ import annotations

import time
from collections.abc import Callable

from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.events import ReplicaSeen
from onlinealter.model.ports import Reporter
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.throttles import statements


class ReplicaLag:
    """One replica's lag. A replica that can't be asked, or has never seen the run, counts as behind."""

    def __init__(
        self,
        name: str,
        open_replica: Callable[[], Connection],
        beat: Callable[[], None],
        schema: str,
        run: str,
        limit: float,
        reporter: Reporter,
    ) -> None:
        """``beat`` writes the heartbeat on the primary; ``limit`` in seconds."""
        self._name = name
        self._steady = SteadyConnection(open_replica)
        self._beat = beat
        self._question = statements.lag_behind_heartbeat(schema, run)
        self._limit = limit
        self._reporter = reporter
        self._shown = 0.0

    def reason(self) -> str | None:
        """``lag of host:port 7.2 s > 5.0 s``, or that it can't be told."""
        self._beat()
        try:
            lag = self._ask()
        except OnlineAlterError as error:
            self._show(None)
            return f"lag of {self._name} unknown: {error.message}"
        self._show(lag)
        if lag is None:
            return f"lag of {self._name} unknown: no heartbeat has arrived"
        return f"lag of {self._name} {lag:.1f} s > {self._limit:.1f} s" if lag > self._limit else None

    def close(self) -> None:
        """End the connection."""
        self._steady.close()

    def _ask(self) -> float | None:
        try:
            value = self._steady.connection().value(self._question)
        except ServerError as error:
            if error.number == error_numbers.NO_SUCH_TABLE:
                return None  # the journal itself hasn't arrived yet
            raise
        except OnlineAlterError:
            self._steady.drop()
            raise
        return None if value is None else max(0.0, float(value))

    def _show(self, lag: float | None) -> None:
        if time.monotonic() - self._shown >= 1.0:
            self._shown = time.monotonic()
            self._reporter.report(ReplicaSeen(self._name, lag))
