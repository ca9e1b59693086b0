"""The foreign keys of the table before and after: which stand on which of the run's tables, and under which names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.names import Names


@dataclass(frozen=True)
class TableKeys:
    """The table in front has its keys under their own names; the one behind has the same keys under other names.

    So each gets what a parent's cascade does, which fires no trigger, and the table that comes to the front
    has its keys at that moment. ``forward`` gives new names of old columns, ``back`` the other way, by lower case.
    """

    names: Names
    old: tuple[ForeignKey, ...]
    new: tuple[ForeignKey, ...]
    forward: Mapping[str, str]
    back: Mapping[str, str]

    @property
    def any(self) -> bool:
        """Whether there are any, before or after."""
        return bool(self.old or self.new)

    @property
    def kept(self) -> frozenset[str]:
        """The names of those that are there before and after."""
        return frozenset(key.name.lower() for key in self.old) & frozenset(key.name.lower() for key in self.new)

    @property
    def dropped(self) -> tuple[ForeignKey, ...]:
        """Those that the ALTER takes away."""
        return tuple(key for key in self.old if key.name.lower() not in self.kept)

    @property
    def added(self) -> tuple[ForeignKey, ...]:
        return tuple(key for key in self.new if key.name.lower() not in self.kept)

    def of_original(self, *, in_front: bool) -> dict[str, ForeignKey]:
        """Name to key on the table with the old definition."""
        if in_front:
            return {key.name_on(self.names.original): key for key in self.old}
        return self._stand_ins(self.new, self.names.retired, "old", self.back)

    def of_new(self, *, in_front: bool) -> dict[str, ForeignKey]:
        """Name to key on the table with the new definition."""
        if in_front:
            return {key.name_on(self.names.original): key for key in self.new}
        return self._stand_ins(self.old, self.names.shadow, "new", self.forward)

    def all_on_shadow(self) -> dict[str, ForeignKey]:
        """All keys of the original, for the shadow before the ALTER, which may drop some of them."""
        return {self.stand_in(key): key for key in self.old}

    def stand_in(self, key: ForeignKey) -> str:
        """What a key of the original is called on the shadow."""
        return self._name(key, self.names.shadow, "new")

    def _stand_ins(
        self, keys: tuple[ForeignKey, ...], table: str, role: str, columns: Mapping[str, str]
    ) -> dict[str, ForeignKey]:
        needed = [key for key in keys if key.acts or key.name.lower() in self.kept]
        there = [(key, key.mapped(columns)) for key in needed]
        return {self._name(key, table, role): mapped for key, mapped in there if mapped is not None}

    def _name(self, key: ForeignKey, table: str, role: str) -> str:
        return key.name_on(table) if key.generated else self.names.key(key.name, role)


def no_keys(names: Names) -> TableKeys:
    """For a table without any."""
    return TableKeys(names, (), (), {}, {})
