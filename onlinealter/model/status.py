"""What is known of a run without touching it: one row of ``online-alter status``."""

from dataclasses import dataclass
from datetime import datetime

from onlinealter.model.events import Blocker, ReplicaSeen
from onlinealter.model.plan import Notes


@dataclass(frozen=True)
class RunStatus:
    """A run as its journal has it. ``owner`` is empty if no process attached; ``following`` is what to type next;
    ``waiting`` is why it pauses; ``changed_settings`` are those of ``online-alter set``, as KEY=VALUE;
    ``conflict_keys`` are the first rows that the other definition can't hold; ``change`` is the digest of its plan's change,
    by which runs of one plan on many shards are known; ``copied_at`` and ``verified_at`` are when that ended, last of all.
    ``shadow`` and ``retired`` are empty where there is no such table; ``notes`` are the plan's, ``begun_by`` is the user and
    the machine that began the run, as its journal says; ``takes_back`` is the run that it takes back by a copy of the rows.
    """

    run: str
    table: str
    server: str
    state: str
    plan_name: str
    created_at: datetime
    updated_at: datetime
    owner: str
    rows_copied: int
    estimated_rows: int
    conflicts: int
    verification: str
    pause_requested: bool
    shadow: str
    retired: str
    failure: str
    following: str
    waiting: str = ""
    changed_settings: tuple[str, ...] = ()
    binlog_bytes: int = 0
    conflict_keys: tuple[str, ...] = ()
    change: str = ""
    owner_since: datetime | None = None
    copied_at: datetime | None = None
    verified_at: datetime | None = None
    notes: Notes = Notes()
    begun_by: str = ""
    takes_back: str = ""


@dataclass(frozen=True)
class RunActivity:
    """What a process attached to a run does just now, seen by two looks: rows and seconds are None where nothing was copied
    between them. ``holders`` are sessions that hold the table's lock, which a statement of ours would wait for.
    """

    run: str
    rows_per_second: float | None
    remaining_seconds: float | None
    chunk_seconds: float | None
    replicas: tuple[ReplicaSeen, ...] = ()
    holders: tuple[Blocker, ...] = ()
