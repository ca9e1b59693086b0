"""One measurement: the table restored, the application at work or not, the contestant, and what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks import light
from tests.benchmarks.application import Seen, Work, seen_in, work
from tests.benchmarks.contestants import DONE, Alteration, Contestant
from tests.benchmarks.ground import Ground
from tests.benchmarks.jobs import Job, Load
from tests.benchmarks.shapes import SCHEMA, SHAPES

_WARM_UP = 3.0  # seconds at work before the application counts
_BEFORE = 24.0  # seconds that it counts for without an alteration


@dataclass(frozen=True)
class Measured:
    """One contestant's one alteration of one table."""

    server: str
    shape: str
    rows: int
    load: str
    settings: str
    contestant: str
    repeat: int
    outcome: str
    seconds: float
    phases: dict[str, float] = field(default_factory=dict)
    peak_kib: int = 0
    processor_seconds: float = 0.0
    binlog_bytes: int = 0
    application: dict[str, Any] | None = None
    day: str = ""
    unlike: int | None = None  # rows that are not as the server's own ALTER makes them, where that was compared

    @property
    def is_done(self) -> bool:
        """Whether the table was altered."""
        return self.outcome == DONE

    @property
    def copied_bytes(self) -> float:
        """Bytes of binlog per row of the table; with an application at work they would not be the alteration's alone."""
        return self.binlog_bytes / max(1, self.rows)


def measure(ground: Ground, job: Job, name: str, contestant: Contestant, repeat: int, limit: float, pace: float) -> Measured:
    """Measure; ``pace`` is the application's transactions a second where it is paced."""
    ground.restore(SHAPES[job.shape])
    before = ground.binlog_bytes()
    if job.load is Load.LIGHT:
        with ground.endpoint.connect(SCHEMA) as connection:
            light.make_twin(connection)
    alteration, seen = _alter(ground, job, contestant, limit, pace)
    outcome = alteration.outcome
    # An INPLACE rebuild is the practical limit, not the alteration itself.
    if outcome == DONE and "FORCE" not in getattr(contestant, "statement", "") and not ground.is_altered():
        outcome = "said that it was done, and wasn't"
    return Measured(
        ground.name, job.shape, job.made_rows, job.load.value, job.settings, name, repeat, outcome,
        round(alteration.seconds, 3), alteration.phases, alteration.peak_kib, round(alteration.processor_seconds, 2),
        ground.binlog_bytes() - before if job.load is Load.IDLE else 0, _plain(seen), time.strftime("%Y-%m-%d"),
        _unlike(ground) if job.load is Load.LIGHT and outcome == DONE else None,
    )  # fmt: skip


def full_speed(ground: Ground, job: Job) -> float:
    """Transactions a second of the application on the table when nobody holds it back."""
    ground.restore(SHAPES[job.shape])
    running = work(ground.account, SCHEMA, job.made_rows, 0.0)
    with running.traffic as traffic:
        running.await_all()
        time.sleep(_WARM_UP)
        since = time.time()
        time.sleep(_BEFORE)
        return seen_in(traffic.stop(), since, time.time(), time.time()).before.rate


def _alter(ground: Ground, job: Job, contestant: Contestant, limit: float, pace: float) -> tuple[Alteration, Seen | None]:
    def alter() -> Alteration:
        return contestant.alter(ground.endpoint, limit)

    if job.load is Load.IDLE:
        return alter(), None
    if job.load is Load.LIGHT:
        with ground.endpoint.connect() as connection:
            folder = light.folder_to_load_from(connection)
        return _under_work(light.work(ground.account, SCHEMA, job.made_rows, folder), alter)
    pace = pace if job.load is Load.PACED else 0.0
    return _under_work(work(ground.account, SCHEMA, job.made_rows, pace), alter)


def _under_work(running: Work, alter: Callable[[], Alteration]) -> tuple[Alteration, Seen]:
    with running.traffic as traffic:
        running.await_all()
        time.sleep(_WARM_UP)
        since = time.time()
        time.sleep(_BEFORE)
        altered = time.time()
        alteration = alter()
        until = time.time()
        tally = traffic.stop()
    return alteration, seen_in(tally, since, altered, until)


def _unlike(ground: Ground) -> int:
    with ground.endpoint.connect(SCHEMA) as connection:
        return light.rows_unlike(connection)


def _plain(seen: Seen | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    spans = {"before": vars(seen.before), "during": vars(seen.during)}
    return {**spans, "lost": round(seen.lost), "altered_from": seen.altered_from, "course": list(seen.course)}
