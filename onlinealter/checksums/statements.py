"""The text of the comparison: one statement over both tables is one read view (FACTS 57, 58)."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.checksums.comparable import all_digests, row_digest
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.copy_key import CopyKey
from onlinealter.tables.expression import Expression, row_of
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.ranges import Segment

MOST_LISTED = 100  # differing rows of one chunk


@dataclass(frozen=True)
class Comparison:
    """What is compared: the tables, their columns and their common key."""

    original: TableFacts
    shadow_name: str
    columns: ColumnMap
    key: CopyKey
    server: Server
    where: Expression | None = None


_ORIGINAL = row_of("original")
_SHADOW = row_of("copied")


def look_ahead(comparison: Comparison, segment: Segment, rows: int) -> str:
    """The key of the n-th row of a segment, from the index alone."""
    key = comparison.key
    return (
        f"SELECT {key.encoded(_ORIGINAL)} FROM {_original(comparison)}"
        f" WHERE {key.within(_ORIGINAL, segment.low, segment.high)}"
        f" ORDER BY {key.order(_ORIGINAL)} LIMIT 1 OFFSET {rows - 1}"
    )


def compare(comparison: Comparison, segment: Segment) -> str:
    """Two rows: count and digest of the original's rows in a segment, and of the shadow's; where the plan leaves rows out, a
    third with their number.
    """
    server = comparison.server
    expected = all_digests(_digest(comparison, of_shadow=False), server)
    held = all_digests(_digest(comparison, of_shadow=True), server)
    left_out = ""
    if comparison.where is not None:
        within = comparison.key.within(_ORIGINAL, segment.low, segment.high)
        left_out = (
            f" UNION ALL SELECT COUNT(*), NULL FROM {_original(comparison)} WHERE {within} AND NOT {_fits(comparison.where)}"
        )
    return (
        f"SELECT COUNT(*), {expected} FROM {_original(comparison)} WHERE {_originals(comparison, segment)}"
        f" UNION ALL SELECT COUNT(*), {held} FROM {_shadows(comparison, segment)}{left_out}"
    )


def differing_rows(comparison: Comparison, segment: Segment) -> str:
    """Keys whose rows differ, each with how many rows the original and the shadow have of it."""
    key = comparison.key
    of_original = f"CONCAT_WS(',', {key.encoded(_ORIGINAL)})"
    of_shadow = f"CONCAT_WS(',', {key.encoded(_SHADOW, of_shadow=True)})"
    return (
        "SELECT either.copy_key, SUM(either.side = 0), SUM(either.side = 1) FROM ("
        f"SELECT 0 AS side, {of_original} AS copy_key, {_digest(comparison, of_shadow=False)} AS digest"
        f" FROM {_original(comparison)} WHERE {_originals(comparison, segment)}"
        f" UNION ALL SELECT 1, {of_shadow}, {_digest(comparison, of_shadow=True)}"
        f" FROM {_shadows(comparison, segment)}) AS either"
        f" GROUP BY either.copy_key HAVING COUNT(*) <> 2 OR MIN(either.digest) <> MAX(either.digest)"
        f" ORDER BY either.copy_key LIMIT {MOST_LISTED}"
    )


def surplus_rows(comparison: Comparison) -> str:
    """Keys of shadow rows that the original hasn't; needed where both tables sort the key differently."""
    key = comparison.key
    same = key.same_original(_ORIGINAL, _SHADOW)
    if comparison.where is not None:
        same += f" AND {_fits(comparison.where)}"
    return (
        f"SELECT CONCAT_WS(',', {key.encoded(_SHADOW, of_shadow=True)}) FROM {_shadow(comparison)}"
        f" WHERE NOT EXISTS (SELECT 1 FROM {comparison.original.sql_name} AS original WHERE {same})"
        f" LIMIT {MOST_LISTED}"
    )


def _digest(comparison: Comparison, *, of_shadow: bool) -> str:
    row = _SHADOW if of_shadow else _ORIGINAL
    return row_digest(comparison.columns, comparison.server, row, of_shadow=of_shadow)


def _original(comparison: Comparison) -> str:
    return f"{comparison.original.sql_name} AS original FORCE INDEX ({quoting.name(comparison.key.original_index)})"


def _shadow(comparison: Comparison) -> str:
    return f"{quoting.table_name(comparison.original.schema, comparison.shadow_name)} AS copied"


def _originals(comparison: Comparison, segment: Segment) -> str:
    within = comparison.key.within(_ORIGINAL, segment.low, segment.high)
    return within if comparison.where is None else f"{within} AND {_fits(comparison.where)}"


def _fits(where: Expression) -> str:
    return f"(({where.over(_ORIGINAL)}) IS TRUE)"


def _shadows(comparison: Comparison, segment: Segment) -> str:
    """The shadow's rows of a segment: by its own order of the key where that is the same, else by the original's."""
    key, shadow = comparison.key, _shadow(comparison)
    if key.same_order:
        within = key.within(_SHADOW, segment.low, segment.high, of_shadow=True)
        return f"{shadow} FORCE INDEX ({quoting.name(key.shadow_index)}) WHERE {within}"
    same = key.same_row(_ORIGINAL, _SHADOW)
    return f"{_original(comparison)} STRAIGHT_JOIN {shadow} ON {same} WHERE {_originals(comparison, segment)}"
