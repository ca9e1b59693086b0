"""The record of a rehearsal, read from its file. Nothing in it is taken on trust: types are looked at, sizes bounded."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, NoReturn, get_args, get_origin, get_type_hints

from onlinealter.model.errors import UsageFault
from onlinealter.model.rehearsal import FORMAT, Rehearsed

_MOST_BYTES = 20_000_000
_OTHER_FILE = "Give a file that `online-alter dry-run -o FILE.json` has written."

Line = Mapping[str, object]


class Unfit(Exception):
    """A value that isn't what its place needs."""


def read_line(file: Path) -> Line:
    """The record as it is written. Raises UsageFault where the file holds none."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UsageFault(f"{file} is larger than any record of a rehearsal", remedy=_OTHER_FILE)
        line = json.loads(file.read_text(encoding="utf-8"), parse_constant=_no_constant)
    except OSError as error:
        raise UsageFault(f"{file} can't be read: {error.strerror}", remedy=_OTHER_FILE) from error
    except (ValueError, RecursionError) as error:
        raise UsageFault(f"{file} is not JSON", remedy=_OTHER_FILE) from error
    if not isinstance(line, dict) or line.get("event") != "rehearsed":
        raise UsageFault(f"{file} is not the record of a rehearsal", remedy=_OTHER_FILE)
    if line.get("format") != FORMAT:
        raise UsageFault(
            f"{file} has the format {line.get('format')!r}, and this version reads {FORMAT}",
            remedy="Use the version of online-alter that wrote it, or rehearse again.",
        )
    try:
        recorded_in(line)
    except Unfit as fault:
        raise UsageFault(f"{file}: {fault}", remedy=_OTHER_FILE) from fault
    return line


def recorded_in(line: Line) -> Rehearsed:
    """The record as values. Raises Unfit with the place of what doesn't fit."""
    result: Rehearsed = _value(Rehearsed, dict(line), "record")
    return result


def _value(kind: Any, value: object, place: str) -> Any:  # noqa: ANN401 - a type as its annotation gives it
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        return None if value is None else _value(arguments[0], value, place)
    if origin is tuple:
        return tuple(_value(arguments[0], each, f"{place}[{at}]") for at, each in enumerate(_is(list, value, place)))
    if origin is Mapping:
        return {name: _value(arguments[1], each, f"{place}.{name}") for name, each in _is(dict, value, place).items()}
    if is_dataclass(kind):
        return _members(kind, _is(dict, value, place), place)
    if kind is float and type(value) is int:
        return float(value)
    if issubclass(kind, Enum):
        return _choice(kind, value, place)
    if type(value) is not kind:  # a bool is an int to isinstance
        raise Unfit(f"{place} is no {kind.__name__}")
    return value


def _members(kind: Any, value: dict[str, object], place: str) -> Any:  # noqa: ANN401 - as above
    hints = _hints(kind)
    needed = [each for each in fields(kind) if each.name in value or not _has_default(each)]
    missing = [each.name for each in needed if each.name not in value]
    if missing:
        raise Unfit(f"{place} lacks {', '.join(missing)}")
    return kind(**{each.name: _value(hints[each.name], value[each.name], f"{place}.{each.name}") for each in needed})


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    return get_type_hints(kind)


def _has_default(one: Field[Any]) -> bool:
    return one.default is not MISSING or one.default_factory is not MISSING


def _choice(kind: type[Enum], value: object, place: str) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        raise Unfit(f"{place} is none of {', '.join(str(each.value) for each in kind)}") from error


def _is(kind: type[Any], value: object, place: str) -> Any:  # noqa: ANN401 - as above
    if not isinstance(value, kind):
        raise Unfit(f"{place} is no {'list' if kind is list else 'object'}")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
