"""A fleet as a table or as JSON: who waits for a person first, equal rows as one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from onlinealter.model.event_values import plain_value
from onlinealter.model.fleet import Asked, FleetStatus, ShardRow, Standing
from onlinealter.report.readable import count, lag, one_line, rate, whole_seconds

_WIDTH_WITHOUT_TERMINAL = 400
_FOLDED_FROM = 40  # shards
_STYLES = {
    Standing.WAITS: "yellow", Standing.FAILED: "red", Standing.UNREACHABLE: "red", Standing.WORKING: "cyan",
    Standing.NOT_STARTED: "dim", Standing.SWAPPED: "green", Standing.OVER: "green",
}  # fmt: skip
_NONE = "-"


def fleet_view(status: FleetStatus) -> RenderableType:
    """The table with a line above that counts, and what to type next below."""
    ordered = sorted(status.shards, key=lambda row: list(Standing).index(row.standing))
    lines = [Text(one_line(f"{status.title} · {_counted(status, ordered)}"))]
    if status.expected_end is not None:
        end = f"{status.expected_end.astimezone():%Y-%m-%d %H:%M}"
        lines.append(Text(one_line(f"all verified about {end}, {status.tail} last")))
    below = [Text(one_line(_question(status.asked[-1], status.at)), "yellow")] if status.asked else []
    below += [Text(one_line(f"next: {command}"), "bold") for command in status.following]
    return Group(*lines, _table(ordered, status.at), *below)


def fleet_as_text(status: FleetStatus) -> str:
    """The view for a log or a pipe: no colour, nothing shortened or wrapped."""
    console = Console(file=StringIO(), width=_WIDTH_WITHOUT_TERMINAL, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(fleet_view(status))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def fleet_as_json(status: FleetStatus, indent: int | None = 2) -> str:
    """The fleet as a JSON object, its shards in the file's order, times in UTC."""
    return json.dumps(plain_value(status), indent=indent, ensure_ascii=False)


def _counted(status: FleetStatus, rows: Sequence[ShardRow]) -> str:
    numbers = [(standing, sum(row.standing is standing for row in rows)) for standing in reversed(Standing)]
    wave = [f"cutover wave {status.wave} of {status.waves}"] if status.wave and status.waves > 1 else []
    counted = [f"{number} {standing.value}" for standing, number in numbers if number]
    return " · ".join([count(len(rows), "shard"), *wave, *counted])


def _question(asked: Asked, now: datetime) -> str:
    said = f"asked by {asked.asked_by} {_ago(asked.asked_at, now)}: {asked.question}"
    if not asked.answer:
        return said
    return f"{said} {asked.answer}, answered {asked.answered_by} {_ago(asked.answered_at, now)}"


def _ago(at: datetime | None, now: datetime) -> str:
    return f"{whole_seconds((now - at).total_seconds())} ago" if at is not None else ""


@dataclass(frozen=True)
class _Column:
    heading: str
    text: Callable[[ShardRow, datetime], str]
    of_the_group: bool = False
    """Whether rows that differ here alone are still folded into one."""
    right: bool = False


_COLUMNS = (
    _Column("GROUP", lambda row, _: row.group),
    _Column("SERVER", lambda row, _: row.server, of_the_group=True),
    _Column("STANDING", lambda row, _: row.standing.value),
    _Column("STATE", lambda row, _: row.state),
    _Column("DONE", lambda row, _: row.copied, right=True),
    _Column("ROWS/S", lambda row, _: _rate(row.rate), of_the_group=True, right=True),
    _Column("LEFT", lambda row, _: _seconds(row.left), of_the_group=True, right=True),
    _Column("LAG", lambda row, _: lag(row.lag) if row.lag is not None else "", of_the_group=True, right=True),
    _Column("WAITS FOR", lambda row, _: row.waits_for),
    _Column("OWNER", lambda row, _: row.owner),
    _Column("SINCE", lambda row, now: _since(row.since, now), of_the_group=True, right=True),
)


def _rate(rows: float | None) -> str:
    return rate(rows).removesuffix(" rows/s") if rows is not None else ""


def _seconds(seconds: float | None) -> str:
    return whole_seconds(seconds) if seconds is not None else ""


def _since(at: datetime | None, now: datetime) -> str:
    return whole_seconds((now - at).total_seconds()) if at is not None else ""


def _table(rows: Sequence[ShardRow], now: datetime) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("SHARD", overflow="fold")
    for column in _COLUMNS:
        table.add_column(column.heading, overflow="fold", justify="right" if column.right else "left")
    for same in _folded(rows, now):
        name = same[0].shard if len(same) == 1 else f"{same[0].shard} … {same[-1].shard} ({len(same)})"
        cells = [Text(one_line(_cell(column, same, now)) or _NONE) for column in _COLUMNS]
        cells[2].stylize(_STYLES[same[0].standing])
        table.add_row(Text(one_line(name)), *cells)
    return table


def _cell(column: _Column, same: Sequence[ShardRow], now: datetime) -> str:
    texts = dict.fromkeys(column.text(row, now) for row in same)
    return next(iter(texts)) if len(texts) == 1 else f"{len(texts)} servers" if column.heading == "SERVER" else "…"


def _folded(rows: Sequence[ShardRow], now: datetime) -> list[list[ShardRow]]:
    """Each row by itself; in a large fleet together with those that are like it in all that matters."""
    if len(rows) <= _FOLDED_FROM:
        return [[row] for row in rows]
    alike: dict[tuple[str, ...], list[ShardRow]] = {}
    for row in rows:
        key = tuple(column.text(row, now) for column in _COLUMNS if not column.of_the_group)
        alike.setdefault(key, []).append(row)
    return list(alike.values())
