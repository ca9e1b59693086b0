"""The time of day at which the swap may be made."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from onlinealter.model.window import Window


def at(clock: str, month: int = 1) -> datetime:
    """A moment of a day of 2026, in UTC."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, month, 15, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "clock", "is_open"),
    [
        ("02:00-04:00 UTC", "01:59", False),
        ("02:00-04:00 UTC", "02:00", True),
        ("02:00-04:00 UTC", "03:59", True),
        ("02:00-04:00 UTC", "04:00", False),
        ("22:30-01:00 UTC", "22:29", False),
        ("22:30-01:00 UTC", "23:00", True),
        ("22:30-01:00 UTC", "00:59", True),
        ("22:30-01:00 UTC", "01:00", False),
        ("02:00-04:00 Europe/Berlin", "01:30", True),
        ("02:00-04:00 Europe/Berlin", "03:30", False),
    ],
)
def test_a_window_is_open_from_its_begin_until_just_before_its_end(window: str, clock: str, is_open: bool) -> None:
    """Over midnight, too, and by the clock of its zone."""
    parsed = Window.parse(window)
    assert parsed is not None
    assert parsed.is_open(at(clock)) == is_open


def test_in_summer_the_zones_own_clock_counts() -> None:
    """Two hours before UTC then."""
    window = Window.parse("02:00-04:00 Europe/Berlin")
    assert window is not None
    assert window.is_open(at("00:30", month=7))
    assert not window.is_open(at("02:30", month=7))


def test_without_a_zone_it_is_the_machines_own() -> None:
    """Whatever that is."""
    now = datetime.now().astimezone()
    around = Window((now - timedelta(hours=1)).time(), (now + timedelta(hours=1)).time())
    assert around.is_open(now.astimezone(UTC))
    assert Window.parse("02:00-04:00") == Window(time(2), time(4))


def test_no_text_is_no_window() -> None:
    """The swap may be made at any time."""
    assert Window.parse("") is None


@pytest.mark.parametrize(
    "text", ["2-4", "02:00", "02:00-02:00", "24:00-01:00", "02:60-03:00", "02:00-04:00 Mars/Olympus", "x"]
)
def test_what_is_no_window_is_refused(text: str) -> None:
    """Also one without any length."""
    with pytest.raises(ValueError, match=r"."):
        Window.parse(text)
