"""An estimate as a person reads it, in one line or on a page, and how good earlier ones were."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onlinealter.model.estimate import Estimate, Grade
from onlinealter.model.history import PastRun
from onlinealter.model.measured import Expected, Measured, Part, Span
from onlinealter.report.readable import count, duration, one_line, size

GRADES = {
    Grade.OWN_RUN: "an earlier run of this change on this server",
    Grade.CANARY: "a run of this change on another shard",
    Grade.COMPARED: "a rehearsal on a server that is as fast, or whose speed was compared",
    Grade.REHEARSAL: "a rehearsal on a server whose speed isn't known",
    Grade.FACTS: "the table's facts alone",
}
_PARTS = {
    Part.PREPARE: "prepare",
    Part.COPY: "copy",
    Part.INDEXES: "build of the indexes",
    Part.SETTLE: "rest of execute",
    Part.VERIFY: "verify",
    Part.CUTOVER: "cutover",
}
_NOTHING = "nothing to compare: no run that is over began with an estimate beside its plan"


def estimate_in_a_line(estimate: Estimate) -> str:
    """The times, the room and the grade."""
    disk, binlog = span(estimate.disk_bytes, size), span(estimate.binlog_bytes, size)
    said = f"estimate ({estimate.grade}, from {estimate.source}): {span(estimate.seconds, duration)} in all"
    parts = ", ".join(f"{_PARTS[each.part]} {span(each.seconds, duration)}" for each in estimate.parts)
    notes = "".join(f"; {note}" for note in estimate.notes)
    return one_line(f"{said} ({parts}); disk {disk}; binlog {binlog}{_lag(estimate)}{notes}")


def fleet_estimate(shard: str, estimate: Estimate) -> str:
    """A shard's estimate in a short line."""
    room = f"disk {span(estimate.disk_bytes, size)}, binlog {span(estimate.binlog_bytes, size)}"
    said = f"{span(estimate.seconds, duration)}, {room}, {count(estimate.table.rows, 'row')}"
    return one_line(f"estimate: {shard}: {said} ({estimate.grade}, from {estimate.source})")


def estimate_as_text(estimate: Estimate) -> str:
    """All of it, a line for each fact."""
    table, work, choices = estimate.table, estimate.work, estimate.choices
    counted = "" if table.counted else " by the server's statistics"
    lines = [
        f"in all      {span(estimate.seconds, duration)}",
        *(f"  {_PARTS[each.part]:<22}{span(each.seconds, duration)}" for each in estimate.parts),
        f"disk        {span(estimate.disk_bytes, size)}",
        f"binlog      {span(estimate.binlog_bytes, size)}",
        f"replicas    {count(estimate.replicas, 'replica')} watched{_unwatched(estimate)}{_lag(estimate)}",
        f"grade       {estimate.grade}: {GRADES[estimate.grade]}",
        f"source      {estimate.source}",
        *(f"            {note}" for note in estimate.notes),
        f"strategy    {choices.strategy}",
        *([f"deferred    {', '.join(choices.deferred_indexes)}"] if choices.deferred_indexes else []),
        f"table       {count(table.rows, 'row')}{counted}, {size(table.table_bytes)}",
        f"a row       {size(work.row_bytes)} in the new table, {size(work.index_row_bytes)} in its indexes,"
        f" {size(work.binlog_row_bytes)} in the binlog",
        f"server      {estimate.server.version}, {size(estimate.server.pool_bytes)} of memory for tables,"
        f" {estimate.server.rows_per_second:,} rows of a sample read in a second",
        f"made        {estimate.at} by {estimate.made_by}",
    ]
    return "\n".join(map(_shown, lines))


def _shown(line: str) -> str:
    indent = len(line) - len(line.lstrip())
    head, rest = line[: 12 if not indent else 24], line[12 if not indent else 24 :]
    return f"{head}{one_line(rest)}".rstrip()


def span(given: Span, text: Callable[[float], str]) -> str:
    """From the lowest to the highest; once where both read the same."""
    low, high = text(given.low), text(given.high)
    return low if low == high else f"{low} to {high}"


def _unwatched(estimate: Estimate) -> str:
    return f", {estimate.unwatched} attached but not named" if estimate.unwatched else ""


def _lag(estimate: Estimate) -> str:
    return f"; replicas may be {duration(estimate.lag.high)} behind" if estimate.lag is not None else ""


@dataclass(frozen=True)
class Judged:
    """A run beside its estimate: for each amount what was expected, what came, and whether that lay within; None where the
    amount couldn't be seen.
    """

    run: str
    table: str
    shard: str
    grade: str
    whole: bool
    seconds: float
    expected_seconds: Span
    disk_bytes: int | None
    expected_disk_bytes: Span
    binlog_bytes: int | None
    expected_binlog_bytes: Span

    @property
    def within(self) -> dict[str, bool | None]:
        """Of each amount whether it lay within its range."""
        return {
            "time": self.expected_seconds.holds(self.seconds) if self.whole else None,
            "disk": self.expected_disk_bytes.holds(self.disk_bytes) if self.disk_bytes is not None else None,
            "binlog": self.expected_binlog_bytes.holds(self.binlog_bytes) if self.binlog_bytes is not None else None,
        }


def judged(runs: Sequence[PastRun]) -> list[Judged]:
    """Those that are past their cutover and began with an estimate."""
    over = [run for run in runs if run.measured.of(Part.CUTOVER)]
    return [_judged(run, run.measured, expected) for run in over if (expected := run.measured.expected)]


def _judged(run: PastRun, measured: Measured, expected: Expected) -> Judged:
    return Judged(
        run.run, run.table, run.shard, expected.grade, measured.whole, measured.seconds, expected.seconds,
        measured.disk_bytes, expected.disk_bytes, measured.binlog_bytes, expected.binlog_bytes,
    )  # fmt: skip


def accuracy_as_text(found: Sequence[Judged]) -> str:
    """A few lines for each run, and how many lay within their ranges."""
    if not found:
        return _NOTHING
    lines = []
    for each in found:
        where = f" on {each.shard}" if each.shard else ""
        lines.append(one_line(f"run {each.run} of {each.table}{where}, grade {each.grade}"))
        lines += [
            _compared("time", duration(each.seconds), span(each.expected_seconds, duration), each.within["time"]),
            _compared("disk", _size(each.disk_bytes), span(each.expected_disk_bytes, size), each.within["disk"]),
            _compared("binlog", _size(each.binlog_bytes), span(each.expected_binlog_bytes, size), each.within["binlog"]),
        ]
    for name in ("time", "disk", "binlog"):
        known = [each.within[name] for each in found if each.within[name] is not None]
        lines.append(f"{name} within its range: {sum(map(bool, known))} of {count(len(known), 'run')}")
    return "\n".join(lines)


def _size(number: int | None) -> str:
    return "not seen" if number is None else size(number)


def _compared(name: str, came: str, expected: str, within: bool | None) -> str:
    said = "not judged" if within is None else "within" if within else "OUTSIDE"
    return one_line(f"{name} {came}, expected {expected}: {said}").replace(name, f"  {name:<7}", 1)
