"""A run's record on the machine that works at it: a small file in the user's own state folder, written again occasionally.

It isn't in the journal: there each of its lines would go through the application's server and all its replicas. Who takes
the run up on another machine begins another record; what the run is and has done, the journal knows.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from onlinealter.engine.known_plans import state_file
from onlinealter.model.event_log import EventLog
from onlinealter.model.events import Envelope, PhaseBegan, PhaseEnded, RunClosed
from onlinealter.model.series import MOST_SPANS, Series, Span

_FOLDER = "events"
_SOONEST, _LATEST = 1.0, 10.0  # seconds between two times that it is written
_SHARE = 0.01  # of the time, at most, goes into writing it
_MOST_BYTES = 20_000_000  # of a file that is read; ours are a tenth of that
_MOST_FILES = 100
_SERIES = "series"


class EventFile:
    """Listens to a log and writes it down. Does nothing where no file can be had: a run must not end with its record."""

    def __init__(self, log: EventLog, server: str, schema: str, run: str) -> None:
        self._log = log
        self._file = state_file(_FOLDER, server, schema, run)
        self._written, self._pause = time.monotonic(), _SOONEST
        log.take_up(*_read(self._file))
        log.listen(self, everything=False)

    def take(self, envelope: Envelope) -> None:
        """Write now, if it is time."""
        began = time.monotonic()
        if isinstance(envelope.event, PhaseBegan | PhaseEnded | RunClosed) or began - self._written >= self._pause:
            _write(self._file, self._log)
            self._written = time.monotonic()
            self._pause = min(_LATEST, max(_SOONEST, (self._written - began) / _SHARE))


def read_record(server: str, schema: str, run: str) -> EventLog:
    """What this machine has recorded of a run; an empty log where it has nothing."""
    log = EventLog("")
    log.take_up(*_read(state_file(_FOLDER, server, schema, run)))
    return log


def _write(file: Path, log: EventLog) -> None:
    lines = [json.dumps(line) for line in log.lines]
    limits = log.limits
    for name, series in log.series.items():
        spans = [[each.at, each.lowest, each.highest, each.count] for each in series.spans]
        lines.append(json.dumps({"event": _SERIES, "name": name, "limit": limits.get(name), "spans": spans}))
    with suppress(OSError):
        is_new = not file.exists()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as aside:
            aside.write("\n".join([*lines, ""]))
        Path(name).replace(file)
        if is_new:
            _forget_oldest(file.parent)


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime)
    for file in files[:-_MOST_FILES]:
        file.unlink(missing_ok=True)


def _read(file: Path) -> tuple[list[Mapping[str, object]], dict[str, Series], dict[str, float]]:
    lines: list[Mapping[str, object]] = []
    series: dict[str, Series] = {}
    limits: dict[str, float] = {}
    try:
        text = file.read_text(encoding="utf-8") if file.stat().st_size <= _MOST_BYTES else ""
        for each in map(json.loads, text.splitlines()):
            if each["event"] != _SERIES:
                lines.append(each)
                continue
            name, limit = str(each["name"]), each.get("limit")
            found = series.setdefault(name, Series())
            if limit is not None:
                limits[name] = float(limit)
            for at, lowest, highest, count in each["spans"][:MOST_SPANS]:
                found.add(Span(float(at), float(lowest), float(highest), int(count)))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return [], {}, {}  # cut short, or nobody's: the record begins again
    return lines, series, limits
