"""What commands wrote into files, read again. Nothing in them is taken on trust: types are looked at, sizes bounded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from onlinealter.model import rehearsal, run_report, traffic
from onlinealter.model.errors import UsageFault
from onlinealter.model.typed_values import Unfit, value_of

_MOST_BYTES = 20_000_000

Line = Mapping[str, object]


@dataclass(frozen=True)
class _Writing:
    """A kind of file: the event and the class that are in it, the number of its format, what it is, and how it is made."""

    event: str
    kind: type[Any]
    number: int
    what: str
    made_by: str
    again: str


_REHEARSAL = _Writing("rehearsed", rehearsal.Rehearsed, rehearsal.FORMAT, "the record of a rehearsal",
                      "online-alter dry-run -o FILE.json", "rehearse again")  # fmt: skip
_RUN = _Writing("reported", run_report.ReportedRun, run_report.FORMAT, "the record of a run",
                "online-alter report --json -o FILE.json", "make the report again")  # fmt: skip
_TRAFFIC = _Writing("profiled", traffic.Traffic, traffic.FORMAT, "the traffic of a table",
                    "online-alter profile -o FILE.json", "measure again")  # fmt: skip


def read_line(file: Path) -> Line:
    """The record of a rehearsal as it is written. Raises UsageFault where the file holds none."""
    return _read(file, _REHEARSAL)


def read_reportable(file: Path) -> Line:
    """The record of a rehearsal or of a run, as it is written. Raises UsageFault where the file holds neither."""
    return _read(file, _REHEARSAL, _RUN)


def reported_in(line: Line) -> run_report.ReportedRun | None:
    """The record of a run as values; None where it is one of a rehearsal. Raises Unfit as ``recorded_in``."""
    if line.get("event") != _RUN.event:
        return None
    result: run_report.ReportedRun = value_of(run_report.ReportedRun, dict(line), "record")
    return result


def recorded_in(line: Line) -> rehearsal.Rehearsed:
    """The record as values. Raises Unfit with the place of what doesn't fit."""
    result: rehearsal.Rehearsed = value_of(rehearsal.Rehearsed, dict(line), "record")
    return result


def read_traffic(file: Path) -> traffic.Traffic:
    """What `profile` wrote. Raises UsageFault where the file holds no such thing."""
    result: traffic.Traffic = value_of(traffic.Traffic, dict(_read(file, _TRAFFIC)), "record")
    return result


def _other_file(made: Sequence[_Writing]) -> str:
    return f"Give a file that {' or '.join(f'`{each.made_by}`' for each in made)} has written."


def _read(file: Path, writing: _Writing, *others: _Writing) -> Line:
    made = (writing, *others)
    what, other = " or ".join(each.what for each in made), _other_file(made)
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UsageFault(f"{file} is too large for {what}", remedy=other)
        line = json.loads(file.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except OSError as error:
        raise UsageFault(f"{file} can't be read: {error.strerror}", remedy=other) from error
    except (ValueError, RecursionError) as error:
        raise UsageFault(f"{file} is not JSON", remedy=other) from error
    found = line.get("event") if isinstance(line, dict) else None
    writing = next((each for each in others if each.event == found), writing)
    if not isinstance(line, dict) or found != writing.event:
        raise UsageFault(f"{file} is not {what}", remedy=other)
    if line.get("format") != writing.number:
        raise UsageFault(
            f"{file} has the format {line.get('format')!r}, and this version reads {writing.number}",
            remedy=f"Use the version of online-alter that wrote it, or {writing.again}.",
        )
    try:
        value_of(writing.kind, line, "record")
    except Unfit as fault:
        raise UsageFault(f"{file}: {fault}", remedy=other) from fault
    return line


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
