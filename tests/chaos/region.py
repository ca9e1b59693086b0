"""Every form of DML, within one region whose guard is held."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onlinealter.sql import quoting
from tests.chaos.shapes import WIDTH, Shape
from tests.chaos.table import COLUMNS, LOADED, LOADED_ASIDE, line_of_file, moment, values

_NAMES = ", ".join(COLUMNS)

Statements = list[str]
"""SQL with ``{table}`` where the table's name goes."""


@dataclass(frozen=True)
class Hand:
    """What a writer makes statements with; ``spool`` is a file that the server can read, if there is one."""

    shape: Shape
    chance: random.Random
    spool: Path | None = None


class Region:
    """Makes statements for one region, knowing which keys are taken; each is sure to succeed."""

    def __init__(self, number: int, taken: set[int], hand: Hand) -> None:
        self._hand = hand
        self._shape = hand.shape
        self._chance = hand.chance
        self._names = ", ".join((*hand.shape.columns, *COLUMNS))
        self._number = number
        self._first = number * WIDTH + 1
        self._last = (number + 1) * WIDTH - 1  # the fence comes after it
        self.taken = taken

    def next_statements(self) -> Statements:
        """One form of DML, at random; several statements where one alone makes no sense."""
        form = self._chance.choice(_FORMS)
        return form(self) or self.insert_some()

    def copy(self) -> Region:
        """The region as it is now, to come back to."""
        return Region(self._number, set(self.taken), self._hand)

    def update_one(self) -> Statements:
        """One row by its key."""
        changes = ("amount = amount + 1", f"seen_at = {moment(self._chance)}", "note = NULL", "status = 'paid'")
        change = self._chance.choice(changes)
        return [f"UPDATE {{table}} SET {change} WHERE {self._is(key)}" for key in self._some(1)]

    def update_range(self) -> Statements:
        return [f"UPDATE {{table}} SET amount = (amount * 3 + 1) % 99991, status = 'sent' WHERE {self._range(12)}"]

    def update_listed(self) -> Statements:
        """Several keys, several columns."""
        keys = self._some(4)
        sets = ", ".join(f"{name} = {value}" for name, value in self._pairs())
        return [f"UPDATE {{table}} SET {sets} WHERE {self._shape.among(keys)}"] if keys else []

    def update_nothing(self) -> Statements:
        """An update that leaves everything as it was."""
        return [f"UPDATE {{table}} SET amount = amount, title = title WHERE {self._range(5)}"]

    def update_few_in_order(self) -> Statements:
        """ORDER BY and LIMIT decide which."""
        few = self._chance.randint(1, 4)
        return [
            f"UPDATE {{table}} SET status = 'picked', amount = amount - 7 WHERE {self._range(20)}"
            f" ORDER BY amount DESC, {self._shape.ordered()} LIMIT {few}"
        ]

    def update_joined(self) -> Statements:
        """By way of another table."""
        return [
            "UPDATE {table} AS t JOIN (SELECT 3 AS more UNION ALL SELECT 1000000) AS extra ON extra.more < 10"
            f" SET t.amount = t.amount + extra.more, t.note = CONCAT('joined ', t.amount) WHERE {self._range(6)}"
        ]

    def delete_one(self) -> Statements:
        """One row by its key."""
        keys = self._some(1)
        self.taken.difference_update(keys)
        return [f"DELETE FROM {{table}} WHERE {self._is(key)}" for key in keys]

    def delete_range(self) -> Statements:
        low, high = self._bounds(8)
        self.taken.difference_update(range(low, high + 1))
        return [f"DELETE FROM {{table}} WHERE {self._shape.within(low, high)}"]

    def delete_joined(self) -> Statements:
        """In the form for several tables."""
        keys = self._some(2)
        self.taken.difference_update(keys)
        return [f"DELETE t FROM {{table}} AS t WHERE {self._shape.among(keys)}"] if keys else []

    def delete_first_in_order(self) -> Statements:
        """ORDER BY and LIMIT, by the key."""
        keys = sorted(self.taken)[:2]
        self.taken.difference_update(keys)
        whole, order = self._shape.within(self._first, self._last), self._shape.ordered()
        return [f"DELETE FROM {{table}} WHERE {whole} ORDER BY {order} LIMIT {len(keys)}"] if keys else []

    def insert_some(self) -> Statements:
        """One row or several in one statement."""
        keys = self._free(self._chance.choice((1, 1, 5)))
        self.taken.update(keys)
        return [f"INSERT INTO {{table}} ({self._names}) VALUES {self._rows(keys)}"] if keys else []

    def insert_selected(self) -> Statements:
        """Rows made from other rows."""
        sources = self._some(3)
        targets = self._free(len(sources))
        pairs = list(zip(sources, targets, strict=False))
        self.taken.update(targets)
        return [
            f"INSERT INTO {{table}} ({self._names}) SELECT {', '.join(self._shape.translated(pairs))}, {_NAMES}"
            f" FROM {{table}} WHERE {self._shape.among([old for old, _ in pairs])}"
        ] if pairs else []  # fmt: skip

    def insert_or_update(self) -> Statements:
        """ON DUPLICATE KEY UPDATE, on taken and free keys at once."""
        keys = self._mixed(4)
        self.taken.update(keys)
        return [
            f"INSERT INTO {{table}} ({self._names}) VALUES {self._rows(keys)}"
            " ON DUPLICATE KEY UPDATE amount = amount + 11, status = 'again', note = NULL"
        ]

    def insert_or_rename(self) -> Statements:
        """ON DUPLICATE KEY UPDATE that writes the key, too: as it was given, which may be in another case."""
        keys = self._mixed(2)
        self.taken.update(keys)
        sets = ", ".join(f"{name} = VALUES({name})" for name in (*self._shape.columns, "title"))
        return [f"INSERT INTO {{table}} ({self._names}) VALUES {self._rows(keys)} ON DUPLICATE KEY UPDATE {sets}"]

    def insert_what_is_missing(self) -> Statements:
        """IGNORE, on taken and free keys at once."""
        keys = self._mixed(3)
        self.taken.update(keys)
        return [f"INSERT IGNORE INTO {{table}} ({self._names}) VALUES {self._rows(keys)}"]

    def replace_some(self) -> Statements:
        """REPLACE, on taken and free keys at once."""
        keys = self._mixed(self._chance.choice((1, 3)))
        self.taken.update(keys)
        return [f"REPLACE INTO {{table}} ({self._names}) VALUES {self._rows(keys)}"]

    def load_file(self) -> Statements:
        """LOAD DATA, on free keys, or with REPLACE on both; the file is there until the next one is made."""
        spool, shape = self._hand.spool, self._shape
        if spool is None:
            return []
        replacing = self._chance.random() < 0.5
        keys = self._mixed(4) if replacing else self._free(4)
        self.taken.update(keys)
        lines = ["|".join([*shape.texts(key), *line_of_file(self._chance)]) for key in keys]
        spool.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        places = [f"@key{place}" for place in range(len(shape.columns))]
        given = [f"{name} = {shape.read(place)}" for name, place in zip(shape.columns, places, strict=True)]
        return [
            f"LOAD DATA INFILE {quoting.text(str(spool))}{' REPLACE' if replacing else ''} INTO TABLE {{table}}"
            " CHARACTER SET utf8mb4 FIELDS TERMINATED BY '|' ESCAPED BY '' LINES TERMINATED BY '\n'"
            f" ({', '.join(places)}, {LOADED}) SET {', '.join(given)}, {LOADED_ASIDE}"
        ]

    def delete_and_insert(self) -> Statements:
        """The same key again, as another row."""
        keys = self._some(1)
        return [
            each
            for key in keys
            for each in (
                f"DELETE FROM {{table}} WHERE {self._is(key)}",
                f"INSERT INTO {{table}} ({self._names}) VALUES {self._rows([key])}",
            )
        ]

    def rewrite_key(self) -> Statements:
        """The key is set to what it equals already; its bytes may change."""
        return [f"UPDATE {{table}} SET {self._shape.assigned(key)} WHERE {self._is(key)}" for key in self._some(1)]

    def change_key(self) -> Statements:
        """A row moves to a free key."""
        pairs = list(zip(self._some(1), self._free(1), strict=False))
        for old, new in pairs:
            self.taken.remove(old)
            self.taken.add(new)
        return [f"UPDATE {{table}} SET amount = amount + 1, {self._becomes(old, new)}" for old, new in pairs]

    def exchange_keys(self) -> Statements:
        """Two rows take each other's key."""
        keys, free = self._some(2), self._free(1)
        if len(keys) < 2 or not free:
            return []
        steps = ((keys[0], free[0]), (keys[1], keys[0]), (free[0], keys[1]))
        return [f"UPDATE {{table}} SET {self._becomes(old, new)}" for old, new in steps]

    def shift_keys(self) -> Statements:
        """A range of rows moves by one, in the order that leaves room."""
        low, high = self._bounds(6)
        moving = {key for key in self.taken if low <= key <= high}
        if not moving or high + 1 > self._last or (high + 1 in self.taken and high in moving):
            return []
        self.taken = (self.taken - moving) | {key + 1 for key in moving}
        order = self._shape.ordered(descending=True)
        moved = self._shape.moved_by_one(sorted(moving))
        return [f"UPDATE {{table}} SET {moved} WHERE {self._shape.within(low, high)} ORDER BY {order}"]

    def _is(self, key: int) -> str:
        return self._shape.equals(self._shape.parts(key))

    def _becomes(self, old: int, new: int) -> str:
        return f"{self._shape.assigned(new)} WHERE {self._is(old)}"

    def _pairs(self) -> list[tuple[str, str]]:
        return list(zip(COLUMNS, values(self._chance).split(", "), strict=False))[:3]

    def _some(self, most: int) -> list[int]:
        return sorted(self._chance.sample(sorted(self.taken), min(most, len(self.taken))))

    def _free(self, most: int) -> list[int]:
        free = [key for key in range(self._first, self._last + 1) if key not in self.taken]
        return sorted(self._chance.sample(free, min(most, len(free))))

    def _mixed(self, most: int) -> list[int]:
        return sorted(self._chance.sample(range(self._first, self._last + 1), most))

    def _bounds(self, most: int) -> tuple[int, int]:
        low = self._chance.randint(self._first, self._last)
        return low, min(self._last, low + self._chance.randrange(most))

    def _range(self, most: int) -> str:
        return self._shape.within(*self._bounds(most))

    def _rows(self, keys: Sequence[int]) -> str:
        return ", ".join(f"({', '.join(self._shape.parts(key))}, {values(self._chance)})" for key in keys)


FORMS: tuple[Callable[[Region], Statements], ...] = (
    Region.update_one, Region.update_range, Region.update_listed, Region.update_nothing,
    Region.update_few_in_order, Region.update_joined, Region.delete_one, Region.delete_range, Region.delete_joined,
    Region.delete_first_in_order, Region.insert_some, Region.insert_selected, Region.insert_or_update,
    Region.insert_or_rename, Region.insert_what_is_missing, Region.replace_some, Region.load_file,
    Region.delete_and_insert, Region.rewrite_key, Region.change_key, Region.exchange_keys, Region.shift_keys,
)  # fmt: skip
_FORMS = (*FORMS, Region.update_one, Region.insert_some, Region.insert_some)
