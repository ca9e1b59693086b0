"""What a scan the old rows has found so far: a value that can be kept, and taken up again where it ended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from onlinealter.tables.copy_key import CopyKey, Key

_SHOWN = 5
_LONGEST = 60_000  # characters of the whole as text


@dataclass(frozen=True)
class Tally:
    """Rows of one kind: how many, and the keys of the first of them; ``text`` is what the server says of them."""

    count: int = 0
    keys: tuple[Key, ...] = ()
    text: str = ""

    @property
    def wanted(self) -> int:
        """How many more keys are worth keeping."""
        return _SHOWN - len(self.keys)

    def plus(self, count: int, keys: Sequence[Key]) -> Tally:
        """With more rows."""
        return replace(self, count=self.count + count, keys=(*self.keys, *keys[: self.wanted]))


@dataclass(frozen=True)
class Finds:
    """``low`` is the key up to which all rows were looked at (None: none yet), and ``whole`` says that none is left.

    The tallies are by the place of the condition, by the place of the unique key, and by the server's error number.
    """

    low: Key | None = None
    whole: bool = False
    rows: int = 0
    left_out: int = 0
    suspects: Mapping[int, Tally] = field(default_factory=dict)
    duplicates: Mapping[int, Tally] = field(default_factory=dict)
    errors: Mapping[int, Tally] = field(default_factory=dict)
    are_more: bool = False  # rows that may be refused too, and weren't tried one by one

    @property
    def refused(self) -> int:
        """How many rows were found, each as often as it is for another reason."""
        return sum(tally.count for some in (self.suspects, self.duplicates, self.errors) for tally in some.values())

    def as_json(self) -> str:
        """As the journal keeps it."""
        text = self._as_json(with_keys=True)
        return text if len(text) <= _LONGEST else self._as_json(with_keys=False)

    def _as_json(self, *, with_keys: bool) -> str:
        def written(tallies: Mapping[int, Tally]) -> dict[int, list[object]]:
            return {at: [each.count, each.keys if with_keys else (), each.text[:200]] for at, each in tallies.items()}

        numbers = [self.rows, self.left_out, int(self.whole), int(self.are_more)]
        return json.dumps([self.low, numbers, written(self.suspects), written(self.duplicates), written(self.errors)])


def read_finds(text: str, key: CopyKey) -> Finds | None:
    """Finds as the journal keeps them; None for what nobody can have found in a table with that key."""
    try:
        low, (rows, left_out, whole, are_more), suspects, duplicates, errors = json.loads(text)
        found = Finds(
            tuple(map(_text, low)) if low is not None else None,
            bool(whole), _count(rows), _count(left_out), _read(suspects), _read(duplicates), _read(errors), bool(are_more),
        )  # fmt: skip
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    keys = [
        known for some in (found.suspects, found.duplicates, found.errors) for each in some.values() for known in each.keys
    ]
    return found if all(key.holds(each) for each in [*keys, *([found.low] if found.low else [])]) else None


def _read(tallies: Mapping[str, Sequence[object]]) -> dict[int, Tally]:
    found = {}
    for at, (count, keys, text) in tallies.items():
        if not isinstance(keys, list):
            raise TypeError(keys)
        found[int(at)] = Tally(_count(count), tuple(tuple(map(_text, key)) for key in keys), _text(text))
    return found


def _count(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(value)
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
