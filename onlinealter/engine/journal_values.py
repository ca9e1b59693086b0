"""What the journal's columns may hold. Whoever may write to the schema's tables may write to them: nothing is believed that
isn't of its kind, and nothing that the operator's machine runs, or the server by his account, is taken from there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from onlinealter.engine.person import LONGEST_NAME
from onlinealter.estimates.file import measured_from
from onlinealter.model.measured import Measured
from onlinealter.model.plan import Notes, Plan, Settings
from onlinealter.model.renamed_settings import present_name
from onlinealter.model.states import State
from onlinealter.planning.plan_notes import checked_note
from onlinealter.planning.setting_values import SETTINGS, checked_setting
from onlinealter.tables.children import from_text
from onlinealter.tables.copy_key import Key
from onlinealter.tables.existing_triggers import SwappedTriggers
from onlinealter.tables.indexes import DeferredIndex
from onlinealter.tables.names import PREFIX
from onlinealter.throttles.binlog import BinlogUse

METHODS = ("shadow", "metadata", "native", "instant")
OUTCOMES = ("passed", "failed", "")
_NEVER = datetime(1970, 1, 1)  # noqa: DTZ001 - as the driver gives moments, without a zone
_RUN_ID = re.compile(r"[a-z0-9]{1,16}")
_IDENTITIES_OF_VERSION_1 = re.compile(r"\d+(,\d+)*")


def is_run_id(text: object) -> bool:
    """Whether it can be a run's id; it stands in names and in a comment before each statement."""
    return isinstance(text, str) and _RUN_ID.fullmatch(text) is not None


def read_values(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """A run's columns as values, and those columns that hold something else, with what was expected there; a value that
    does no harm stands in for it.
    """
    values, damaged = dict(given), []
    for column, (read, expected, instead) in _READERS.items():
        try:
            values[column] = read(given[column])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            values[column] = instead
            damaged.append(f"{column} (expected {expected})")
    return values, damaged


def read_key(text: str | None) -> Key | None:
    """A key as the journal keeps it. Raises ValueError where it is none; its values are looked at when they are used."""
    found = json.loads(text) if text else None
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(value, str) for value in found) or not found:
        raise ValueError(text)
    return tuple(found)


@lru_cache(maxsize=64)  # a run reads its row some seventy times
def plan_from(text: str) -> Plan:
    """The plan but for what comes from the plan file or the command line alone."""
    given = json.loads(text)
    settings = given.pop("settings")
    lists = {name: tuple(map(_text, given.pop(name))) for name in ("alter", "allow")}
    tables = {name: {_text(key): _text(value) for key, value in given.pop(name).items()} for name in ("columns", "reverse")}
    texts = {name: _text(given.pop(name, "")) for name in ("table", "name", "where")}
    notes = Notes(**{name: checked_note(name, text) for name, text in given.pop("notes", {}).items()})
    given.pop("precondition", None)
    given.pop("local", None)
    if given:
        raise ValueError(f"unknown: {', '.join(given)}")
    chosen = {
        name: checked_setting(name, value)
        for name, value in ((present_name(name), value) for name, value in settings.items())
        if name in SETTINGS and not SETTINGS[name].metadata["local"]
    }
    return Plan(**texts, **lists, **tables, notes=notes, settings=Settings(**chosen))  # type: ignore[arg-type]  # each was checked


def local_settings(text: str) -> tuple[str, ...]:
    """Those settings of a journalled plan that aren't kept there, or aren't to be believed."""
    try:
        given = json.loads(text)
        named = [*given.get("local", ()), *(name for name, value in given["settings"].items() if value)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ()
    return tuple(name for name, known in SETTINGS.items() if known.metadata["local"] and name in named)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _method(text: str) -> str:
    if text not in METHODS:
        raise ValueError(text)
    return text


def _deferred(text: str) -> tuple[DeferredIndex, ...]:
    return tuple(DeferredIndex(_text(name), _text(definition)) for name, definition in json.loads(text))


def _identity(text: str) -> str:
    """Version 1 kept the numbers of a table's parts, later ones how many there are and their sum."""
    if not _IDENTITIES_OF_VERSION_1.fullmatch(text):
        return text
    numbers = list(map(int, text.split(",")))
    return f"{len(numbers)}:{sum(numbers)}"


def _number(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:  # noqa: ANN401 - whatever the column holds
        if not isinstance(value, int) or value < least:
            raise ValueError(value)
        return value

    return read


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(value)
    return value


def _outcome(text: str) -> str:
    if text not in OUTCOMES:
        raise ValueError(text)
    return text


def _binlog_use(text: str | None) -> str:
    return BinlogUse.from_json(text or "").as_json()


def _person(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise ValueError(text)
    return text


def _name(text: str) -> str:
    if not 0 < len(text) <= 64 or text != text.strip() or "\0" in text or text.startswith(PREFIX):
        raise ValueError(text)
    return text


Reader = tuple[Callable[[Any], object], str, object]
_READERS: dict[str, Reader] = {
    "plan": (plan_from, "a plan as JSON", Plan("", ())),
    "table_name": (_name, "a table's name", ""),
    "state": (State, f"one of {', '.join(State)}", State.COPIED),
    "method": (_method, f"one of {', '.join(METHODS)}", "shadow"),
    "deferred": (_deferred, "a list of indexes as JSON", ()),
    "children": (from_text, "a list of foreign keys as JSON", ()),
    "last_key": (read_key, "a key as JSON", None),
    "carrying": (lambda text: SwappedTriggers.from_json(text) if text else None, "triggers as JSON", None),
    "binlog_use": (_binlog_use, "bytes, rows and minutes as JSON", ""),
    "verification": (_outcome, "passed, failed or nothing", ""),
    "estimated_rows": (_number(0), "a number of rows", 0),
    "copied_rows": (_number(0), "a number of rows", 0),
    "created_at": (_moment, "a date and time", _NEVER),
    "updated_at": (_moment, "a date and time", _NEVER),
    "begun_by": (_person, f"at most {LONGEST_NAME} characters", ""),
    "original_id": (_identity, "a table's number", ""),
    "shadow_id": (_identity, "a table's number", ""),
    "measured": (measured_from, "times and amounts as JSON", Measured()),
}
