"""Which statements a table takes: the columns that an INSERT names, that an UPDATE changes, and that tell rows apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onlinealter.sql import quoting
from onlinealter.tables.facts import Column, Index, TableFacts

_ROOM = 1_000_000  # fresh numbers that a type must still have
_BYTES = {"tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "bigint": 8}
_SHORTEST_TEXT = 14  # characters of a fresh text


@dataclass(frozen=True)
class Fresh:
    """A column that gets a value no row has: ``auto`` by the server, a ``number`` above the highest, or a ``text``; ``none``
    where a unique key is left alone by NULL.
    """

    column: str
    kind: str
    above: int = 0

    def value(self, number: int) -> str:
        """SQL for the n-th such value."""
        if self.kind == "number":
            return str(self.above + number)
        return "NULL" if self.kind == "none" else quoting.text(f"oa-{number:011d}")


@dataclass(frozen=True)
class Shape:
    """``columns`` are those of an INSERT without the ``fresh`` ones; ``no_insert`` says why there is none. ``definition`` is
    the table's for which this holds. ``leading`` are indexes with their first columns.
    """

    definition: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    changeable: tuple[str, ...]
    fresh: tuple[Fresh, ...]
    no_insert: str = ""
    leading: tuple[tuple[str, str], ...] = ()

    def leading_column(self, index: str) -> str:
        """The first column of an index; empty where that isn't one whose values are kept."""
        return dict(self.leading).get(index, "")

    @property
    def counted(self) -> str:
        """The key's column that the server counts, if there is one."""
        return next((each.column for each in self.fresh if each.kind == "auto"), "")


@dataclass(frozen=True)
class Bounds:
    """What holds for the table whatever definition is in front: the columns whose values are kept, the unique keys of both
    definitions, columns that other tables refer to or that refer to others, and the highest numbers at the beginning.
    """

    kept: frozenset[str]
    unique: tuple[Index, ...]
    referenced: frozenset[str]
    referring: frozenset[str]
    highest: Mapping[str, int]


def shape_of(table: TableFacts, bounds: Bounds) -> Shape | None:
    """What the load writes to a table of this definition; None where nothing tells its rows apart."""
    known = [column for column in table.columns if column.name in bounds.kept]
    key = key_of(table)
    if key is None or not set(key) <= bounds.kept:
        return None
    plain = [column for column in known if not column.generated]
    of_unique = {name for index in bounds.unique for name in index.columns}
    fixed = of_unique | set(key) | bounds.referenced
    changeable = tuple(each.name for each in plain if each.name not in fixed and not each.updates_itself)
    fresh, reason = _fresh(table, plain, bounds)
    names = {each.column for each in fresh}
    columns = tuple(each.name for each in plain if each.name not in names)
    names = {each.name for each in known}
    leading = tuple(
        (index.name, index.columns[0]) for index in table.indexes if index.method == "BTREE" and index.columns[0] in names
    )
    return Shape(table.definition, key, columns, changeable, fresh, reason, leading)


def key_of(table: TableFacts) -> tuple[str, ...] | None:
    """The columns of the first key by which each row is known."""
    return next((index.columns for index in table.indexes if index.identifies_rows), None)


def numbers_of(table: TableFacts) -> tuple[str, ...]:
    """The columns of unique keys whose highest number matters."""
    names = {name for index in table.indexes if index.unique for name in index.columns}
    return tuple(each.name for each in table.columns if each.name in names and each.is_integer and not each.generated)


def _fresh(table: TableFacts, plain: Sequence[Column], bounds: Bounds) -> tuple[tuple[Fresh, ...], str]:
    """A fresh value for each unique key, as few as do; and which key gets none."""
    found: dict[str, Fresh] = {}
    columns = {each.name: each for each in plain}
    for index in bounds.unique:
        if any(name in found for name in index.columns):
            continue
        candidates = [columns[name] for name in index.columns if name in columns]
        made = [fresh for each in candidates if (fresh := _fresh_value(table, each, index, bounds))]
        if not made:
            return (), f"no INSERT: the load has no fresh values for the unique key {index.name}"
        best = min(made, key=lambda each: ("auto", "number", "text", "none").index(each.kind))
        found[best.column] = best
    return tuple(found.values()), ""


def _fresh_value(table: TableFacts, column: Column, index: Index, bounds: Bounds) -> Fresh | None:
    now = table.column(column.name) or column
    if now.auto_increment:
        return Fresh(column.name, "auto")
    if column.name in bounds.referring | bounds.referenced:
        return None
    if column.is_integer and column.name in bounds.highest:
        above = bounds.highest[column.name]
        return Fresh(column.name, "number", above) if above + _ROOM <= largest(column) else None
    room = column.size[0] if column.size else 0
    prefix = next((part.prefix for part in index.parts if part.column == column.name), None) or room
    if column.kind in ("char", "varchar", "binary", "varbinary") and min(room, prefix) >= _SHORTEST_TEXT:
        return Fresh(column.name, "text")
    return Fresh(column.name, "none") if column.nullable else None


def largest(column: Column) -> int:
    """The highest number of an integer column."""
    bits = 8 * _BYTES[column.kind]
    return (1 << (bits if column.unsigned else bits - 1)) - 1


def smallest(column: Column) -> int:
    """The lowest number of an integer column."""
    return 0 if column.unsigned else -(1 << (8 * _BYTES[column.kind] - 1))
