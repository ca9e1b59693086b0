"""Events for programs: one JSON object a line."""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TextIO

from onlinealter.model.errors import OnlineAlterError, Refused, UsageFault
from onlinealter.model.events import Event
from onlinealter.report.line_stream import LineStream


def _utc_now() -> datetime:
    return datetime.now(UTC)


class JsonLines:
    """Writes each event, and an error at the end, as one object; keys never change their meaning."""

    def __init__(self, stream: TextIO, clock: Callable[[], datetime] = _utc_now) -> None:
        self._lines = LineStream(stream)
        self._clock = clock
        self._lock = threading.RLock()

    def report(self, event: Event) -> None:
        """Write the event."""
        with self._lock:
            self._lines.write(render_event(event, self._clock()))

    def error(self, error: OnlineAlterError) -> None:
        """Write the failure."""
        with self._lock:
            self._lines.write(render_error(error, self._clock()))

    def close(self) -> None:
        """Nothing is kept open."""


def render_event(event: Event, at: datetime) -> str:
    """Write an event as one line of JSON."""
    return _line({"event": event_name(type(event)), "at": timestamp(at)} | _members(event))


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


def event_name(kind: type[Event]) -> str:
    """Name a kind of event as JSON does: ``copy-advanced``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def timestamp(at: datetime) -> str:
    """Write a time in UTC as ISO 8601 with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def plain_value(value: object) -> object:
    """Turn a value of a frozen dataclass into what JSON has."""
    if is_dataclass(value) and not isinstance(value, type):
        return _members(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, tuple | list):
        return [plain_value(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _members(value: object) -> dict[str, object]:
    names = [one.name for one in fields(value)] if is_dataclass(value) else []
    return {name: plain_value(getattr(value, name)) for name in names}


def _line(members: dict[str, object]) -> str:
    return json.dumps(members, separators=(", ", ": "))
