"""What an application does to a table: how many statements of which kind, by which indexes. No text of theirs, no value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FORMAT = 1


class Kind(StrEnum):
    """What a statement does to the table's rows."""

    SELECT = "select"
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class Source(StrEnum):
    """What was asked: the performance schema's sums by kind of statement, or the server's status counters."""

    DIGESTS = "digests"
    STATUS = "status"


@dataclass(frozen=True)
class StatementTraffic:
    """Statements of one kind: how many, how many a second, and of each how many rows it returned or changed, how many it
    read for that, and how many seconds it took. null where the server doesn't count that.
    """

    kind: Kind
    count: int
    per_second: float
    rows_each: float | None = None
    rows_read_each: float | None = None
    seconds_each: float | None = None


@dataclass(frozen=True)
class IndexTraffic:
    """Rows that were reached by one index, and its share of all that were read; ``index`` is empty for rows that none led
    to, where inserts count.
    """

    index: str
    read: int
    share: float
    inserted: int = 0
    updated: int = 0
    deleted: int = 0


@dataclass(frozen=True)
class Traffic:
    """What came within so many ``seconds``. With ``whole_server`` the statements are those of all tables. Waits for row
    locks are always the server's.
    """

    table: str
    server: str
    began_at: str
    seconds: float
    source: Source
    whole_server: bool
    statements: tuple[StatementTraffic, ...]
    indexes: tuple[IndexTraffic, ...]
    lock_waits: int
    lock_wait_seconds: float
    notes: tuple[str, ...] = ()
