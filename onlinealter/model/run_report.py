"""A run as a page shows it: what the journal has of it, and what the machine recorded that worked at it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onlinealter.model.rehearsal import Details, Pause, Played

FORMAT = 1
"""Of the record that `report --json` writes: another number where a reader of this one would misread it."""


class SessionEnd(StrEnum):
    """How a command's work at a run ended: by itself, by a loss of the process, or not yet."""

    CLOSED = "closed"
    LOST = "lost"
    AT_WORK = "at work"


@dataclass(frozen=True)
class Session:
    """A command's work at the run: when it began, as a moment and in seconds of work, how long it lasted, how it ended, and
    for how many seconds nobody worked at the run before it.
    """

    began_at: str
    began: float
    seconds: float
    ended: SessionEnd
    idle_before: float = 0.0


@dataclass(frozen=True)
class SwapMade:
    """An exchange of the names: how long it took, and whether it led back."""

    seconds: float
    back: bool


@dataclass(frozen=True)
class Limit:
    """A signal with a limit: the worst value seen, and how often and for how long the work paused for it. ``below`` is a
    limit that the value has to stay above.
    """

    signal: str
    limit: float
    worst: float
    below: bool
    times: int
    seconds: float


@dataclass(frozen=True)
class ReportedRun:
    """The run. ``seconds`` are those in which a command worked at it, and all other times count them: ``began`` of a phase
    is how many of them had gone by. What is only known from the record of the machine that worked at it is empty on
    another machine, and ``recorded`` false. ``keys`` are of rows that the other definition can't hold.
    """

    run: str
    table: str
    server: str
    state: str
    over: bool
    began_at: str
    updated_at: str
    seconds: float
    recorded: bool
    method: str
    rows_copied: int
    estimated_rows: int
    verification: str
    conflicts: int
    keys: tuple[str, ...]
    binlog_bytes: int
    failure: str
    waiting: str
    following: str
    begun_by: str
    owner: str
    details: Details
    definition_after: str
    sessions: tuple[Session, ...] = ()
    phases: tuple[Played, ...] = ()
    swaps: tuple[SwapMade, ...] = ()
    limits: tuple[Limit, ...] = ()
    pauses: tuple[Pause, ...] = ()
    lock_attempts: int = 0
    differences: int = 0
    repaired: int = 0
    killed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
