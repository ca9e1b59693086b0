"""When a cutover window opens next."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from onlinealter.model.window import Window

_BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "now", "hours"),
    [
        ("02:00-04:00 UTC", datetime(2026, 5, 1, 1, 30, tzinfo=UTC), 0.5),
        ("02:00-04:00 UTC", datetime(2026, 5, 1, 3, 0, tzinfo=UTC), 0),
        ("02:00-04:00 UTC", datetime(2026, 5, 1, 4, 0, tzinfo=UTC), 22),
        ("22:00-01:00 UTC", datetime(2026, 5, 1, 0, 30, tzinfo=UTC), 0),
        ("22:00-01:00 UTC", datetime(2026, 5, 1, 1, 0, tzinfo=UTC), 21),
        ("04:00-05:00 Europe/Berlin", datetime(2026, 3, 28, 23, 0, tzinfo=_BERLIN), 4),  # an hour is left out that night
        ("04:00-05:00 Europe/Berlin", datetime(2026, 10, 24, 23, 0, tzinfo=_BERLIN), 6),  # and one comes twice
    ],
)
def test_a_closed_window_says_when_it_opens(text: str, now: datetime, hours: float) -> None:
    """By the clock of its zone, which is set forward and back."""
    window = Window.parse(text)
    assert window is not None
    assert window.opens_in(now) == hours * 3600
