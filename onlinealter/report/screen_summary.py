"""What stays on the terminal when a run's screen is over."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from onlinealter.model.events import RunClosed, Swapped
from onlinealter.model.states import State
from onlinealter.report.readable import count, duration, one_line
from onlinealter.report.screen_state import Picture
from onlinealter.report.sentences import retry_text

_SETTLED = (State.DONE, State.SWAPPED)


def summary(picture: Picture, closed: RunClosed) -> RenderableType:
    """Say what was reached, what is worth knowing of it and what to type next; wrapped, never cut."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(min_width=8, no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text, style in _entries(picture, closed):
        grid.add_row(Text(label, style), Text(one_line(text)))
    return grid


def _entries(picture: Picture, closed: RunClosed) -> Iterator[tuple[str, str, str]]:
    rows = f", {count(closed.rows, 'row')} copied" if closed.rows else ""
    reached = "bold green" if closed.state in _SETTLED else "bold"
    yield closed.state, f"after {duration(closed.seconds)}{rows}{_wear(picture)}", reached
    if picture.swapped is not None:
        yield "swap", _swap_text(picture.swapped), ""
    yield from (("rows", text, "bold red") for text in _faulty_rows(picture))
    for finding in picture.warnings:
        yield "warning", f"{finding.check}: {finding.message}", "yellow"
        if finding.remedy:
            yield "  fix", finding.remedy, ""
    if closed.following:
        yield "next", closed.following, "bold"


def _wear(picture: Picture) -> str:
    paused = picture.tally.paused_seconds
    retries = picture.copy.retries if picture.copy else 0
    return (f", paused for {duration(paused)}" if paused else "") + (f", {retry_text(retries)}" if retries else "")


def _swap_text(swapped: Swapped) -> str:
    now = "has its former definition again" if swapped.back else "has the new definition"
    return f"swapped in {duration(swapped.seconds)}: {swapped.table} {now}; the other table is kept as {swapped.retired}"


def _faulty_rows(picture: Picture) -> Iterator[str]:
    tally = picture.tally
    counted = [count(tally.differences, "difference")] if tally.differences else []
    counted += [count(tally.conflicts, "conflict")] if tally.conflicts else []
    counted += [f"{count(tally.repaired, 'row')} copied again"] if tally.repaired else []
    if counted:
        yield ", ".join(counted)
