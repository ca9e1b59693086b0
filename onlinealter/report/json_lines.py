"""Events for programs: one JSON object a line."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

from onlinealter.model.errors import OnlineAlterError, Refused, UsageFault
from onlinealter.model.event_values import event_name, line_of, members, plain_value, timestamp
from onlinealter.model.events import Envelope, Event
from onlinealter.report.line_stream import LineStream


def _utc_now() -> datetime:
    return datetime.now(UTC)


class JsonLines:
    """Writes each event, and an error at the end, as one object; keys never change their meaning."""

    def __init__(self, stream: TextIO, clock: Callable[[], datetime] = _utc_now, shard: str = "") -> None:
        self._lines = LineStream(stream)
        self._clock = clock
        self._shard = shard
        self._lock = threading.RLock()

    def report(self, event: Event) -> None:
        with self._lock:
            self._lines.write(render_event(event, self._clock(), self._shard))

    def take(self, envelope: Envelope) -> None:
        """Write the event with its run and shard, and when it happened."""
        with self._lock:
            named = {"shard": self._shard} if self._shard else {}
            self._lines.write(_line(line_of(envelope) | named))

    def error(self, error: OnlineAlterError) -> None:
        """Write the failure."""
        with self._lock:
            self._lines.write(render_error(error, self._clock()))

    def close(self) -> None:
        """Nothing is kept open."""


def render_event(event: Event, at: datetime, shard: str = "") -> str:
    """Write an event as one line of JSON, with its shard's name where there are several."""
    where: dict[str, object] = {"shard": shard} if shard else {}
    return _line({"event": event_name(type(event)), "at": timestamp(at)} | where | members(event))


def render_error(error: OnlineAlterError, at: datetime) -> str:
    """Write a failure as one line of JSON."""
    return _line(
        {
            "event": "error",
            "at": timestamp(at),
            "reference": error.reference,
            "message": error.message,
            "remedy": error.remedy,
            "exit_code": int(error.exit_code),
            "findings": plain_value(error.findings if isinstance(error, Refused) else ()),
            "faults": plain_value(error.faults if isinstance(error, UsageFault) else ()),
        }
    )


def _line(members: dict[str, object]) -> str:
    return json.dumps(members, separators=(", ", ": "))
