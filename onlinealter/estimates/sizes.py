"""How many bytes a row takes: in the binlog, in a page, and in an index. From the columns' types, and from a sample."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onlinealter.tables.facts import Column, Index, TableFacts

_FIXED = {
    "tinyint": 1, "smallint": 2, "mediumint": 3, "int": 4, "bigint": 8, "float": 4, "double": 8, "year": 1, "date": 3,
    "uuid": 16, "inet6": 16, "inet4": 4,
}  # fmt: skip
_MOMENTS = {"time": 3, "datetime": 5, "timestamp": 4}
_PREFIXES = {"tinytext": 1, "tinyblob": 1, "text": 2, "blob": 2, "mediumtext": 3, "mediumblob": 3}
_LONG_PREFIX = 4
_OF_NINE_DIGITS = (0, 1, 1, 2, 2, 3, 3, 4, 4, 4)
_ROW_HEADER, _TRANSACTION, _ENTRY_HEADER = 5, 13, 5
# Of a page; an eighth of the pages is kept free for each index.
_FILLED_IN_ORDER, _FILLED_AT_RANDOM = 0.92 * 0.875, 0.72 * 0.875
_PLACE = 0.5  # bytes of an entry's place in the page's list
_PAGE, _LARGEST_IN_PAGE = 15_360, 8_000  # at a page's end there is room for half a row in the mean
_EVENTS = 1.006  # rows are logged in events of 8 KB, with a header each


@dataclass(frozen=True)
class Sample:
    """What a sample of rows says: how many they were, how many were read in a second, the share of rows in which a column of
    the original isn't NULL, and the mean bytes of its value over all rows, as the new definition has it.
    """

    rows: int
    rows_per_second: float
    filled: Mapping[str, float]
    lengths: Mapping[str, float]


@dataclass(frozen=True)
class RowBytes:
    """The mean of a row of the new table: logged, in the primary key's pages, and in the pages of the indexes."""

    logged: float
    stored: float
    indexed: float


def row_bytes(
    shadow: TableFacts, sources: Mapping[str, str], sample: Sample, indexes: Sequence[str], in_order: Sequence[str]
) -> RowBytes:
    """``sources`` names the original's column by the new one's; ``indexes`` are those to count, of which those ``in_order``
    are built from rows that are there, so that their pages are full.
    """
    means = {column.name: _Mean.of(column, sources.get(column.name), sample) for column in shadow.columns}
    nulls = math.ceil(len(means) / 8)
    logged = (nulls + sum(each.logged for each in means.values())) * _EVENTS
    row = _ROW_HEADER + _TRANSACTION + nulls + sum(each.stored for each in means.values())
    stored = row / _FILLED_IN_ORDER / (1 - min(row, _LARGEST_IN_PAGE) / 2 / _PAGE)
    primary = next((index for index in shadow.indexes if index.name == "PRIMARY"), None)
    names = {index.name: index for index in shadow.indexes}
    indexed = sum(
        _entry(names[name], primary, means) / (_FILLED_IN_ORDER if name in in_order else _FILLED_AT_RANDOM)
        for name in indexes
        if name in names and name != "PRIMARY"
    )
    return RowBytes(logged, stored, indexed)


@dataclass(frozen=True)
class _Mean:
    logged: float
    stored: float
    value: float

    @classmethod
    def of(cls, column: Column, source: str | None, sample: Sample) -> _Mean:
        filled, length = _filled(column, source, sample)
        fixed = fixed_bytes(column)
        if fixed is not None:
            return cls(fixed * filled, fixed * filled, fixed * filled)
        least = column.size[0] * filled if column.kind in ("char", "binary") and column.size else 0.0
        stored = max(length, least)
        return cls(length + prefix_bytes(column) * filled, stored + min(2, prefix_bytes(column)) * filled, stored)


def _filled(column: Column, source: str | None, sample: Sample) -> tuple[float, float]:
    """Of how many rows it has a value, and its mean bytes; a new column has its default in all rows."""
    if source is not None and source in sample.filled:
        return sample.filled[source], sample.lengths[source]
    if column.default is None:
        return (0.0 if column.nullable else 1.0), 0.0
    return 1.0, float(len(column.default.encode()))


def _entry(index: Index, primary: Index | None, means: Mapping[str, _Mean]) -> float:
    own = dict.fromkeys(part.column for part in index.parts if part.column)
    prefixes = {part.column: part.prefix for part in index.parts if part.column and part.prefix}
    beside = [part.column for part in primary.parts if part.column and part.column not in own] if primary else []
    sizes = [min(means[name].value, prefixes.get(name) or math.inf) for name in (*own, *beside) if name in means]
    lengths = sum(1 for name in own if name in means and means[name].logged != means[name].value)
    nulls = any(part.nullable for part in index.parts)
    return _ENTRY_HEADER + _PLACE + nulls + sum(sizes) + lengths


def fixed_bytes(column: Column) -> float | None:
    """The bytes of any value; None where they depend on it."""
    kind = column.kind
    if kind in _FIXED:
        return _FIXED[kind]
    if kind in _MOMENTS:
        return _MOMENTS[kind] + math.ceil((column.size[0] if column.size else 0) / 2)
    if kind == "decimal":
        digits, behind = (*column.size, 0)[:2] if column.size else (10, 0)
        return sum(each // 9 * 4 + _OF_NINE_DIGITS[each % 9] for each in (digits - behind, behind))
    if kind == "bit":
        return math.ceil((column.size[0] if column.size else 1) / 8)
    if kind == "enum":
        return 1 if len(column.values) <= 255 else 2
    if kind == "set":
        return min((1, 2, 3, 4, 8), key=lambda size: (size * 8 < len(column.values), size))
    return None


def prefix_bytes(column: Column) -> int:
    """The bytes that tell a value's length."""
    if column.kind in ("varchar", "char", "varbinary", "binary"):
        width = 1 if column.kind.endswith("binary") else 4
        return 1 if not column.size or column.size[0] * width <= 255 else 2
    return _PREFIXES.get(column.kind, _LONG_PREFIX)
