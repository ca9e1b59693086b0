"""Which values settings take."""

from __future__ import annotations

from dataclasses import fields

import pytest

from onlinealter.model.plan import Deferral, Settings
from onlinealter.planning.setting_values import (
    UnfitSetting,
    checked_setting,
    expectation,
    setting_from_text,
    unknown_setting,
)


@pytest.mark.parametrize("name", [each.name for each in fields(Settings)])
def test_every_default_fits_its_own_setting(name: str) -> None:
    """From a plan file and from a command line."""
    default = getattr(Settings(), name)
    assert checked_setting(name, default) == default
    assert setting_from_text(name, str(default)) == default
    assert expectation(name)


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("workers", True, "expected a whole number from 0 to 64, found true"),
        ("workers", 2.0, "expected a whole number from 0 to 64, found the number 2.0"),
        ("workers", -1, "expected a whole number from 0 to 64, found the number -1"),
        ("workers", "two", "expected a whole number from 0 to 64, found the text 'two'"),
        ("chunk_time", False, "expected a number from 0.01 to 10, found false"),
        ("chunk_time", 11, "expected a number from 0.01 to 10, found the number 11"),
        ("lock_timeout", float("inf"), "expected a number of at least 1, found the number inf"),
        ("lock_timeout", float("nan"), "expected a number of at least 1, found the number nan"),
        ("lock_timeout", [1], "expected a number of at least 1, found a list"),
        ("deferred_indexes", "maybe", "expected one of auto, always, never, found the text 'maybe'"),
        ("pause_file", 3, "expected text, found the number 3"),
        ("kill_blockers", "maybe", "expected true or false, found the text 'maybe'"),
        ("kill_blockers", 1, "expected true or false, found the number 1"),
        (
            "cutover_window",
            "at night",
            "expected HH:MM-HH:MM, with a zone after it if it isn't the tool's own, or nothing, found the text 'at night'",
        ),
    ],
)
def test_an_unfit_value_is_told_with_what_was_expected(name: str, value: object, message: str) -> None:
    """And with what was found."""
    with pytest.raises(UnfitSetting) as caught:
        checked_setting(name, value)
    assert str(caught.value) == message


def test_a_number_beyond_all_floats_is_refused_like_any_other() -> None:
    """TOML's integers have no end."""
    with pytest.raises(UnfitSetting):
        checked_setting("lock_timeout", 10**400)


def test_whole_numbers_may_stand_for_times_and_enums_are_given_by_value() -> None:
    """They come out as the setting's own type."""
    assert repr(checked_setting("lock_timeout", 5)) == "5.0"
    assert setting_from_text("deferred_indexes", "never") is Deferral.NEVER
    assert setting_from_text("chunk_rows", "50") == 50
    assert [setting_from_text("kill_blockers", text) for text in ("true", "off", "YES", "0")] == [True, False, True, False]
    assert setting_from_text("cutover_window", "22:30-01:00 UTC") == "22:30-01:00 UTC"


def test_text_that_is_no_number_is_told_as_text() -> None:
    """Without a word of Python."""
    with pytest.raises(UnfitSetting, match="expected a whole number from 0 to 64, found the text 'x'"):
        setting_from_text("workers", "x")


def test_an_unknown_setting_is_told_with_the_nearest_one() -> None:
    """If one is near."""
    assert unknown_setting("chunktime") == "unknown setting 'chunktime'; did you mean 'chunk_time'?"
    assert unknown_setting("zzz") == "unknown setting 'zzz'"
