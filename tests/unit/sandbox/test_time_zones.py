"""Time zones for the servers' tables."""

from __future__ import annotations

from itertools import pairwise

from onlinealter.sandbox.statements import zone_statements
from onlinealter.sandbox.time_zones import known_zones


def test_a_zone_changes_at_the_right_seconds() -> None:
    """Berlin's clocks went forward on 29 March 2026 and back on 25 October, each at 01:00 UTC."""
    zones = known_zones()
    begins = {period.begins: period for period in zones["Europe/Berlin"]}
    assert begins[1_774_746_000].offset == 7200
    assert begins[1_774_746_000].is_summer
    assert begins[1_792_890_000].offset == 3600


def test_periods_follow_each_other() -> None:
    """Each begins later than the one before and differs from it."""
    for periods in known_zones().values():
        for before, after in pairwise(periods):
            assert before.begins < after.begins
            assert (before.offset, before.abbreviation) != (after.offset, after.abbreviation)


def test_a_zone_without_changes_has_no_transitions() -> None:
    """UTC fills three tables and not the fourth."""
    zones = known_zones()
    statements = zone_statements({"UTC": zones["UTC"]})
    assert len(statements) == 3
    assert statements[1] == "INSERT INTO mysql.time_zone_name (Name, Time_zone_id) VALUES ('UTC', 1)"
