"""The runs of one or many servers, as a table or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from onlinealter.model.event_values import members, plain_value
from onlinealter.model.states import State
from onlinealter.model.status import RunActivity, RunStatus
from onlinealter.planning.plan_notes import told
from onlinealter.report.readable import count, duration, lag, one_line, percent, rate, remaining

_WIDTH_WITHOUT_TERMINAL = 400
_STATE_STYLES: dict[str, str] = {State.DONE: "green", State.SWAPPED: "green", State.ABORTED: "dim"}
_NOTE_LABELS = {"owner": "plan owner"}  # the run's owner is a process
_BEFORE_THE_COPY_ENDS = (State.PREPARING, State.PREPARED, State.COPYING, State.ABORTING, State.ABORTED)


def status_view(statuses: Sequence[RunStatus], activity: Mapping[str, RunActivity] = {}) -> RenderableType:
    """Show one run in full, or a row for each of several with what is to be done below; ``activity`` is by the runs' ids."""
    if not statuses:
        return Text("no run")
    if len(statuses) == 1:
        return _details(statuses[0], activity.get(statuses[0].run))
    return Group(_table(statuses), *_remarks(statuses, activity))


def as_text(statuses: Sequence[RunStatus], activity: Mapping[str, RunActivity] = {}) -> str:
    """Write the view for a log or a pipe: no colour, nothing shortened or wrapped."""
    console = Console(file=StringIO(), width=_WIDTH_WITHOUT_TERMINAL, no_color=True, highlight=False)
    with console.capture() as captured:
        console.print(status_view(statuses, activity))
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def as_json(statuses: Sequence[RunStatus], activity: Mapping[str, RunActivity] = {}) -> str:
    """Write the runs as a JSON list of objects, times in UTC; ``activity`` is null where no process is attached."""
    return json.dumps(
        [members(status) | {"activity": plain_value(activity.get(status.run))} for status in statuses], indent=2
    )


def _table(statuses: Sequence[RunStatus]) -> Table:
    """Cells are folded rather than cut: a name that can't be read is worth nothing."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in ("SERVER", "TABLE", "RUN", "STATE", "COPIED", "VERIFICATION", "OWNER"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "COPIED" else "left")
    for status in statuses:
        cells = (status.server, status.table, status.run, "", _copied(status), status.verification, status.owner or "-")
        row = [Text(one_line(cell)) for cell in cells]
        row[3] = _state(status)
        table.add_row(*row)
    return table


def _remarks(statuses: Sequence[RunStatus], activity: Mapping[str, RunActivity]) -> Iterator[Text]:
    """Each failure once a run, each command once for all runs that need it."""
    for status in statuses:
        if status.failure:
            yield Text(one_line(f"{status.server} {status.run}: {status.failure}"), "red")
        if status.waiting:
            yield Text(one_line(f"{status.server} {status.run} waits: {status.waiting}"), "yellow")
        if (doing := activity.get(status.run)) is not None:
            yield from (Text(one_line(f"{status.server} {status.run} {label}: {text}")) for label, text in _doing(doing))
    for command in dict.fromkeys(status.following for status in statuses if status.following):
        waiting = sum(status.following == command for status in statuses)
        yield Text(one_line(f"next for {count(waiting, 'run')}: {command}"), "bold")


def _details(status: RunStatus, activity: RunActivity | None) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in _entries(status, activity):
        grid.add_row(Text(label, "dim"), text if isinstance(text, Text) else Text(one_line(text)))
    return grid


def _doing(activity: RunActivity) -> Iterator[tuple[str, str]]:
    """What is being done, where there is something to tell."""
    if activity.rows_per_second is not None:
        chunks = "" if activity.chunk_seconds is None else f", chunks of {duration(activity.chunk_seconds)}"
        yield "speed", f"{rate(activity.rows_per_second)}, {remaining(activity.remaining_seconds)}{chunks}"
    if activity.replicas:
        yield "lag", ", ".join(f"{each.replica} {lag(each.lag)}" for each in activity.replicas)
    if activity.holders:
        yield "held by", "; ".join(f"{each.who} for {duration(each.age)}" for each in activity.holders)


def _entries(status: RunStatus, activity: RunActivity | None) -> Iterator[tuple[str, str | Text]]:
    yield "table", f"{status.table} on {status.server}"
    yield "run", f"{status.run} of plan {status.plan_name}" if status.plan_name else status.run
    yield from ((_NOTE_LABELS.get(name, name), text) for name, text in told(status.notes).items())
    yield "state", _state(status)
    yield "copied", f"{_copied(status)}, {status.rows_copied:,} of about {count(status.estimated_rows, 'row')}"
    yield from _doing(activity) if activity else ()
    optional = (
        ("binlog", f"{status.binlog_bytes / 1_000_000:,.1f} MB written by the copy" if status.binlog_bytes else ""),
        ("settings", ", ".join(status.changed_settings)),
        ("verification", status.verification),
        ("conflicts", _conflicts(status)),
        ("shadow", status.shadow),
        ("retired", status.retired),
    )
    yield from ((label, text) for label, text in optional if text)
    yield "started", f"{status.created_at:%Y-%m-%d %H:%M:%S %Z}".rstrip()
    if status.begun_by:
        yield "begun by", status.begun_by
    yield "last seen", f"{status.updated_at:%Y-%m-%d %H:%M:%S %Z}".rstrip()
    yield "owner", status.owner or "no process attached"
    if status.waiting:
        yield "waits", Text(one_line(status.waiting), "yellow")
    if status.failure:
        yield "failure", Text(one_line(status.failure), "red")
    if status.following:
        yield "next", Text(one_line(status.following), "bold")


def _conflicts(status: RunStatus) -> str:
    if not status.conflicts:
        return ""
    more = ", …" if status.conflicts > len(status.conflict_keys) else ""
    return (
        f"{status.conflicts:,}: {'; '.join(status.conflict_keys)}{more}" if status.conflict_keys else f"{status.conflicts:,}"
    )


def _state(status: RunStatus) -> Text:
    if status.failure:
        return Text(f"{one_line(status.state)}, failed", "red")
    paused = ", paused" if status.pause_requested else ""
    return Text(one_line(status.state) + paused, "yellow" if paused else _STATE_STYLES.get(status.state, "cyan"))


def _copied(status: RunStatus) -> str:
    """Show the share of rows; the state says when a run is past copying, the estimate never does."""
    if status.state not in _BEFORE_THE_COPY_ENDS:
        return percent(1)
    return percent(min(status.rows_copied / status.estimated_rows, 0.999)) if status.estimated_rows else "-"
