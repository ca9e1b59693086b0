"""Where the shards of a fleet stand: what ``online-alter status --shards`` shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """A shard's place in the rollout, in the order in which somebody has to look at it."""

    WAITS = "waits for you"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    WORKING = "at work"
    NOT_STARTED = "not started"
    SWAPPED = "swapped"
    OVER = "over"


@dataclass(frozen=True)
class ShardRow:
    """A shard as status shows it; ``waits_for`` is a failure, a pause's reason, or why the shard can't be reached.

    ``rate`` is in rows a second and ``left`` in seconds, both as expected; ``lag`` is the farthest replica's, in seconds.
    ``since`` is when its process came, or when the journal's row was last changed.
    """

    shard: str
    group: str
    server: str
    standing: Standing
    run: str = ""
    state: str = ""
    copied: str = ""
    waits_for: str = ""
    owner: str = ""
    following: str = ""
    rate: float | None = None
    left: float | None = None
    lag: float | None = None
    since: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """A question between two waves as a shard's journal has it, and its answer: empty, ``go`` or ``stop``."""

    question: str
    asked_by: str
    asked_at: datetime
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class FleetStatus:
    """A whole fleet at one moment.

    ``wave`` of ``waves`` is the one that is swapped next, counted from 1; 0 where none has begun or all are over.
    ``following`` are the commands to type next. All is expected to be verified at ``expected_end``, ``tail`` last of all.
    """

    title: str
    at: datetime
    shards: tuple[ShardRow, ...]
    wave: int = 0
    waves: int = 0
    asked: tuple[Asked, ...] = ()
    following: tuple[str, ...] = ()
    expected_end: datetime | None = None
    tail: str = ""
