"""Values of dataclasses made from what JSON gives. Nothing is taken on trust: types are looked at, and places named."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints


class Unfit(Exception):
    """A value that isn't what its place needs."""


def value_of(kind: Any, value: object, place: str) -> Any:  # noqa: ANN401 - a type as its annotation gives it
    """The value as this type. Raises Unfit with the place of what doesn't fit; members that no field has are passed over."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is types.UnionType:
        return None if value is None else value_of(arguments[0], value, place)
    if origin is tuple:
        return tuple(value_of(arguments[0], each, f"{place}[{at}]") for at, each in enumerate(_is(list, value, place)))
    if origin is Mapping:
        return {name: value_of(arguments[1], each, f"{place}.{name}") for name, each in _is(dict, value, place).items()}
    if is_dataclass(kind):
        return _members(kind, _is(dict, value, place), place)
    if kind is float and type(value) in (int, float):
        return _number(value, place)
    if issubclass(kind, Enum):
        return _choice(kind, value, place)
    if type(value) is not kind:  # a bool is an int to isinstance
        raise Unfit(f"{place} is no {kind.__name__}")
    return value


def _number(value: Any, place: str) -> float:  # noqa: ANN401 - an int or a float
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not math.isfinite(found):  # 1e999
        raise Unfit(f"{place} is too large")
    return found


def _members(kind: Any, value: dict[str, object], place: str) -> Any:  # noqa: ANN401 - as above
    hints = _hints(kind)
    needed = [each for each in fields(kind) if each.name in value or not _has_default(each)]
    missing = [each.name for each in needed if each.name not in value]
    if missing:
        raise Unfit(f"{place} lacks {', '.join(missing)}")
    return kind(**{each.name: value_of(hints[each.name], value[each.name], f"{place}.{each.name}") for each in needed})


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
