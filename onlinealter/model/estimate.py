"""What a run is expected to take."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onlinealter.model.measured import Part, Span

FORMAT = 1
"""Of PLAN.estimate.json: another number where a reader of this one would misread it."""


class Grade(StrEnum):
    """Where an estimate comes from, the most trusted first."""

    OWN_RUN = "A"
    CANARY = "B"
    COMPARED = "C"
    REHEARSAL = "D"
    FACTS = "E"


@dataclass(frozen=True)
class MachineFacts:
    """The server, without its name: ``machine`` is the same for servers whose seconds can be compared, ``pool_bytes`` the
    memory that it has for tables, ``rows_per_second`` how fast it read a sample of the table's rows.
    """

    version: str
    machine: str
    pool_bytes: int
    binlog: bool
    rows_per_second: int


@dataclass(frozen=True)
class TableSize:
    """The table now. ``counted`` says whether all rows were counted; else ``rows`` is the server's own estimate."""

    rows: int
    counted: bool
    table_bytes: int


@dataclass(frozen=True)
class Decisions:
    """What is decided on this server, and what a rehearsal takes over: the strategy, and the indexes that are built after
    the copy.
    """

    strategy: str
    deferred_indexes: tuple[str, ...]


@dataclass(frozen=True)
class WorkAmount:
    """What is to be done, whatever the machine: rows to read; bytes of a copied row in the new table with what it takes in a
    page, and in the binlog; entries to put into indexes that are built at once, and bytes of these for each row; statements
    that copy, at least.
    """

    rows: int
    row_bytes: float
    binlog_row_bytes: float
    index_entries: int
    index_row_bytes: float
    statements: int


@dataclass(frozen=True)
class PartTime:
    """How long a part takes, in seconds."""

    part: Part
    seconds: Span


@dataclass(frozen=True)
class Estimate:
    """The file. ``prediction`` holds for a server on which nothing else happens. ``lag`` is for how long replicas stand
    still, None without any; ``notes`` say what makes the estimate wide, or better. It holds no name of a host, and no value.
    """

    plan_digest: str
    made_by: str
    at: str
    server: MachineFacts
    table: TableSize
    choices: Decisions
    work: WorkAmount
    grade: Grade
    source: str
    parts: tuple[PartTime, ...]
    seconds: Span
    disk_bytes: Span
    binlog_bytes: Span
    replicas: int
    unwatched: int
    lag: Span | None
    notes: tuple[str, ...] = ()
