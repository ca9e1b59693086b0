"""Every form of DML, within one region whose guard is held."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.chaos.table import COLUMNS, WIDTH, moment, values

_NAMES = ", ".join(COLUMNS)

Statements = list[str]
"""SQL with ``{table}`` where the table's name goes."""


class Region:
    """Makes statements for one region, knowing which keys are taken; each is sure to succeed."""

    def __init__(self, number: int, taken: set[int], chance: random.Random) -> None:
        self._chance = chance
        self._first = number * WIDTH + 1
        self._last = (number + 1) * WIDTH - 1  # the fence comes after it
        self._taken = taken

    def next_statements(self) -> Statements:
        """One form of DML, at random; several statements where one alone makes no sense."""
        form = self._chance.choice(_FORMS)
        return form(self) or self.insert_some()

    def copy(self) -> Region:
        """The region as it is now, to come back to."""
        number = (self._first - 1) // WIDTH
        return Region(number, set(self._taken), self._chance)

    def update_one(self) -> Statements:
        """One row by its key."""
        changes = ("amount = amount + 1", f"seen_at = {moment(self._chance)}", "note = NULL", "status = 'paid'")
        change = self._chance.choice(changes)
        return [f"UPDATE {{table}} SET {change} WHERE id = {key}" for key in self._some(1)]

    def update_range(self) -> Statements:
        """A range of keys."""
        return [f"UPDATE {{table}} SET amount = (amount * 3 + 1) % 99991, status = 'sent' WHERE {self._range(12)}"]

    def update_listed(self) -> Statements:
        """Several keys, several columns."""
        keys = self._some(4)
        sets = ", ".join(f"{name} = {value}" for name, value in self._pairs())
        return [f"UPDATE {{table}} SET {sets} WHERE id IN ({_list(keys)})"] if keys else []

    def update_nothing(self) -> Statements:
        """An update that leaves everything as it was."""
        return [f"UPDATE {{table}} SET amount = amount, title = title WHERE {self._range(5)}"]

    def update_few_in_order(self) -> Statements:
        """ORDER BY and LIMIT decide which."""
        few = self._chance.randint(1, 4)
        return [
            f"UPDATE {{table}} SET status = 'picked', amount = amount - 7 WHERE {self._range(20)}"
            f" ORDER BY amount DESC, id LIMIT {few}"
        ]

    def delete_one(self) -> Statements:
        """One row by its key."""
        keys = self._some(1)
        self._taken.difference_update(keys)
        return [f"DELETE FROM {{table}} WHERE id = {key}" for key in keys]

    def delete_range(self) -> Statements:
        """A range of keys."""
        low, high = self._bounds(8)
        self._taken.difference_update(range(low, high + 1))
        return [f"DELETE FROM {{table}} WHERE id BETWEEN {low} AND {high}"]

    def delete_first_in_order(self) -> Statements:
        """ORDER BY and LIMIT, by the key."""
        keys = sorted(self._taken)[:2]
        self._taken.difference_update(keys)
        low, high = self._first, self._last
        return [f"DELETE FROM {{table}} WHERE id BETWEEN {low} AND {high} ORDER BY id LIMIT {len(keys)}"] if keys else []

    def insert_some(self) -> Statements:
        """One row or several in one statement."""
        keys = self._free(self._chance.choice((1, 1, 5)))
        self._taken.update(keys)
        return [f"INSERT INTO {{table}} (id, {_NAMES}) VALUES {self._rows(keys)}"] if keys else []

    def insert_selected(self) -> Statements:
        """Rows made from other rows."""
        sources = self._some(3)
        targets = self._free(len(sources))
        cases = " ".join(f"WHEN {old} THEN {new}" for old, new in zip(sources, targets, strict=False))
        self._taken.update(targets)
        used = sources[: len(targets)]
        return [
            f"INSERT INTO {{table}} (id, {_NAMES}) SELECT CASE id {cases} END, {_NAMES} FROM {{table}}"
            f" WHERE id IN ({_list(used)})"
        ] if used else []  # fmt: skip

    def insert_or_update(self) -> Statements:
        """ON DUPLICATE KEY UPDATE, on taken and free keys at once."""
        keys = self._mixed(4)
        self._taken.update(keys)
        return [
            f"INSERT INTO {{table}} (id, {_NAMES}) VALUES {self._rows(keys)}"
            " ON DUPLICATE KEY UPDATE amount = amount + 11, status = 'again', note = NULL"
        ]

    def replace_some(self) -> Statements:
        """REPLACE, on taken and free keys at once."""
        keys = self._mixed(self._chance.choice((1, 3)))
        self._taken.update(keys)
        return [f"REPLACE INTO {{table}} (id, {_NAMES}) VALUES {self._rows(keys)}"]

    def delete_and_insert(self) -> Statements:
        """The same key again, as another row."""
        keys = self._some(1)
        return [
            each
            for key in keys
            for each in (
                f"DELETE FROM {{table}} WHERE id = {key}",
                f"INSERT INTO {{table}} (id, {_NAMES}) VALUES {self._rows([key])}",
            )
        ]

    def change_key(self) -> Statements:
        """A row moves to a free key."""
        pairs = list(zip(self._some(1), self._free(1), strict=False))
        for old, new in pairs:
            self._taken.remove(old)
            self._taken.add(new)
        return [f"UPDATE {{table}} SET id = {new}, amount = amount + 1 WHERE id = {old}" for old, new in pairs]

    def exchange_keys(self) -> Statements:
        """Two rows take each other's key."""
        keys, free = self._some(2), self._free(1)
        if len(keys) < 2 or not free:
            return []
        steps = ((keys[0], free[0]), (keys[1], keys[0]), (free[0], keys[1]))
        return [f"UPDATE {{table}} SET id = {new} WHERE id = {old}" for old, new in steps]

    def shift_keys(self) -> Statements:
        """A range of rows moves by one, in the order that leaves room."""
        low, high = self._bounds(6)
        moving = {key for key in self._taken if low <= key <= high}
        if high + 1 > self._last or (high + 1 in self._taken and high in moving):
            return []
        self._taken = (self._taken - moving) | {key + 1 for key in moving}
        return [f"UPDATE {{table}} SET id = id + 1 WHERE id BETWEEN {low} AND {high} ORDER BY id DESC"]

    def _pairs(self) -> list[tuple[str, str]]:
        return list(zip(COLUMNS, values(self._chance).split(", "), strict=False))[:3]

    def _some(self, most: int) -> list[int]:
        return sorted(self._chance.sample(sorted(self._taken), min(most, len(self._taken))))

    def _free(self, most: int) -> list[int]:
        free = [key for key in range(self._first, self._last + 1) if key not in self._taken]
        return sorted(self._chance.sample(free, min(most, len(free))))

    def _mixed(self, most: int) -> list[int]:
        return sorted(self._chance.sample(range(self._first, self._last + 1), most))

    def _bounds(self, most: int) -> tuple[int, int]:
        low = self._chance.randint(self._first, self._last)
        return low, min(self._last, low + self._chance.randrange(most))

    def _range(self, most: int) -> str:
        low, high = self._bounds(most)
        return f"id BETWEEN {low} AND {high}"

    def _rows(self, keys: list[int]) -> str:
        return ", ".join(f"({key}, {values(self._chance)})" for key in keys)


_FORMS: tuple[Callable[[Region], Statements], ...] = (
    Region.update_one, Region.update_one, Region.update_range, Region.update_listed, Region.update_nothing,
    Region.update_few_in_order, Region.delete_one, Region.delete_range, Region.delete_first_in_order,
    Region.insert_some, Region.insert_some, Region.insert_selected, Region.insert_or_update, Region.replace_some,
    Region.delete_and_insert, Region.change_key, Region.exchange_keys, Region.shift_keys,
)  # fmt: skip


def _list(keys: list[int]) -> str:
    return ", ".join(map(str, keys))
