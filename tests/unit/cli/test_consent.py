"""Who is asked before the swap."""

from __future__ import annotations

import sys

import click
import pytest

from onlinealter.cli import consent
from onlinealter.model.errors import Interrupted, UsageFault
from onlinealter.model.events import Event


class _Screen:
    """An output that knows whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    def report(self, event: Event) -> None:
        """Take no notice."""

    def error(self, error: Exception) -> None:
        """Take no notice."""

    def close(self) -> None:
        """Remember."""
        self.closed = True


@pytest.fixture
def _person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consent, "person_present", lambda: True)


@pytest.mark.parametrize(("stdin", "stderr", "present"), [(True, True, True), (False, True, False), (True, False, False)])
def test_a_person_is_there_when_stdin_and_stderr_are_terminals(
    monkeypatch: pytest.MonkeyPatch, stdin: bool, stderr: bool, present: bool
) -> None:
    """Stdout may be a file."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: stdin, raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: stderr, raising=False)
    assert consent.person_present() is present


def test_with_yes_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether somebody is there or not."""
    monkeypatch.setattr(consent, "person_present", lambda: False)
    assert consent.consent(True, "Swap?", _Screen())()


def test_without_yes_and_without_a_person_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to do."""
    monkeypatch.setattr(consent, "person_present", lambda: False)
    with pytest.raises(UsageFault) as caught:
        consent.consent(False, "Swap?", _Screen())
    assert caught.value.message == "nobody can be asked before the swap: stdin or stderr is no terminal"
    assert caught.value.remedy == "Give --yes to swap without a question."


@pytest.mark.usefixtures("_person")
@pytest.mark.parametrize("answer", [True, False])
def test_the_answer_counts_and_the_screen_makes_way(monkeypatch: pytest.MonkeyPatch, answer: bool) -> None:
    """The question stands on stderr; its default is no."""
    asked: list[tuple[str, dict[str, object]]] = []

    def confirm(text: str, **options: object) -> bool:
        asked.append((text, options))
        return answer

    monkeypatch.setattr(click, "confirm", confirm)
    screen = _Screen()
    ask = consent.consent(False, "Swap?", screen)
    assert not asked
    assert ask() is answer
    assert screen.closed
    assert asked == [("Swap?", {"default": False, "err": True})]


@pytest.mark.usefixtures("_person")
def test_an_interrupt_at_the_question_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no answer."""

    def confirm(*_: object, **__: object) -> bool:
        raise click.Abort

    monkeypatch.setattr(click, "confirm", confirm)
    with pytest.raises(Interrupted):
        consent.consent(False, "Swap?", _Screen())()
