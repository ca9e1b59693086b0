"""Events for logs and pipes: one line each, progress occasionally."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TextIO

from onlinealter.model import events
from onlinealter.model.errors import OnlineAlterError
from onlinealter.report.error_text import error_block
from onlinealter.report.line_stream import LineStream, Writable
from onlinealter.report.moments import Clock, Moment, now
from onlinealter.report.readable import count, lag, one_line
from onlinealter.report.sentences import sentence

# How often one and the same is told of, by how long it has lasted; seconds.
_SECONDS_BETWEEN = ((600.0, 60.0), (60.0, 30.0), (0.0, 5.0))
_LISTED_ROWS = 20
_ROW_NOUNS = {events.DifferenceSeen: "difference", events.ConflictSeen: "conflict", events.RowRepaired: "repaired row"}


class PlainText:
    """Writes what is notable with its date, time and zone; progress, pauses and single rows are thinned out."""

    def __init__(self, stream: Writable, clock: Clock = now, shard: str = "", *, is_log: bool = False) -> None:
        """In a log each line has its time, those of an error too."""
        self._is_log = is_log
        self._lines = LineStream(stream)
        self._shard = f"{shard}  " if shard else ""
        self._clock = clock
        self._lock = threading.RLock()  # a signal's handler may report in the midst of a report
        self._shown_at: dict[str, float] = {}
        self._began_at: dict[str, float] = {}
        self._held: dict[str, events.Event] = {}
        self._lags: dict[str, float | None] = {}
        self._rows: Counter[type[events.Event]] = Counter()
        self._pause_shown = False

    def report(self, event: events.Event) -> None:
        """Write the event now, later or not at all."""
        if isinstance(event, events.ChunkDone | events.Sampled):
            return  # several a second; the progress says as much
        with self._lock:
            moment = self._clock()
            match event:
                case events.CopyAdvanced():
                    self._progress("copy", event, event.fraction == 1, moment)
                case events.SearchAdvanced():
                    self._progress("search", event, event.fraction == 1, moment)
                case events.VerifyAdvanced():
                    self._progress(f"verify {event.server}", event, event.fraction == 1, moment)
                case events.IndexBuildAdvanced():
                    self._progress("build", event, False, moment)
                case events.ReplicaSeen():
                    self._lags[event.replica] = event.lag
                case events.Paused() | events.Unpaused():
                    self._pause(event, moment)
                case events.DifferenceSeen() | events.ConflictSeen() | events.RowRepaired():
                    self._row(event, moment)
                case _:
                    self._notable(event, moment)

    def error(self, error: OnlineAlterError) -> None:
        """Write the failure as a block of its own."""
        with self._lock:
            moment = self._clock()
            self._write_held(moment)
            if self._is_log:
                for line in error_block(error).splitlines():
                    self._write(line, moment)
            else:
                self._lines.write(error_block(error))

    def close(self) -> None:
        """Write the progress that was held back."""
        with self._lock:
            self._write_held(self._clock())

    def _progress(self, kind: str, event: events.Event, last: bool, moment: Moment) -> None:
        self._held[kind] = event
        if last or self._is_due(kind, moment):
            del self._held[kind]
            self._write_progress(event, moment)

    def _pause(self, event: events.Paused | events.Unpaused, moment: Moment) -> None:
        wanted = self._is_due("pause", moment) if isinstance(event, events.Paused) else self._pause_shown
        self._pause_shown = isinstance(event, events.Paused) and (wanted or self._pause_shown)
        if wanted:
            self._write(sentence(event), moment)

    def _row(self, event: events.Event, moment: Moment) -> None:
        self._rows[type(event)] += 1
        if self._rows[type(event)] <= _LISTED_ROWS:
            self._write(sentence(event), moment)

    def _notable(self, event: events.Event, moment: Moment) -> None:
        if isinstance(event, events.PhaseEnded | events.RunClosed):
            self._write_held(moment)
        self._write(sentence(event), moment)

    def _write_held(self, moment: Moment) -> None:
        """Write the last progress, and how many rows went unlisted."""
        for event in self._held.values():
            self._write_progress(event, moment)
        self._held.clear()
        for kind, seen in self._rows.items():
            if seen > _LISTED_ROWS:
                self._write(f"{count(seen, _ROW_NOUNS[kind])} in all, {_LISTED_ROWS} of them listed", moment)
        self._rows.clear()

    def _write_progress(self, event: events.Event, moment: Moment) -> None:
        lags = "".join(f", {one_line(replica)} lag {lag(behind)}" for replica, behind in self._lags.items())
        self._write(sentence(event) + lags, moment)

    def _is_due(self, kind: str, moment: Moment) -> bool:
        began = self._began_at.setdefault(kind, moment.seconds)
        between = next(seconds for lasted, seconds in _SECONDS_BETWEEN if moment.seconds - began >= lasted)
        due = moment.seconds - self._shown_at.get(kind, float("-inf")) >= between
        if due:
            self._shown_at[kind] = moment.seconds
        return due

    def _write(self, text: str, moment: Moment) -> None:
        self._lines.write(f"{moment.wall.isoformat(' ', 'seconds')} {self._shard}{text}")


class ErrorsOnly:
    """Says nothing unless the command fails."""

    def __init__(self, stream: TextIO) -> None:
        self._lines = LineStream(stream)

    def report(self, event: events.Event) -> None:
        """Keep silent."""

    def error(self, error: OnlineAlterError) -> None:
        """Write the failure."""
        self._lines.write(error_block(error))

    def close(self) -> None:
        """Nothing is kept open."""
