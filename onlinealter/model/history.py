"""A run as its record tells of it later: one row of ``online-alter history``."""

from dataclasses import dataclass
from datetime import datetime

from onlinealter.model.measured import Measured
from onlinealter.model.plan import Notes


@dataclass(frozen=True)
class PastRun:
    """What was changed, how, when and by whom.

    ``change`` are the plan's clauses. ``ended`` is None while the run isn't over, ``seconds`` then too; ``who`` is the
    process that was the last at work; ``shard`` is the fleet's name of the server, empty without a fleet; ``begun_by`` is
    the user and the machine that began the run; ``measured`` what the run took and wrote.
    """

    run: str
    table: str
    server: str
    plan_name: str
    change: tuple[str, ...]
    method: str
    state: str
    began: datetime
    ended: datetime | None
    seconds: float | None
    who: str
    rows_copied: int
    failure: str = ""
    copied_at: datetime | None = None
    verified_at: datetime | None = None
    shard: str = ""
    notes: Notes = Notes()
    begun_by: str = ""
    measured: Measured = Measured()
