"""Which output is chosen."""

from __future__ import annotations

import os
import sys

import pytest

from onlinealter.report.choose import choose_reporter
from onlinealter.report.json_lines import JsonLines
from onlinealter.report.live_screen import LiveScreen
from onlinealter.report.plain_text import ErrorsOnly, PlainText


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Put a terminal of usual size on stderr."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stderr, "fileno", lambda: 2, raising=False)
    monkeypatch.setattr(os, "get_terminal_size", lambda _descriptor: os.terminal_size((80, 24)))
    monkeypatch.setenv("TERM", "xterm-256color")
    return monkeypatch


def test_json_wins_over_quiet() -> None:
    """A program that asked for events gets them."""
    assert isinstance(choose_reporter(json=True, quiet=True), JsonLines)


def test_quiet_shows_errors_only() -> None:
    """Also on a terminal."""
    assert isinstance(choose_reporter(json=False, quiet=True), ErrorsOnly)


def test_a_terminal_gets_the_live_screen(terminal: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """If it can redraw."""
    assert isinstance(choose_reporter(json=False, quiet=False), LiveScreen)


def test_a_dumb_terminal_gets_plain_text(terminal: pytest.MonkeyPatch) -> None:
    """It can't redraw."""
    terminal.setenv("TERM", "dumb")
    assert isinstance(choose_reporter(json=False, quiet=False), PlainText)


def test_a_tiny_terminal_gets_plain_text(terminal: pytest.MonkeyPatch) -> None:
    """The screen has no room in it."""
    terminal.setattr(os, "get_terminal_size", lambda _descriptor: os.terminal_size((80, 10)))
    assert isinstance(choose_reporter(json=False, quiet=False), PlainText)


def test_a_pipe_gets_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is redrawn in a log, whatever FORCE_COLOR says."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert isinstance(choose_reporter(json=False, quiet=False), PlainText)
