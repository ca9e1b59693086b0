"""What is applied within a time."""

from __future__ import annotations

import pytest

from onlinealter.apply.application import in_time
from onlinealter.engine.target import Target
from onlinealter.model.plan import Plan, Settings
from onlinealter.mysql.connection import Account


@pytest.mark.parametrize(("longest", "seconds"), [(None, 20.0), (20.0, 5.0), (840.0, 20.0)])
def test_the_scan_that_each_call_begins_anew_leaves_time_for_what_continues(longest: float | None, seconds: float) -> None:
    """Else a call after another would end in it."""
    plan = Plan("t", ("FORCE",), settings=Settings(check_seconds=20.0))
    found = in_time(Target("t", "shop", Account(), (), plan), longest).plan
    assert found is not None
    assert found.settings.check_seconds == seconds
    assert found.change_digest == plan.change_digest
