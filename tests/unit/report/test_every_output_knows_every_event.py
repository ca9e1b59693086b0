"""A new kind of event can't be forgotten by an output."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from onlinealter.model.events import Event
from onlinealter.report.json_lines import JsonLines
from onlinealter.report.live_screen import LiveScreen
from onlinealter.report.plain_text import ErrorsOnly, PlainText
from onlinealter.report.screen_layout import ScreenLayout
from onlinealter.report.screen_state import Picture
from onlinealter.report.sentences import sentence
from tests.unit.report.event_samples import ONE_OF_EACH, OPENED, StandingClock, every_kind


def test_the_samples_hold_one_event_of_every_kind() -> None:
    """The other tests here stand on this one."""
    assert {type(event) for event in ONE_OF_EACH} == set(every_kind())


@pytest.mark.parametrize("kind", list(every_kind()))
def test_each_kind_of_event_has_a_sentence_of_its_own(kind: type[Event]) -> None:
    """None falls back to its fields."""
    assert sentence.dispatch(kind) is not sentence.dispatch(Event)


def test_an_unknown_event_is_shown_by_its_fields() -> None:
    """A forgotten sentence is no reason to fail."""
    assert sentence(Event()) == "Event()"


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_every_output_takes_the_event(event: Event) -> None:
    """Each takes it at the beginning and in the midst of a run."""
    for output in (
        JsonLines(StringIO()),
        PlainText(StringIO()),
        ErrorsOnly(StringIO()),
        LiveScreen(Console(file=StringIO(), force_terminal=True, width=80, height=24)),
    ):
        output.report(event)
        output.report(OPENED)
        output.report(event)
        output.close()


@pytest.mark.parametrize("width", [60, 80, 160])
@pytest.mark.parametrize("height", [16, 24, 45])
def test_the_screen_never_outgrows_the_terminal(width: int, height: int) -> None:
    """Every picture on the way through all events stays below the last line and inside the columns."""
    console = Console(file=StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    clock, picture = StandingClock(), Picture()
    for event in (*ONE_OF_EACH, *ONE_OF_EACH[:-1]):
        picture = picture.after(event, clock())
        lines = console.render_lines(ScreenLayout(picture, clock()), pad=False)
        assert len(lines) < height
        assert max(sum(key_range.cell_length for key_range in line) for line in lines) <= width
