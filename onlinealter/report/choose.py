"""Which output suits where the command's words go."""

from __future__ import annotations

import os
import sys

from onlinealter.report.json_lines import JsonLines
from onlinealter.report.line_stream import Writable
from onlinealter.report.narrated import Narrated
from onlinealter.report.output import Output
from onlinealter.report.plain_text import ErrorsOnly, PlainText

_SMALLEST_COLUMNS, _SMALLEST_LINES = 60, 16


def choose_reporter(json: bool, quiet: bool, log: Writable | None = None) -> Output:
    """JSON on stdout when asked for, which ``quiet`` doesn't silence; else words on stderr as it can show them. Beside it,
    whichever it is, lines in the ``log``.
    """
    shown = _shown(json, quiet)
    return Narrated(shown, PlainText(log, is_log=True)) if log is not None else shown


def _shown(json: bool, quiet: bool) -> Output:
    if json:
        return JsonLines(sys.stdout)
    if quiet:
        return ErrorsOnly(sys.stderr)
    if _can_redraw():
        return _live_screen()
    return PlainText(sys.stderr)


def _live_screen() -> Output:
    """Only where there is a screen: what it needs takes longer to load than a small table to check."""
    from rich.console import Console

    from onlinealter.report.live_screen import LiveScreen

    return LiveScreen(Console(stderr=True, highlight=False))


def _can_redraw() -> bool:
    if not sys.stderr.isatty() or os.environ.get("TERM", "dumb") in ("dumb", "unknown", ""):
        return False
    size = os.get_terminal_size(sys.stderr.fileno())
    return size.columns >= _SMALLEST_COLUMNS and size.lines >= _SMALLEST_LINES
