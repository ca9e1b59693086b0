"""Events as plain values, which JSON has."""

from __future__ import annotations

import math
import re
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onlinealter.model.events import Envelope, Event


def line_of(envelope: Envelope) -> dict[str, object]:
    """An event with its kind, its time, its run and its shard."""
    event = envelope.event
    given = {"event": event_name(type(event)), "at": timestamp(envelope.at), "run": envelope.run, "shard": envelope.shard}
    return given | members(event)


def event_name(kind: type[Event]) -> str:
    """Name a kind of event as JSON does: ``copy-advanced``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def timestamp(at: datetime) -> str:
    """Write a time in UTC as ISO 8601 with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def plain_value(value: object) -> object:
    """Turn a value of a frozen dataclass into what JSON has."""
    if is_dataclass(value) and not isinstance(value, type):
        return members(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, tuple | list):
        return [plain_value(one) for one in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def members(value: object) -> dict[str, object]:
    """The fields of a dataclass by name."""
    names = [one.name for one in fields(value)] if is_dataclass(value) else []
    return {name: plain_value(getattr(value, name)) for name in names}
