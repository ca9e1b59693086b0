"""Past runs as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC
from io import StringIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from onlinealter.model.event_values import plain_value
from onlinealter.model.history import PastRun
from onlinealter.report.readable import one_line, shortened, whole_seconds

_WIDTH_WITHOUT_TERMINAL = 400
_LONGEST_CHANGE = 120  # characters
_ASIDES: tuple[tuple[str, Callable[[PastRun], str]], ...] = (
    ("BEGUN BY", lambda run: run.begun_by),
    ("PLAN OWNER", lambda run: run.notes.owner),
    ("TICKET", lambda run: run.notes.ticket),
    ("DESCRIPTION", lambda run: shortened(run.notes.description, _LONGEST_CHANGE)),
)
"""Columns that are there where a run has something to say in them."""


def history_as_text(runs: Sequence[PastRun]) -> str:
    """A row for each run, in the order given; the shard's name where there is one."""
    if not runs:
        return "no run"
    fleet = any(run.shard for run in runs)
    asides = [(heading, cell) for heading, cell in _ASIDES if any(map(cell, runs))]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    headings = (
        *(["SHARD"] if fleet else []),
        "TABLE",
        "RUN",
        "CHANGE",
        "HOW",
        "STATE",
        "BEGAN (UTC)",
        "ENDED",
        "TOOK",
        "WHO",
        *(heading for heading, _ in asides),
    )
    for heading in headings:
        table.add_column(heading, overflow="fold", justify="right" if heading == "TOOK" else "left")
    for run in runs:
        cells = (*([run.shard] if fleet else []), *_cells(run), *(cell(run) for _, cell in asides))
        table.add_row(*(Text(one_line(cell) or "-") for cell in cells))
    console = Console(file=StringIO(), width=_WIDTH_WITHOUT_TERMINAL, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def history_as_json(runs: Sequence[PastRun]) -> str:
    """The runs as a JSON list of objects, times in UTC."""
    return json.dumps([plain_value(run) for run in runs], indent=2, ensure_ascii=False)


def _cells(run: PastRun) -> tuple[str, ...]:
    change = f"{run.plan_name}: {', '.join(run.change)}" if run.plan_name else ", ".join(run.change)
    return (
        run.table,
        run.run,
        shortened(change, _LONGEST_CHANGE),
        run.method,
        f"{run.state}, failed" if run.failure else run.state,
        f"{run.began.astimezone(UTC):%Y-%m-%d %H:%M:%S}",
        f"{run.ended.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if run.ended is not None else "",
        whole_seconds(run.seconds) if run.seconds is not None else "",
        run.who,
    )
