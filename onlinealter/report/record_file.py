"""The record of a rehearsal, read from its file. Nothing in it is taken on trust: types are looked at, sizes bounded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from onlinealter.model.errors import UsageFault
from onlinealter.model.read_values import Unfit, value_of
from onlinealter.model.rehearsal import FORMAT, Rehearsed

_MOST_BYTES = 20_000_000
_OTHER_FILE = "Give a file that `online-alter dry-run -o FILE.json` has written."

Line = Mapping[str, object]


def read_line(file: Path) -> Line:
    """The record as it is written. Raises UsageFault where the file holds none."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UsageFault(f"{file} is larger than any record of a rehearsal", remedy=_OTHER_FILE)
        line = json.loads(file.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except OSError as error:
        raise UsageFault(f"{file} can't be read: {error.strerror}", remedy=_OTHER_FILE) from error
    except (ValueError, RecursionError) as error:
        raise UsageFault(f"{file} is not JSON", remedy=_OTHER_FILE) from error
    if not isinstance(line, dict) or line.get("event") != "rehearsed":
        raise UsageFault(f"{file} is not the record of a rehearsal", remedy=_OTHER_FILE)
    if line.get("format") != FORMAT:
        raise UsageFault(
            f"{file} has the format {line.get('format')!r}, and this version reads {FORMAT}",
            remedy="Use the version of online-alter that wrote it, or rehearse again.",
        )
    try:
        recorded_in(line)
    except Unfit as fault:
        raise UsageFault(f"{file}: {fault}", remedy=_OTHER_FILE) from fault
    return line


def recorded_in(line: Line) -> Rehearsed:
    """The record as values. Raises Unfit with the place of what doesn't fit."""
    result: Rehearsed = value_of(Rehearsed, dict(line), "record")
    return result


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
