"""What the key of the table under load looks like: the writers count rows, and a shape says how the n-th one is called."""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from onlinealter.sql import quoting

WIDTH = 100
"""Rows of a region; the last one of each is its fence."""

_SPREAD = 2_654_435_761  # odd, so that multiplying by it modulo 2**32 mixes numbers and can be undone
_WORDS = 2**32
_STRIDE, _MIDDLE = 7_777_777_777, 2_000
_OUTERMOST = 9_000_000_000_000_000_000
_EVERYWHERE = 2_000_000


def region_of(number: int) -> int:
    """The region that the n-th row is in."""
    return (number - 1) // WIDTH


class Shape(ABC):
    """A key; the n-th row comes right behind the one before it where both are in one region."""

    name: ClassVar[str]
    columns: ClassVar[tuple[str, ...]] = ("id",)
    definition: ClassVar[str]
    alteration: ClassVar[str]
    """What an ALTER may change of the key."""
    counted: ClassVar[bool] = False
    """Whether the server counts the rows above all others by AUTO_INCREMENT."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    @abstractmethod
    def texts(self, number: int) -> tuple[str, ...]:
        """The key's values as they stand in a file."""

    @abstractmethod
    def end(self, count: int, *, low: bool) -> tuple[str, ...]:
        """The values, as SQL, of a key below or above all others."""

    @abstractmethod
    def number(self, row: Sequence[Any]) -> int:
        """Which row it is, by its key as the driver gives it."""

    @abstractmethod
    def noted_region(self, noted: Sequence[str]) -> int | None:
        """The region of a key as the journal writes it; None at the ends."""

    def written(self, text: str) -> str:
        """A value as SQL."""
        return text

    def read(self, variable: str) -> str:
        """SQL for a value that came from a file."""
        return variable

    def place(self, region: int) -> int:
        """Regions sort by this as their keys do."""
        return region

    def parts(self, number: int) -> tuple[str, ...]:
        """The key's values as SQL."""
        return tuple(map(self.written, self.texts(number)))

    def equals(self, parts: Sequence[str]) -> str:
        """SQL: the row has this key."""
        return "(" + " AND ".join(f"{name} = {part}" for name, part in zip(self.columns, parts, strict=True)) + ")"

    def among(self, numbers: Sequence[int]) -> str:
        """SQL: one of these rows."""
        if len(self.columns) == 1:
            return f"{self.columns[0]} IN ({', '.join(self.parts(number)[0] for number in numbers)})"
        return "(" + " OR ".join(self.equals(self.parts(number)) for number in numbers) + ")"

    def within(self, low: int, high: int) -> str:
        """SQL: rows of one region, from one to another."""
        *same, first = zip(self.columns, self.parts(low), self.parts(high), strict=True)
        bounds = [f"{name} = {value}" for name, value, _ in same]
        name, lowest, highest = first
        return " AND ".join([*bounds, f"{name} BETWEEN {lowest} AND {highest}"])

    def assigned(self, number: int) -> str:
        """SET list that gives a row this key."""
        return ", ".join(f"{name} = {part}" for name, part in zip(self.columns, self.parts(number), strict=True))

    def translated(self, pairs: Sequence[tuple[int, int]]) -> list[str]:
        """SQL of each key column: rows with the one key get the other."""
        cases = [(self.equals(self.parts(old)), self.parts(new)) for old, new in pairs]
        return [
            "CASE " + " ".join(f"WHEN {condition} THEN {parts[place]}" for condition, parts in cases) + " END"
            for place in range(len(self.columns))
        ]

    def moved_by_one(self, numbers: Sequence[int]) -> str:
        """SET list that gives each of these rows the key of the next one."""
        return f"{self.columns[-1]} = {self.translated([(number, number + 1) for number in numbers])[-1]}"

    def ordered(self, *, descending: bool = False) -> str:
        return ", ".join(name + (" DESC" if descending else "") for name in self.columns)


class Counted(Shape):
    """INT with AUTO_INCREMENT."""

    name = "int"
    definition = "id INT NOT NULL AUTO_INCREMENT PRIMARY KEY"
    alteration = "MODIFY id BIGINT NOT NULL AUTO_INCREMENT"
    counted = True

    def texts(self, number: int) -> tuple[str, ...]:
        return (str(number),)

    def end(self, count: int, *, low: bool) -> tuple[str, ...]:
        return (str(-count if low else _EVERYWHERE * WIDTH + count),)

    def number(self, row: Sequence[Any]) -> int:
        return int(row[0])

    def noted_region(self, noted: Sequence[str]) -> int | None:
        return region_of(int(noted[0])) if int(noted[0]) > 0 else None

    def moved_by_one(self, numbers: Sequence[int]) -> str:  # noqa: ARG002 - the same for all
        return "id = id + 1"


class Composite(Shape):
    """Two columns."""

    name = "composite"
    columns = ("area", "number")
    definition = "area INT NOT NULL, number INT NOT NULL, PRIMARY KEY (area, number)"
    alteration = "MODIFY number BIGINT NOT NULL"

    def texts(self, number: int) -> tuple[str, ...]:
        region = region_of(number)
        return str(region), str(number - region * WIDTH)

    def end(self, count: int, *, low: bool) -> tuple[str, ...]:
        return str(-1 if low else _EVERYWHERE), str(count)

    def number(self, row: Sequence[Any]) -> int:
        return int(row[0]) * WIDTH + int(row[1])

    def noted_region(self, noted: Sequence[str]) -> int | None:
        return int(noted[0]) if 0 <= int(noted[0]) < _EVERYWHERE else None

    def moved_by_one(self, numbers: Sequence[int]) -> str:  # noqa: ARG002 - the same for all
        return "number = number + 1"


class Words(Shape):
    """VARCHAR in a collation that sees neither case nor trailing spaces: the same key is written in many ways."""

    name = "varchar"
    definition = "id VARCHAR(24) COLLATE utf8mb4_unicode_ci NOT NULL PRIMARY KEY"
    alteration = "MODIFY id VARCHAR(40) COLLATE utf8mb4_unicode_ci NOT NULL"

    def texts(self, number: int) -> tuple[str, ...]:
        word = self._chance.choice(("order", "Order", "ORDER", "oRdEr"))
        return (f"{word}{number:08d}{self._chance.choice(('', '', ' '))}",)

    def end(self, count: int, *, low: bool) -> tuple[str, ...]:
        return (quoting.text(f"{'a' if low else 'z'}{count:08d}"),)

    def number(self, row: Sequence[Any]) -> int:
        return int(re.sub(r"\D", "", str(row[0])))

    def noted_region(self, noted: Sequence[str]) -> int | None:
        text = bytes.fromhex(noted[0]).decode()
        return region_of(self.number([text])) if text.lower().startswith("order") else None

    def written(self, text: str) -> str:
        return quoting.text(text)


class Uuid(Shape):
    """BINARY(16), the regions anywhere among all values."""

    name = "uuid"
    definition = "id BINARY(16) NOT NULL PRIMARY KEY"
    alteration = "MODIFY id BINARY(16) NOT NULL COMMENT 'who it is'"

    def texts(self, number: int) -> tuple[str, ...]:
        return (f"{self.place(region_of(number)):08x}{'20ff00c3a900275c'}{number:08x}",)

    def end(self, count: int, *, low: bool) -> tuple[str, ...]:
        return (f"x'{('0' if low else 'f') * 8}{count:024x}'",)

    def number(self, row: Sequence[Any]) -> int:
        return int.from_bytes(bytes(row[0])[-4:])

    def noted_region(self, noted: Sequence[str]) -> int | None:
        place = int(noted[0][:8], 16)
        return None if place in (0, _WORDS - 1) else place * pow(_SPREAD, -1, _WORDS) % _WORDS - 1

    def written(self, text: str) -> str:
        return f"x'{text}'"

    def read(self, variable: str) -> str:
        return f"UNHEX({variable})"

    def place(self, region: int) -> int:
        return (region + 1) * _SPREAD % _WORDS


class Sparse(Shape):
    """BIGINT from far below zero to far above, with wide gaps."""

    name = "sparse"
    definition = "id BIGINT NOT NULL PRIMARY KEY"
    alteration = "MODIFY id DECIMAL(20,0) NOT NULL"

    def texts(self, number: int) -> tuple[str, ...]:
        return (str((number - _MIDDLE) * _STRIDE),)

    def end(self, count: int, *, low: bool) -> tuple[str, ...]:
        return (str(count - _OUTERMOST if low else count + _OUTERMOST),)

    def number(self, row: Sequence[Any]) -> int:
        return int(row[0]) // _STRIDE + _MIDDLE

    def noted_region(self, noted: Sequence[str]) -> int | None:
        number = self.number(noted)
        return region_of(number) if 0 < number < _EVERYWHERE * WIDTH else None

    def moved_by_one(self, numbers: Sequence[int]) -> str:  # noqa: ARG002 - the same for all
        return f"id = id + {_STRIDE}"


SHAPES: dict[str, type[Shape]] = {each.name: each for each in (Counted, Composite, Words, Uuid, Sparse)}
