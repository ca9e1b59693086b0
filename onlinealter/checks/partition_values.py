"""The values that partitions are for, as far as text tells them: whole numbers, NULL and MAXVALUE. What has to be computed,
and the values of RANGE COLUMNS and LIST COLUMNS, which are compared as their columns are, is left to the server.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

_WHOLE_NUMBER = re.compile(r"-?\d{1,18}")  # with more digits it depends on the column whether the server takes it
_NULL = "NULL"


@dataclass(frozen=True)
class Part:
    """A partition: its name in lower case, and what it is for: the bound below which its values are, or the values
    themselves. None stands for a value that only the server can tell.
    """

    name: str
    values: tuple[float | str | None, ...]


def parts_in(words: Sequence[str], unquoted: Sequence[str]) -> tuple[Part, ...]:
    """The partitions by value that a clause makes; ``unquoted`` are the same words without backquotes."""
    upper = [word.upper() for word in words]
    found = list[Part]()
    for place, word in enumerate(upper):
        if word != "VALUES" or not place:
            continue
        if upper[place + 1 : place + 3] == ["LESS", "THAN"]:
            found.append(Part(unquoted[place - 1].lower(), _values(upper, place + 3)))
        elif upper[place + 1 : place + 2] == ["IN"]:
            found.append(Part(unquoted[place - 1].lower(), _values(upper, place + 2)))
    return tuple(found)


def reorganized(parts: tuple[Part, ...], gone: Sequence[str], new: tuple[Part, ...]) -> tuple[Part, ...]:
    """The partitions when some have made place for others."""
    before = tuple(takewhile(lambda part: part.name not in gone, parts))
    return (*before, *new, *(part for part in parts[len(before) :] if part.name not in gone))


def misplaced(method: str, parts: Sequence[Part]) -> str:
    """Why the server would refuse these together; empty where nothing is seen against them."""
    if method == "RANGE":
        last: float = -math.inf
        for part in parts:
            bound = part.values[0] if len(part.values) == 1 else None
            if not isinstance(bound, int | float):
                continue
            if bound <= last:
                return f"the bound of partition {part.name} isn't above that of the partition before it"
            last = bound
    if method == "LIST":
        seen = set[float | str]()
        for part in parts:
            for value in part.values:
                if value in seen:
                    return f"the value {value} of partition {part.name} is given twice"
                if value is not None:
                    seen.add(value)
    return ""


def _values(upper: Sequence[str], place: int) -> tuple[float | str | None, ...]:
    """The values from this place among the words on, in brackets but for MAXVALUE."""
    if upper[place : place + 1] == ["MAXVALUE"]:
        return (math.inf,)
    if upper[place : place + 1] != ["("]:
        return ()
    found, value, depth = list[float | str | None](), "", 0
    for at in range(place, len(upper)):
        word = upper[at]
        depth += {"(": 1, ")": -1}.get(word, 0)
        if not depth:
            break
        if word == "," and depth == 1:
            found.append(_value(value))
            value = ""
        elif value or word != "(":
            # Apart, so that 3 -1 isn't 3-1, which is no number either, but "- 1" is one.
            value += word if value in ("", "-") else f" {word}"
    return (*found, _value(value))


def _value(text: str) -> float | str | None:
    if text == "MAXVALUE":
        return math.inf
    if text == _NULL:
        return text
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None
