"""Whether a value may stand for a setting; one way for the plan file and for ``--set``."""

from __future__ import annotations

from dataclasses import Field, fields
from enum import StrEnum
from typing import Any

from onlinealter.model.plan import Settings
from onlinealter.model.renamed_settings import RENAMED
from onlinealter.planning.nearest import did_you_mean

SETTINGS: dict[str, Field[Any]] = {each.name: each for each in fields(Settings)}


_TRUTHS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


class UnfitSetting(ValueError):
    """A value that the setting can't take; the text says what was expected and found."""


def checked_setting(name: str, value: object) -> object:
    """The value as the setting has it. Raises UnfitSetting."""
    known = SETTINGS[name]
    kind: type = type(known.default)
    if issubclass(kind, StrEnum) and isinstance(value, str) and value in list(kind):
        return kind(value)
    if kind is float and type(value) is int and _within(known, value):
        return float(value)
    fits = type(value) is kind and (kind not in (int, float) or _within(known, value)) and _is_of_form(known, value)
    if not fits:
        raise UnfitSetting(f"expected {expectation(name)}, found {description(value)}")
    return value


def setting_from_text(name: str, text: str) -> object:
    """The value that a command line gives as text. Raises UnfitSetting."""
    kind: type = type(SETTINGS[name].default)
    if kind is bool:
        return checked_setting(name, _TRUTHS.get(text.lower(), text))
    if kind in (int, float):
        try:
            return checked_setting(name, kind(text))
        except ValueError as error:
            if isinstance(error, UnfitSetting):
                raise
    return checked_setting(name, text)


def expectation(name: str) -> str:
    """What a setting takes, in words."""
    known = SETTINGS[name]
    kind: type = type(known.default)
    if issubclass(kind, StrEnum):
        return f"one of {', '.join(kind)}"
    if kind is bool:
        return "true or false"
    if kind is str:
        return known.metadata["form"].expected if known.metadata["form"] else "text"
    noun = "a whole number" if kind is int else "a number"
    least, most = known.metadata["least"], known.metadata["most"]
    if least is None:
        return noun if most is None else f"{noun} of at most {most}"
    return f"{noun} of at least {least}" if most is None else f"{noun} from {least} to {most}"


def written_setting(name: str, value: object) -> str:
    """A setting as the command line takes it."""
    return f"{name}={str(value).lower() if isinstance(value, bool) else value}"


def unknown_setting(name: str) -> str:
    """The complaint about a name that no setting has, or has no longer."""
    if name in RENAMED:
        return f"the setting '{name}' is now called '{RENAMED[name]}'"
    return f"unknown setting '{name}'{did_you_mean(name, SETTINGS)}"


def description(value: object) -> str:
    """A value of TOML as a message names it."""
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text '{value if len(value) <= 40 else value[:39] + '…'}'"
        case list():
            return "a list"
        case dict():
            return "a table"
    return "a date or time"


def _is_of_form(known: Field[Any], value: object) -> bool:
    form = known.metadata["form"]
    if form is None:
        return True
    try:
        form.read(value)
    except ValueError:
        return False
    return True


def _within(known: Field[Any], value: Any) -> bool:  # noqa: ANN401 - a number of either kind
    least, most = known.metadata["least"], known.metadata["most"]
    # Neither infinite, nor not a number, nor an integer beyond all floats.
    return -1e300 < value < 1e300 and (least is None or value >= least) and (most is None or value <= most)
