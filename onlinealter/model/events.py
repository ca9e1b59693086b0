"""What the engine says happens. Reporters show events; nothing below ``report/`` prints.

Times are seconds, keys are given as readable text. Each class is one kind of line in ``--json`` output.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from onlinealter.model.estimate import Estimate
from onlinealter.model.findings import Finding
from onlinealter.model.states import Phase


@dataclass(frozen=True)
class Event:
    """Something that happened."""


@dataclass(frozen=True)
class Envelope:
    """An event with its run, the shard that this works on, and when it happened. Before a run is known its id is empty."""

    run: str
    shard: str
    at: datetime
    event: Event


@dataclass(frozen=True)
class RunOpened(Event):
    """A run was begun or taken up again."""

    run: str
    table: str
    server: str
    state: str
    resumed: bool


@dataclass(frozen=True)
class PhaseBegan(Event):
    """A phase was entered."""

    phase: Phase


@dataclass(frozen=True)
class PhaseEnded(Event):
    """A phase was left; ``outcome`` is ``done``, ``nothing-to-do``, ``by-a-copy`` for a rollback that needs a
    run of its own, or the reference of the error that ended it.
    """

    phase: Phase
    seconds: float
    outcome: str


@dataclass(frozen=True)
class Found(Event):
    """A check said something."""

    finding: Finding


@dataclass(frozen=True)
class Checked(Event):
    """A check found nothing that forbids the alteration. ``strategy`` is the expected one; empty where there is nothing to
    do. Rows and bytes come from the server's statistics. ``disk_bytes`` is roughly what the copy takes until the old table
    is dropped; 0 without a copy. ``replicas`` are watched; ``unwatched`` are attached but were not named.
    """

    table: str
    strategy: str
    rows: int
    table_bytes: int
    deferred_indexes: tuple[str, ...]
    disk_bytes: int
    replicas: int
    unwatched: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Estimated(Event):
    """What the alteration that was checked is expected to take."""

    estimate: Estimate


@dataclass(frozen=True)
class StatementRan(Event):
    """A statement that changes the server was run; ``seconds`` includes waiting for locks."""

    purpose: str
    sql: str
    seconds: float


@dataclass(frozen=True)
class Blocker:
    """A session that holds a lock we need; never its SQL text, which may hold data. ``state`` is ``idle`` or ``at work``,
    for ``state_seconds``; empty where that isn't known.
    """

    connection: int
    user: str
    host: str
    age: float
    state: str = ""
    state_seconds: float = 0.0

    @property
    def who(self) -> str:
        """The session and its account."""
        return f"connection {self.connection} {self.user}@{self.host}"

    def __str__(self) -> str:
        return f"connection {self.connection} ({self.user}@{self.host}, {self.age:.0f} s)"


@dataclass(frozen=True)
class WaitingForLock(Event):
    """A statement of ours could not have its lock and stepped back, to try again after ``pause`` seconds."""

    purpose: str
    attempt: int
    pause: float
    blockers: tuple[Blocker, ...]


@dataclass(frozen=True)
class Waiting(Event):
    """The run has waited ``seconds`` for something, of at most ``longest``; ``why`` says who or what keeps it."""

    what: str
    why: str
    seconds: float
    longest: float


@dataclass(frozen=True)
class BlockerKilled(Event):
    """A session that held a lock we need was ended, as the plan allows, after ``grace`` seconds in which we tried."""

    purpose: str
    blocker: Blocker
    grace: float


@dataclass(frozen=True)
class SearchAdvanced(Event):
    """Where the scan the old rows stands, and on which server; ``refused`` rows stand against the alteration."""

    server: str
    rows: int
    estimated_rows: int
    fraction: float
    rows_per_second: float
    remaining_seconds: float | None
    refused: int


@dataclass(frozen=True)
class CopyAdvanced(Event):
    """Where the copy stands. ``fraction`` is below 1 until the last row is copied. ``bytes`` are those of the rows, by the
    table's mean; ``binlog_bytes`` is what the copy has written to the binlog. Both are 0 where that isn't known.
    """

    rows: int
    estimated_rows: int
    fraction: float
    rows_per_second: float
    remaining_seconds: float | None
    chunk_rows: int
    chunk_seconds: float
    workers: int
    retries: int
    bytes: int = 0
    binlog_bytes: int = 0


@dataclass(frozen=True)
class ChunkDone(Event):
    """A chunk was done; ``work`` is ``copy`` or ``verify``. Only for who asks for each by itself."""

    work: str
    rows: int
    seconds: float


@dataclass(frozen=True)
class Sampled(Event):
    """What a signal saw, and the limit that it is held against, if it has one, in the signal's unit: megabytes, seconds or a
    count. Only for who asks for each by itself.
    """

    signal: str
    value: float
    limit: float | None


@dataclass(frozen=True)
class IndexesBuilding(Event):
    """The deferred secondary indexes are being built."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class IndexBuildAdvanced(Event):
    """How far the server is with an index build, in its own words for what it is at; only where it can be seen."""

    stage: str
    fraction: float


@dataclass(frozen=True)
class ReplicaSeen(Event):
    """How far a replica is behind, in seconds; None when it can't be told."""

    replica: str
    lag: float | None


@dataclass(frozen=True)
class Paused(Event):
    """The work waits; ``reason`` reads ``signal observed operator limit``."""

    reason: str


@dataclass(frozen=True)
class Unpaused(Event):
    """The work continues after ``seconds`` of waiting."""

    seconds: float


@dataclass(frozen=True)
class VerifyAdvanced(Event):
    """Where the verification on one server stands."""

    server: str
    rows: int
    estimated_rows: int
    fraction: float
    rows_per_second: float
    remaining_seconds: float | None
    differences: int


@dataclass(frozen=True)
class DifferenceSeen(Event):
    """A row that differs: ``kind`` is ``missing`` (in the shadow), ``surplus`` or ``changed``."""

    server: str
    key: str
    kind: str


@dataclass(frozen=True)
class RowRepaired(Event):
    """A differing or conflicting row was copied again."""

    key: str


@dataclass(frozen=True)
class ConflictSeen(Event):
    """A row that the new definition can't hold, with the server's error number."""

    key: str
    error: int


@dataclass(frozen=True)
class Swapped(Event):
    """The names were exchanged; ``table`` resolves to the new definition, or after a rollback to the old one."""

    table: str
    retired: str
    seconds: float
    back: bool


@dataclass(frozen=True)
class Reconnected(Event):
    """A lost connection was replaced."""

    connection: str


@dataclass(frozen=True)
class Notice(Event):
    """Something worth a line that no other event says."""

    text: str


@dataclass(frozen=True)
class RunClosed(Event):
    """The command is over. ``following`` is what to type next, or empty."""

    run: str
    state: str
    seconds: float
    rows: int
    following: str
