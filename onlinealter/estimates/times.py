"""How long a run will take, how much disk and binlog: from runs that were measured, or from the table's facts alone.

Work and rate are kept apart. What a run measured holds for another number of rows by a time that is there whatever the rows,
and by the rate of its second half, when it had found its speed; with two sizes, by the line between them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from onlinealter.model.estimate import Grade, MachineFacts, PartTime, WorkAmount
from onlinealter.model.measured import Measured, Part, Span, Stretch

WIDTHS = {Grade.OWN_RUN: 0.25, Grade.CANARY: 0.35, Grade.COMPARED: 0.25, Grade.REHEARSAL: 0.6}
"""The share of a time by which it may be another."""
_UNKNOWN = 4.0  # times shorter or longer than by the table's facts
_BYTES, _BYTES_BY_FACTS = 0.10, 0.25
_UNCOUNTED = 0.05  # the server's own number of rows may be so far off
_LEAST = 0.5  # seconds that any run may differ by
_FAR = 12.0  # times the rows of the largest run that was measured
_SHORT = 1.0  # seconds of a second half, from which on its rate counts
_WIDER = 1.5
_AS_FAST = 1.25  # times the rows of a second: as good as the same
_IN_MEMORY = 0.8  # of the buffer pool
_OUT_OF_MEMORY = 4.0  # times longer, when the pages have to be read and written
_SPARE = 12_000_000.0  # bytes that a file may have empty whatever its rows
_JOURNAL_BYTES = 35_000.0  # that the binlog gets from the journal whatever the rows
_COMPRESSED = 0.1  # of the bytes of a row, where the server compresses the binlog very well
_ALWAYS = (Part.VERIFY, Part.CUTOVER)  # also after a run that was given up before
_OVER_ROWS = (Part.COPY, Part.INDEXES, Part.VERIFY)

# By the table's facts: measured once on a small machine (docs/benchmarks.md), hence the width.
_COPIED, _COMPARED, _INDEXED = 60_000.0, 300_000.0, 250_000.0  # rows a second
_USUAL_ROW = 300.0  # bytes
_FIXED = {Part.PREPARE: 0.5, Part.COPY: 1.0, Part.SETTLE: 0.5, Part.VERIFY: 0.2, Part.CUTOVER: 0.5}
_STATEMENTS = 100_000.0  # bytes of the binlog at most, where no rows are copied


@dataclass(frozen=True)
class Observation:
    """A run that was measured: how much it tells, what to call it, and how many times longer its work takes here."""

    grade: Grade
    source: str
    measured: Measured
    slower: float = 1.0


@dataclass(frozen=True)
class Known:
    """A run elsewhere: its measurements, and those of its server that tell how fast that is; empty and 0 where unknown."""

    grade: Grade
    source: str
    measured: Measured
    machine: str = ""
    rows_per_second: float = 0.0


def observed(known: Known, server: MachineFacts) -> Observation:
    """As it counts on this server. A rehearsal counts for more where both servers were seen to read."""
    if known.grade is not Grade.REHEARSAL:
        return Observation(known.grade, known.source, known.measured)
    if known.machine and known.machine == server.machine:
        return Observation(Grade.COMPARED, known.source, known.measured)
    if not known.rows_per_second or not server.rows_per_second:
        return Observation(Grade.REHEARSAL, known.source, known.measured)
    slower = known.rows_per_second / server.rows_per_second
    if 1 / _AS_FAST <= slower <= _AS_FAST:
        return Observation(Grade.COMPARED, known.source, known.measured)
    return Observation(Grade.COMPARED, known.source, known.measured, slower)


@dataclass(frozen=True)
class Task:
    """What is to be estimated: the table's rows and bytes, the server's memory for tables, and the work."""

    work: WorkAmount
    counted: bool
    table_bytes: int
    pool_bytes: int
    copies: bool
    binlog: bool
    compressed: bool  # the binlog of the copy
    indexes: int  # built at once


@dataclass(frozen=True)
class Prediction:
    """What comes of it."""

    grade: Grade
    source: str
    parts: tuple[PartTime, ...]
    seconds: Span
    disk_bytes: Span
    binlog_bytes: Span
    notes: tuple[str, ...]


def predict(task: Task, observations: Sequence[Observation]) -> Prediction:
    """From the most trusted of what was measured; the less trusted is left aside."""
    usable = [each for each in observations if each.measured.whole and each.measured.rows and each.measured.stretches]
    if not usable:
        return _by_facts(task)
    grade = min(each.grade for each in usable)
    best = sorted((each for each in usable if each.grade is grade), key=lambda each: each.measured.rows)
    width, notes = _width(task, best, grade)
    parts = list[PartTime]()
    unmeasured = [each for each in _by_facts(task).parts if each.part in _ALWAYS and task.copies]
    for part in Part:
        seconds = _seconds(part, task.work.rows, best)
        if seconds is None:
            parts += [each for each in unmeasured if each.part is part]
            continue
        high = _OUT_OF_MEMORY if part in _OVER_ROWS and _leaves_memory(task, best) else 1.0
        parts.append(PartTime(part, Span(seconds * (1 - width), seconds * (1 + width) * high)))
    return Prediction(
        grade, "; ".join(dict.fromkeys(each.source for each in best)), tuple(parts), _in_all(parts),
        _disk(task, best), _binlog(task, best), notes,
    )  # fmt: skip


def _in_all(parts: Sequence[PartTime]) -> Span:
    """Of all parts; short ones differ by more than their share."""
    low, high = (sum(getattr(each.seconds, end) for each in parts) for end in ("low", "high"))
    middle = (low + high) / 2
    return Span(max(0.0, min(low, middle - _LEAST)), max(high, middle + _LEAST))


def _width(task: Task, best: Sequence[Observation], grade: Grade) -> tuple[float, tuple[str, ...]]:
    width, notes, rows = WIDTHS[grade], list[str](), best[-1].measured.rows
    if task.work.rows > _FAR * rows:
        width *= _WIDER
        notes.append(f"the largest run that was measured had {rows:,} rows; one with more would make the range narrower")
    if _leaves_memory(task, best):
        pool = f"{task.pool_bytes:,} bytes"
        notes.append(f"the table is larger than the server's memory for tables ({pool}), and no such run was measured")
    if slower := [each.slower for each in best if each.slower != 1.0]:
        width *= _WIDER
        notes.append(f"rehearsed on another machine: this one takes {max(slower):.1f} times as long to read the same rows")
    if any(each.measured.indexes != task.indexes for each in best):
        width *= _WIDER
        notes.append("what was measured built another number of indexes after the copy")
    if not task.counted:
        notes.append("the rows were not counted: there are too many for a second; the server's own number is used")
    return min(width, 0.9), tuple(notes)


def _leaves_memory(task: Task, best: Sequence[Observation]) -> bool:
    """Whether the table is larger than memory, and none was that was measured."""
    if not task.pool_bytes or task.table_bytes <= _IN_MEMORY * task.pool_bytes:
        return False
    return all(each.measured.table_bytes <= _IN_MEMORY * each.measured.pool_bytes for each in best)


def _seconds(part: Part, rows: int, best: Sequence[Observation]) -> float | None:
    """Of a part, for so many rows."""
    found = [(stretch, each.slower) for each in best if (stretch := each.measured.of(part))]
    if not found:
        return None
    over = [(stretch, slower) for stretch, slower in found if stretch.rows]
    if not over:
        return sum(stretch.seconds * slower for stretch, slower in found) / len(found)
    wanted = _load(part, rows)
    below = [each for each in over if each[0].rows <= rows]
    above = [each for each in over if each[0].rows > rows]
    if below and above:
        (lower, slow), (upper, slower) = below[-1], above[0]
        low, high = _load(part, lower.rows), _load(part, upper.rows)
        share = (wanted - low) / (high - low)
        return lower.seconds * slow * (1 - share) + upper.seconds * slower * share
    stretch, slower = (below or above)[-1 if below else 0]
    return _along(part, stretch, rows) * slower


def _load(part: Part, rows: int) -> float:
    """What the time of a part goes by: the rows, or for what is sorted rows times their logarithm."""
    return rows * math.log2(max(2, rows)) if part is Part.INDEXES else float(rows)


def _along(part: Part, stretch: Stretch, rows: int) -> float:
    """The stretch for another number of rows, by the rate of its second half where that lasted long enough to tell."""
    here, wanted = _load(part, stretch.rows), _load(part, rows)
    whole = stretch.seconds / here
    rate = whole
    if stretch.late_rows and stretch.late_seconds >= _SHORT:
        rate = min(whole * _WIDER, stretch.late_seconds / stretch.late_rows)
    return max(stretch.seconds + rate * (wanted - here), whole * wanted / _WIDER)


def _disk(task: Task, best: Sequence[Observation]) -> Span:
    """Between two sizes by the line between them; beyond, by the bytes that a row takes by the table's facts: what a file
    takes whatever its rows is in what was measured.
    """
    points = [(each.measured.rows, float(each.measured.disk_bytes)) for each in best if each.measured.disk_bytes is not None]
    if not points:
        return _disk_by_facts(task)
    return _around(_on_line(points, task.work.rows, _bytes_of_row(task)), _BYTES + (0 if task.counted else _UNCOUNTED))


def _bytes_of_row(task: Task) -> float:
    return (task.work.row_bytes if task.copies else 0.0) + task.work.index_row_bytes


def _binlog(task: Task, best: Sequence[Observation]) -> Span:
    known = [
        (each.measured.rows, float(each.measured.binlog_bytes)) for each in best if each.measured.binlog_bytes is not None
    ]
    if not known or not task.binlog or not task.copies:
        return _binlog_by_facts(task)
    rows, written = known[-1]
    each = (written - min(_JOURNAL_BYTES, written / 2)) / rows
    return _around(_on_line(known, task.work.rows, each), _BYTES + (0 if task.counted else _UNCOUNTED))


def _on_line(points: Sequence[tuple[int, float]], rows: int, each: float) -> float:
    """The amount for so many rows; ``each`` is that of one row where only one size is known, or sizes on one side."""
    below = [point for point in points if point[0] <= rows]
    above = [point for point in points if point[0] > rows]
    if below and above:
        (few, low), (many, high) = below[-1], above[0]
        return low + (high - low) * (rows - few) / (many - few)
    at, amount = below[-1] if below else above[0]
    return max(0.0, amount + each * (rows - at))


def _around(middle: float, share: float) -> Span:
    return Span(middle * (1 - share), middle * (1 + share))


def _by_facts(task: Task) -> Prediction:
    rows, heavy = task.work.rows, max(1.0, task.work.row_bytes / _USUAL_ROW)
    seconds = dict(_FIXED)
    if task.copies:
        seconds[Part.COPY] += rows * heavy / _COPIED
        seconds[Part.VERIFY] += rows * heavy / _COMPARED
    else:
        seconds = {part: seconds[part] for part in (Part.PREPARE, Part.CUTOVER)}
    if task.work.index_entries:
        seconds[Part.INDEXES] = task.work.index_entries / _INDEXED
    slow = _OUT_OF_MEMORY if task.table_bytes > _IN_MEMORY * task.pool_bytes else 1.0
    parts = tuple(
        PartTime(part, Span(seconds[part] / _UNKNOWN, seconds[part] * _UNKNOWN * (slow if part in _OVER_ROWS else 1.0)))
        for part in Part
        if part in seconds
    )
    note = "nothing was measured yet: a rehearsal on a copy of the table makes the range much narrower"
    return Prediction(
        Grade.FACTS, "the table's facts alone", parts, _in_all(parts),
        _disk_by_facts(task), _binlog_by_facts(task), (note,),
    )  # fmt: skip


def _disk_by_facts(task: Task) -> Span:
    grown = _bytes_of_row(task) * task.work.rows
    return Span(grown * (1 - _BYTES_BY_FACTS), grown * (1 + _BYTES_BY_FACTS) + (_SPARE if grown else 0.0))


def _binlog_by_facts(task: Task) -> Span:
    if not task.binlog or not task.copies:
        return Span(0.0, _STATEMENTS if task.binlog else 0.0)
    rows = task.work.binlog_row_bytes * task.work.rows
    low = _COMPRESSED if task.compressed else 1 - _BYTES_BY_FACTS
    return Span(rows * low, rows * (1 + _BYTES_BY_FACTS) + 2 * _JOURNAL_BYTES)
