"""The screen a person watches."""

from __future__ import annotations

import sys
import threading
from contextlib import AbstractContextManager, suppress
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from onlinealter.model import events
from onlinealter.model.errors import OnlineAlterError
from onlinealter.report.error_text import error_entries
from onlinealter.report.moments import Clock, now
from onlinealter.report.readable import several_lines
from onlinealter.report.screen_layout import ScreenLayout
from onlinealter.report.screen_state import Picture
from onlinealter.report.sentences import sentence

_REFRESHES_PER_SECOND = 4
_WORDS_ONLY = (events.Checked, events.Estimated, events.Found, events.Notice, events.Reconnected, events.StatementRan)
_LABEL_STYLES = {
    "error": "bold red",
    "stopped": "bold yellow",
    "refusal": "red",
    "fault": "red",
    "warning": "yellow",
    "next": "bold",
}


class LiveScreen:
    """Draws the run in place, four times a second; outside of a run, events are ordinary lines.

    ``close`` leaves the last picture standing and the next event draws again below it, so that a question can be asked.
    """

    def __init__(self, console: Console, clock: Clock = now) -> None:
        self._console = console
        self._clock = clock
        self._lock = threading.RLock()  # a signal's handler may report in the midst of a report
        self._picture = Picture()
        self._in_run = False
        self._live: Live | None = None

    def report(self, event: events.Event) -> None:
        """Take the event into the picture."""
        with self._lock:
            if not self._in_run and isinstance(event, _WORDS_ONLY):
                self._print(Text(sentence(event), _style(event), overflow="fold"))
                return
            self._picture = self._picture.after(event, self._clock())
            self._in_run = True
            self._draw()
            if isinstance(event, events.RunClosed):
                self._end()

    def error(self, error: OnlineAlterError) -> None:
        """Show the failure below the last picture."""
        with self._lock:
            self._end()
            self._print(_error_grid(error))

    def close(self) -> None:
        """Give the terminal back."""
        with self._lock:
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _draw(self) -> None:
        if self._live is None:
            self._print(Text())
            self._live = Live(
                get_renderable=self._layout,
                console=self._console,
                refresh_per_second=_REFRESHES_PER_SECOND,
                # Data for a pipe stays data.
                redirect_stdout=sys.stdout.isatty(),
                vertical_overflow="crop",
            )
            with _terminal_gone():
                self._live.start()

    def _layout(self) -> ScreenLayout:
        return ScreenLayout(self._picture, self._clock())

    def _end(self) -> None:
        self._stop()
        self._picture = Picture()
        self._in_run = False

    def _stop(self) -> None:
        live, self._live = self._live, None
        if live is not None:
            with _terminal_gone():
                live.stop()

    def _print(self, renderable: RenderableType) -> None:
        with _terminal_gone():
            self._console.print(renderable)


def _terminal_gone() -> AbstractContextManager[None]:
    """Go on when the terminal went away: a run must not end with its window."""
    return suppress(OSError)


def _style(event: events.Event) -> str:
    return _LABEL_STYLES.get(event.finding.severity.value, "") if isinstance(event, events.Found) else ""


def _error_grid(error: OnlineAlterError) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=7, no_wrap=True)
    grid.add_column(overflow="fold")
    for entry in error_entries(error):
        grid.add_row(Text(entry.label, _LABEL_STYLES.get(entry.label, "")), Text("\n".join(several_lines(entry.text))))
    return grid
