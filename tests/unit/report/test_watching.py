"""Looking again and again."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest
from rich.text import Text

from onlinealter.report.watching import Look, Shown, watch


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _looks() -> Look:
    seen = iter(range(100))

    def look() -> Shown:
        at = next(seen)
        return Text(f"picture {at}"), f"text {at}"

    return look


def _twice() -> Callable[[float], None]:
    """Ctrl-C comes in the second pause."""
    pauses = iter((False, True))

    def sleep(_: float) -> None:
        if next(pauses):
            raise KeyboardInterrupt

    return sleep


def test_where_nothing_can_be_redrawn_each_look_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    """One text behind the other, until Ctrl-C, which is no failure."""
    watch(_looks(), redraw=True, sleep=_twice())
    assert capsys.readouterr().out == "text 0\ntext 1\n"


def test_a_terminal_shows_one_picture_that_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines before are gone over."""
    monkeypatch.setenv("TERM", "xterm")
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    watch(_looks(), redraw=True, sleep=_twice())
    assert "picture 1" in terminal.getvalue()
    assert "\x1b[2K" in terminal.getvalue()
    assert "text" not in terminal.getvalue()


def test_programs_get_one_document_for_each_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a terminal shows them."""
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    watch(_looks(), redraw=False, sleep=_twice())
    assert terminal.getvalue() == "text 0\ntext 1\n"
