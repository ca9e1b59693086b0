"""A picture laid out for a terminal: never wider than it, never higher than it."""

from __future__ import annotations

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from onlinealter.model.events import CopyAdvanced
from onlinealter.model.findings import Severity
from onlinealter.report.moments import Moment
from onlinealter.report.readable import (
    bounded,
    count,
    duration,
    lag,
    one_line,
    percent,
    rate,
    remaining,
    size,
    whole_seconds,
)
from onlinealter.report.screen_outlook import paused_text, ready_text
from onlinealter.report.screen_state import PhasePicture, Picture, Progress
from onlinealter.report.screen_summary import summary
from onlinealter.report.sentences import build_text, chunk_text, held_text, indexes_text, retry_text, rows_of

_LABEL_WIDTH = 10
_MOST_BARS, _MOST_BLOCKERS = 3, 3
_WIDE = 120
_WORDY_PHASE = 16
_LAG_WIDTH = 9
_SPINNER, _ASCII_SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "|/-\\"
_MARKS = {Progress.WAITING: ("·", "."), Progress.FAILED: ("✗", "x"), Progress.STOPPED: ("■", "-")}
_DONE_MARK = ("✓", "+")
_PHASE_STYLES = {
    Progress.WAITING: "dim",
    Progress.AT_WORK: "bold cyan",
    Progress.FAILED: "bold red",
    Progress.STOPPED: "yellow",
}
_SEVERITY_STYLES = {Severity.REFUSAL: "red", Severity.WARNING: "yellow", Severity.NOTE: "", None: "dim"}


@dataclass(frozen=True)
class ScreenLayout:
    """The picture at a moment, drawn by rich; everything until the summary is exactly one line high."""

    picture: Picture
    at: Moment

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw the fixed part, then as many recent lines as there is room for."""
        lines = [_title(self.picture), Text(), *_phases(self.picture, self.at, options), Text()]
        if self.picture.closed is not None:
            yield from (*lines, summary(self.picture, self.picture.closed))
            return
        lines += _search(self.picture)
        lines += _copy(self.picture, self.at, options.max_width) + _verification(self.picture)
        lines += _outlook(self.picture, self.at)
        lines += _replicas(self.picture, options.max_width) + _pause(self.picture, self.at) + _lock(self.picture)
        lines += _conflicts(self.picture)
        recent = _recent(self.picture)
        # The last line stays free: writing to it may scroll.
        room = console.size.height - len(lines) - 2
        yield from lines[: console.size.height - 1]
        if recent and room > 0:
            yield from (Text(), *recent[-room:])


def _title(picture: Picture) -> RenderableType:
    opened = picture.opened
    if opened is None:
        return _line(("online-alter", "bold"))
    again = f", resumed at {opened.state}" if opened.resumed else ""
    server = f" on {one_line(opened.server)}, "
    return _line((one_line(opened.table), "bold"), (server, ""), (one_line(f"run {opened.run}{again}"), "dim"))


def _phases(picture: Picture, at: Moment, options: ConsoleOptions) -> list[RenderableType]:
    """Two lines in columns: the phases with their marks, and how each is."""
    width = min(26, options.max_width // len(picture.phases))
    wordy = width >= _WORDY_PHASE
    names, states = [], []
    for phase in picture.phases:
        style = _PHASE_STYLES.get(phase.progress, "green")
        names.append((f"{_mark(phase, at, options.ascii_only)} {phase.phase.value}".ljust(width), style))
        quiet = "dim" if phase.progress is Progress.WAITING else ""
        states.append((f"  {_phase_state(phase, at, wordy)}".ljust(width), quiet))
    return [_line(*names), _line(*states)]


def _mark(phase: PhasePicture, at: Moment, ascii_only: bool) -> str:
    if phase.progress is Progress.AT_WORK:
        frames = _ASCII_SPINNER if ascii_only else _SPINNER
        return frames[int(at.seconds * 4) % len(frames)]
    mark, plain = _MARKS.get(phase.progress, _DONE_MARK)
    return plain if ascii_only else mark


def _phase_state(phase: PhasePicture, at: Moment, wordy: bool) -> str:
    match phase.progress:
        case Progress.AT_WORK:
            return ("at work " if wordy else "") + whole_seconds(at.seconds - phase.since)
        case Progress.DONE:
            return ("done in " if wordy else "") + duration(phase.seconds)
        case Progress.FAILED:
            return f"failed, {duration(phase.seconds)}" if wordy else "failed"
        case Progress.STOPPED:
            return f"stopped, {duration(phase.seconds)}" if wordy else "stopped"
        case _:
            return str(phase.progress.value if wordy else phase.progress.value.split()[0])


def _copy(picture: Picture, at: Moment, width: int) -> list[RenderableType]:
    lines: list[RenderableType] = []
    copy = picture.copy
    if copy is not None:
        style = "yellow" if picture.paused else "cyan"
        lines.append(_bar("copy", copy.fraction, copy.remaining_seconds, copy.rows, style))
    if copy is not None and copy.fraction != 1:
        rows = f"{rows_of(copy.rows, copy.estimated_rows, copy.fraction)}, {rate(copy.rows_per_second)}{_amount(copy)}"
        retries = f", {retry_text(copy.retries)}" if copy.retries else ""
        work = f"{chunk_text(copy)}, {count(copy.workers, 'worker')}{retries}"
        lines += [_labelled("", text) for text in ([f"{rows}, {work}"] if width >= _WIDE else [rows, work])]
    if picture.indexes is not None:
        elapsed = whole_seconds(at.seconds - picture.indexes_since)
        far = f"{build_text(picture.built)}, " if picture.built else ""
        lines.append(_labelled("building", f"{far}{indexes_text(picture.indexes.names)} ({elapsed})", "cyan"))
    return lines


def _amount(copy: CopyAdvanced) -> str:
    binlog = f", {size(copy.binlog_bytes)} of binlog" if copy.binlog_bytes else ""
    return f", {size(copy.bytes)}{binlog}" if copy.bytes else binlog


def _outlook(picture: Picture, at: Moment) -> list[RenderableType]:
    texts = (("ready", ready_text(picture, at)), ("paused", paused_text(picture, at)))
    return [_labelled(label, text) for label, text in texts if text]


def _search(picture: Picture) -> list[RenderableType]:
    seen = picture.searched
    if seen is None:
        return []
    work = f"{count(seen.refused, 'row')} to be lost or refused, {count(seen.rows, 'row')}, {rate(seen.rows_per_second)}"
    style = "red" if seen.refused else "cyan"
    return [
        _bar("search", seen.fraction, seen.remaining_seconds, seen.rows, style),
        _labelled("", f"{work}, {_without_port(seen.server)}"),
    ]


def _verification(picture: Picture) -> list[RenderableType]:
    lines: list[RenderableType] = []
    for seen in picture.verified[-_MOST_BARS:]:
        style = "red" if seen.differences else "cyan"
        lines.append(_bar("verify", seen.fraction, seen.remaining_seconds, seen.rows, style))
        work = "" if seen.fraction == 1 else f", {count(seen.rows, 'row')}, {rate(seen.rows_per_second)}"
        lines.append(_labelled("", f"{count(seen.differences, 'difference')}{work}, {_without_port(seen.server)}"))
    return lines


def _replicas(picture: Picture, width: int) -> list[RenderableType]:
    """List the lags on one line, by first names where the full ones don't fit."""
    full = [_without_port(one.replica) for one in picture.replicas]
    first = [name.partition(".")[0] for name in full]
    too_long = sum(len(name) + _LAG_WIDTH for name in full) > width - _LABEL_WIDTH
    names = first if too_long and len(set(first)) == len(full) else full
    lags = ", ".join(f"{name} {lag(one.lag)}" for name, one in zip(names, picture.replicas, strict=True))
    return [_labelled("lag", lags)] if lags else []


def _without_port(server: str) -> str:
    return server.removesuffix(":3306")


def _pause(picture: Picture, at: Moment) -> list[RenderableType]:
    if picture.paused is None:
        return []
    elapsed = whole_seconds(at.seconds - picture.paused_since)
    reason = f"  for {elapsed}: {one_line(picture.paused.reason)}"
    return [_line((" PAUSED ", "bold reverse yellow"), (reason, "bold yellow"))]


def _lock(picture: Picture) -> list[RenderableType]:
    waiting = picture.waiting
    if waiting is None:
        return []
    again = f"attempt {waiting.attempt}, again in {duration(waiting.pause)}"
    lines: list[RenderableType] = [
        _line((" LOCKED ", "bold reverse yellow"), (f"  {one_line(waiting.purpose)} ({again}), held by", "yellow"))
    ]
    lines += [
        _labelled("", f"{blocker.user}@{blocker.host} (KILL {blocker.connection};) for {held_text(blocker)}", "yellow")
        for blocker in waiting.blockers[:_MOST_BLOCKERS]
    ]
    unnamed = len(waiting.blockers) - _MOST_BLOCKERS
    if not waiting.blockers or unnamed > 0:
        lines.append(_labelled("", f"and {unnamed} more" if unnamed > 0 else "a session that can't be seen", "yellow"))
    return lines


def _conflicts(picture: Picture) -> list[RenderableType]:
    """Name the newest first; those that don't fit on the line are counted before it."""
    if not picture.conflicts:
        return []
    keys = "; ".join(f"{one.key} (error {one.error})" for one in reversed(picture.conflicts))
    return [_labelled("conflicts", f"{len(picture.conflicts)}: {keys}", "red")]


def _recent(picture: Picture) -> list[RenderableType]:
    return [
        _line((f"{line.at.wall:%H:%M:%S}  ", "dim"), (line.text, _SEVERITY_STYLES[line.severity])) for line in picture.recent
    ]


def _bar(label: str, fraction: float, remaining_seconds: float | None, rows: int, style: str) -> RenderableType:
    share = bounded(fraction)
    beside = count(rows, "row") if share == 1 else remaining(remaining_seconds)
    grid = Table.grid(expand=True)
    grid.add_column(width=_LABEL_WIDTH, no_wrap=True)
    grid.add_column(ratio=1)
    grid.add_column(width=9, justify="right", no_wrap=True)
    grid.add_column(width=18, justify="right", no_wrap=True)
    bar = ProgressBar(total=1.0, completed=share, complete_style=style, finished_style="green")
    grid.add_row(Text(label, "bold"), bar, Text(percent(fraction), "bold"), Text(beside))
    return grid


def _labelled(label: str, text: str, style: str = "") -> RenderableType:
    return _line((f"{label:<{_LABEL_WIDTH}}", "bold"), (one_line(text), style))


def _line(*parts: tuple[str, str]) -> Text:
    return Text.assemble(*parts, no_wrap=True, overflow="ellipsis")
