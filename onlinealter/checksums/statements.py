"""The text of the comparison: one statement over both tables is one read view."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.checksums.comparable import all_digests, row_digest
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.tables.chunks import KeyRange
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.copy_key import CopyKey, Key
from onlinealter.tables.expression import Expression, RowName, row_of
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.own_values import OwnValue
from onlinealter.tables.statements import key_of_row

MOST_LISTED = 100  # differing rows of one chunk


@dataclass(frozen=True)
class Comparison:
    """What is compared: the tables, their columns and their common key. ``own`` are the shadow's columns that no application
    can have written to, and what they hold; only so before the swap. Rows of the original count if they meet ``where``;
    rows of the shadow that the original hasn't, if they meet ``surplus_where``.
    """

    original: TableFacts
    shadow_name: str
    columns: ColumnMap
    key: CopyKey
    server: Server
    where: Expression | None = None
    own: tuple[OwnValue, ...] = ()
    surplus_where: Expression | None = None


_ORIGINAL = row_of("original")
_SHADOW = row_of("copied")


def look_ahead(comparison: Comparison, key_range: KeyRange, rows: int) -> str:
    """The key of the n-th row of a key range, from the index alone."""
    key = comparison.key
    return key_of_row(key, _ORIGINAL, _original(comparison), key.within(_ORIGINAL, key_range.low, key_range.high), rows)


def compare(comparison: Comparison, key_range: KeyRange) -> str:
    """Two rows: count and digest of the original's rows in a key range, and of the shadow's; where the plan leaves rows out,
    a third with their number.
    """
    server = comparison.server
    expected = all_digests(_digest(comparison, of_shadow=False), server)
    held = all_digests(_digest(comparison, of_shadow=True), server)
    left_out = ""
    if comparison.where is not None:
        within = comparison.key.within(_ORIGINAL, key_range.low, key_range.high)
        left_out = (
            f" UNION ALL SELECT COUNT(*), NULL FROM {_original(comparison)} WHERE {within} AND NOT {_fits(comparison.where)}"
        )
    return (
        f"SELECT COUNT(*), {expected} FROM {_original(comparison)} WHERE {_originals(comparison, key_range)}"
        f" UNION ALL SELECT COUNT(*), {held} FROM {_shadows(comparison, key_range)}{left_out}"
    )


def count_rows(comparison: Comparison, key_range: KeyRange) -> str:
    """The same without digests: how many rows there are on each side, by the indexes alone where nothing is left out."""
    return (
        f"SELECT COUNT(*), '' FROM {_original(comparison)} WHERE {_originals(comparison, key_range)}"
        f" UNION ALL SELECT COUNT(*), '' FROM {_shadows(comparison, key_range)}"
    )


def is_same_row(comparison: Comparison, key: Key) -> str:
    """Whether original and shadow have the same of a key: equal rows, or none."""
    fits = "" if comparison.where is None else f" AND {_fits(comparison.where)}"
    expected = (
        f"SELECT {_digest(comparison, of_shadow=False)} FROM {_original(comparison)}"
        f" WHERE {comparison.key.equals(_ORIGINAL, key)}{fits}"
    )
    held = (
        f"SELECT {_digest(comparison, of_shadow=True)} FROM {_shadow(comparison)}"
        f" WHERE {comparison.key.equals(_SHADOW, key, of_shadow=True)}"
    )
    return f"SELECT ({expected}) <=> ({held})"


def differing_rows(comparison: Comparison, key_range: KeyRange) -> str:
    """Keys whose rows differ, each with how many rows the original and the shadow have of it."""
    key = comparison.key
    of_original = f"CONCAT_WS(',', {key.encoded(_ORIGINAL)})"
    of_shadow = f"CONCAT_WS(',', {key.encoded(_SHADOW, of_shadow=True)})"
    return (
        "SELECT either.copy_key, SUM(either.side = 0), SUM(either.side = 1) FROM ("
        f"SELECT 0 AS side, {of_original} AS copy_key, {_digest(comparison, of_shadow=False)} AS digest"
        f" FROM {_original(comparison)} WHERE {_originals(comparison, key_range)}"
        f" UNION ALL SELECT 1, {of_shadow}, {_digest(comparison, of_shadow=True)}"
        f" FROM {_shadows(comparison, key_range)}) AS either"
        f" GROUP BY either.copy_key HAVING COUNT(*) <> 2 OR MIN(either.digest) <> MAX(either.digest)"
        f" ORDER BY either.copy_key LIMIT {MOST_LISTED}"
    )


def look_ahead_in_shadow(comparison: Comparison, key_range: KeyRange, rows: int) -> str:
    """The key of the n-th row of a key range of the shadow, as it stands there and in the order of its index."""
    key = comparison.key.turned()
    return (
        f"SELECT {key.encoded(_SHADOW)} FROM {_shadow(comparison)} FORCE INDEX ({quoting.name(key.original_index)})"
        f" WHERE {key.within(_SHADOW, key_range.low, key_range.high)} ORDER BY {key.order(_SHADOW)} LIMIT 1 OFFSET "
        f"{rows - 1}"
    )


def surplus_rows(comparison: Comparison, key_range: KeyRange) -> str:
    """Keys of shadow rows that the original hasn't, in a key range of the shadow; needed where both tables sort the key
    differently.
    """
    key, along = comparison.key, comparison.key.turned()
    same = key.same_original(_ORIGINAL, _SHADOW)
    if comparison.where is not None:
        same += f" AND {_fits(comparison.where)}"
    counts = "" if comparison.surplus_where is None else f" AND {_fits(comparison.surplus_where, _SHADOW)}"
    return (
        f"SELECT CONCAT_WS(',', {key.encoded(_SHADOW, of_shadow=True)}) FROM {_shadow(comparison)}"
        f" FORCE INDEX ({quoting.name(key.shadow_index)}) WHERE {along.within(_SHADOW, key_range.low, key_range.high)}"
        f" AND NOT EXISTS (SELECT 1 FROM {comparison.original.sql_name} AS original WHERE {same}){counts}"
        f" LIMIT {MOST_LISTED}"
    )


def _digest(comparison: Comparison, *, of_shadow: bool) -> str:
    row = _SHADOW if of_shadow else _ORIGINAL
    return row_digest(comparison.columns, comparison.server, row, of_shadow=of_shadow, own=comparison.own)


def _original(comparison: Comparison) -> str:
    return f"{comparison.original.sql_name} AS original FORCE INDEX ({quoting.name(comparison.key.original_index)})"


def _shadow(comparison: Comparison) -> str:
    return f"{quoting.table_name(comparison.original.schema, comparison.shadow_name)} AS copied"


def _originals(comparison: Comparison, key_range: KeyRange) -> str:
    within = comparison.key.within(_ORIGINAL, key_range.low, key_range.high)
    return within if comparison.where is None else f"{within} AND {_fits(comparison.where)}"


def _fits(where: Expression, row: RowName = _ORIGINAL) -> str:
    return f"(({where.over(row)}) IS TRUE)"


def _shadows(comparison: Comparison, key_range: KeyRange) -> str:
    """The shadow's rows of a key range: by its own order of the key where that is the same, else by the original's."""
    key, shadow = comparison.key, _shadow(comparison)
    if key.same_order:
        within = key.within(_SHADOW, key_range.low, key_range.high, of_shadow=True)
        if comparison.surplus_where is not None:
            same = key.same_original(_ORIGINAL, _SHADOW)
            there = f"EXISTS (SELECT 1 FROM {comparison.original.sql_name} AS original WHERE {same})"
            within = f"{within} AND ({_fits(comparison.surplus_where, _SHADOW)} OR {there})"
        return f"{shadow} FORCE INDEX ({quoting.name(key.shadow_index)}) WHERE {within}"
    same = key.same_row(_ORIGINAL, _SHADOW)
    return f"{_original(comparison)} STRAIGHT_JOIN {shadow} ON {same} WHERE {_originals(comparison, key_range)}"
