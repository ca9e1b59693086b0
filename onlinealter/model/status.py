"""What is known of a run without touching it: one row of ``online-alter status``."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RunStatus:
    """A run as its journal has it. ``owner`` is empty if nobody is at work; ``following`` is what to type next;
    ``waiting`` is why it pauses; ``changed_settings`` are those of ``online-alter set``, as KEY=VALUE.
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
