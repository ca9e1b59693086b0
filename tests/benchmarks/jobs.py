"""What is to be measured, in which order: repeats outermost, so that an end in the middle leaves something of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tests.benchmarks.contestants import COPY, INPLACE, OURS
from tests.benchmarks.shapes import SHAPES


class Load(StrEnum):
    """What the application does meanwhile."""

    IDLE = "idle"
    FULL = "full speed"
    PACED = "a third of full speed"
    LIGHT = "light, all forms of DML"


@dataclass(frozen=True)
class Job:
    """A table, and what the contestants do to it in turn. ``rows`` are those asked for; a shape may take a share of them.

    ``settings``: what ours is told beside its defaults, such as ``workers=1 chunk_time=0.3``.
    """

    shape: str
    rows: int
    load: Load
    contestants: tuple[str, ...]
    repeats: int = 1
    settings: str = ""

    @property
    def made_rows(self) -> int:
        """How many rows the table has."""
        return SHAPES[self.shape].rows(self.rows)


_QUICK_ROWS, _FULL_ROWS, _LOADED_ROWS = 300_000, 2_000_000, 1_000_000
LIGHT_ROWS = 200_000
_GROWTH = (200_000, 2_000_000, 10_000_000)

UNCOMPRESSED = "compress_binlog=false"
BY_HAND = (
    "workers=1", "workers=2", "workers=3", "workers=4", "workers=2 chunk_time=0.03", "workers=2 chunk_time=0.3",
    "workers=2 chunk_time=1 max_chunk_rows=100000",
)  # fmt: skip


def quick(contestants: Sequence[str]) -> list[Job]:
    """What fits into a quarter of an hour."""
    everyone = tuple(contestants)
    return [
        Job("random-1", _QUICK_ROWS, Load.FULL, everyone),
        Job("random-1", _QUICK_ROWS, Load.IDLE, everyone, 3),
        Job("random-5", _QUICK_ROWS, Load.IDLE, everyone, 3),
        Job("random-1", LIGHT_ROWS, Load.LIGHT, _online(everyone)),
        *_compression(_QUICK_ROWS, everyone),
    ]


def full(contestants: Sequence[str]) -> list[Job]:
    """Everything; hours."""
    everyone = tuple(contestants)
    return [
        *(Job(shape, _FULL_ROWS, Load.IDLE, everyone, 3) for shape in SHAPES),
        *(Job("random-1", _LOADED_ROWS, load, everyone, 3) for load in (Load.FULL, Load.PACED)),
        Job("random-1", LIGHT_ROWS, Load.LIGHT, _online(everyone), 5),
        *(Job("random-5", _LOADED_ROWS, load, everyone) for load in (Load.FULL, Load.PACED)),
        *_compression(_FULL_ROWS, everyone),
        *(Job("random-1", _FULL_ROWS, Load.IDLE, (OURS,), 3, settings) for settings in BY_HAND),
        *(Job("random-1", rows, Load.IDLE, everyone) for rows in _GROWTH if rows != _FULL_ROWS),
    ]


def chosen(shapes: Sequence[str], rows: Sequence[int], loads: Sequence[Load], contestants: Sequence[str],
           repeats: int, also: Sequence[str] = ()) -> list[Job]:  # fmt: skip
    """What was asked for by options; ours once more with each of ``also``, in turn with the others."""
    listed = [
        Job(shape, many, load, tuple(contestants), repeats)
        for many in rows
        for shape in shapes
        for load in loads
        if load is Load.IDLE or SHAPES[shape].written
    ]
    return [*listed, *(replace(job, contestants=(OURS,), settings=settings) for job in listed for settings in also)]


def in_turn(jobs: Sequence[Job]) -> Iterator[tuple[Job, int]]:
    """Each repeat of each job, the tables of one shape and size together, with the number of the repeat."""
    most = max((job.repeats for job in jobs), default=0)
    for repeat in range(most):
        kinds = dict.fromkeys((job.shape, job.rows) for job in jobs)
        for kind in kinds:
            yield from ((job, repeat) for job in jobs if (job.shape, job.rows) == kind and repeat < job.repeats)


def order(contestants: Sequence[str], repeat: int) -> tuple[str, ...]:
    """The contestants, each time beginning with another, so that nobody is always first."""
    start = repeat % max(1, len(contestants))
    return (*contestants[start:], *contestants[:start])


def _online(contestants: Sequence[str]) -> tuple[str, ...]:
    """Those beside which the application may write."""
    return tuple(name for name in contestants if name not in (COPY, INPLACE))


def _compression(rows: int, contestants: Sequence[str]) -> list[Job]:
    """With compression and without, for rows that hardly shrink and for rows that do."""
    with_binlog = tuple(name for name in contestants if name == OURS)
    text = Job("text", rows, Load.IDLE, with_binlog, 3)
    return [text, *(replace(text, shape=shape, settings=UNCOMPRESSED) for shape in ("text", "random-1"))]
