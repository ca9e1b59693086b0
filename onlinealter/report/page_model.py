"""A report as a value, before it is HTML or Markdown: sections of texts, tables, charts and folded texts. All of it is
plain text: whoever writes it in a language escapes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from onlinealter.model.rehearsal import Curve, Interval, Played, ProgramRun


class Tone(StrEnum):
    """Whether a text is good or bad news."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True)
class Sentence:
    """A paragraph."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Code:
    """Text that is to stay as it is."""

    text: str


@dataclass(frozen=True)
class Folded:
    """Text that is shown when somebody opens it; ``keep_end`` where a shortened one is to keep its end, as an output, in
    which a program says last why it failed. One that isn't ``printed`` stays folded on paper.
    """

    summary: str
    text: str
    keep_end: bool = False
    printed: bool = True


@dataclass(frozen=True)
class Table:
    """Rows of cells; ``numbers`` are the places of the columns that are written to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plot:
    """A curve, with its name in words and the unit of its values. Between two points with one of ``breaks`` between them,
    the begin of another phase, nothing was measured.
    """

    curve: Curve
    title: str
    unit: str
    breaks: tuple[float, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """What was at work when. ``original`` is the table's own name, ``signals`` are what the work paused for."""

    original: str
    phases: tuple[Played, ...]
    tests: tuple[ProgramRun, ...]
    intervals: tuple[Interval, ...]
    seconds: float
    signals: tuple[str, ...]


class Stage(StrEnum):
    """What a stretch of a shard's time went into."""

    COPY = "copy"
    VERIFY = "verification"
    AFTER = "verified, until its end"


@dataclass(frozen=True)
class Course:
    """A shard on the time axis of its fleet: stretches with their beginning and their length, in seconds."""

    name: str
    stretches: tuple[tuple[Stage, float, float], ...]


@dataclass(frozen=True)
class Courses:
    """Shards on one time axis of so many seconds; ``first`` and ``last`` are what stands at its ends."""

    shards: tuple[Course, ...]
    seconds: float
    first: str
    last: str


Part = Sentence | Code | Folded | Table | Plot | Schedule | Courses


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Page:
    """The verdict first, the figures it rests on, then the sections."""

    title: str
    verdict: str
    passed: bool
    figures: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def section(title: str, *parts: Part | None) -> Section | None:
    """A section of the parts that are there; none where none is."""
    there = tuple(part for part in parts if part is not None)
    return Section(title, there) if there else None


def table(columns: Sequence[str], rows: Sequence[tuple[str, ...]], numbers: Sequence[int] = ()) -> Table | None:
    """A table; none without rows."""
    return Table(tuple(columns), tuple(rows), frozenset(numbers)) if rows else None
