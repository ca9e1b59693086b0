"""Reads what an estimate is made from. Each look is bounded, and none writes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from onlinealter.estimates import statements
from onlinealter.estimates.sizes import Sample, fixed_bytes
from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.mysql.statements import binlog_files
from onlinealter.mysql.values import text_of
from onlinealter.tables.facts import Column, TableFacts, estimated_rows, index_bytes, mean_row_bytes, table_bytes

_LONGEST_COUNT = 1.0  # seconds
_RANGES = 16
_MOST_ROWS, _FEWEST_ROWS = 250, 5  # of each range
_MOST_BYTES = 20_000_000  # of all ranges
_LOOKS = 2  # the second finds the pages in memory
_CHARSETS = frozenset({"utf8mb4", "utf8mb3", "utf8", "latin1", "latin2", "ascii", "ucs2", "utf16", "utf32", "gbk", "cp1251"})


def count_rows(connection: Connection, server: Server, schema: str, table: str) -> tuple[int, bool]:
    """How many rows the table has, and whether they were counted: in a table too large for a second they aren't."""
    try:
        return int(connection.value(statements.count_rows(server, schema, table, _LONGEST_COUNT)) or 0), True
    except ServerError as error:
        if error.number not in error_numbers.TOOK_TOO_LONG:
            raise
    return estimated_rows(connection, schema, table), False


def size_of(connection: Connection, server: Server, schema: str, table: str) -> int:
    """The bytes of the table's files; by its statistics where the account may not see them."""
    try:
        found = connection.value(statements.file_bytes(server, schema, table))
    except ServerError:
        found = None
    return int(found) if found else table_bytes(connection, schema, table)


def indexes_size(connection: Connection, schema: str, table: str) -> int:
    """The bytes of the table's secondary indexes; by a sum that may be older where the account may not see more."""
    try:
        return int(connection.value(statements.index_sizes(), [schema, table]) or 0)
    except ServerError:
        return index_bytes(connection, schema, table)


def read_sample(connection: Connection, original: TableFacts, index: str, shadow: Mapping[str, Column]) -> Sample:
    """Some rows of places spread over a key, which an index of the original has. ``shadow`` names the new column by the
    original's.
    """
    first = next(each for each in original.indexes if each.name == index).columns[0]
    lengths = [(each.name, _length(connection, each, shadow.get(each.name, each))) for each in original.columns]
    mean = max(1, mean_row_bytes(connection, original.schema, original.name))
    rows = max(_FEWEST_ROWS, min(_MOST_ROWS, _MOST_BYTES // _RANGES // mean))
    from_there = statements.sample(original, index, first, rows, lengths, last=False)
    last = statements.sample(original, index, first, rows, lengths, last=True)
    places = _places(connection, original, first)
    for _ in range(_LOOKS):
        began = time.monotonic()
        found = [connection.row(from_there, [place]) for place in places]
        found.append(connection.row(last))
        seconds = time.monotonic() - began
    sums = [sum(int(each) for each in column) for column in zip(*filter(None, found), strict=True)]
    count = sums[0]
    pairs = {column.name: (sums[1 + 2 * at], sums[2 + 2 * at]) for at, column in enumerate(original.columns)}
    return Sample(
        rows=count,
        rows_per_second=count / max(seconds, 0.0001),
        filled={name: filled / count if count else 0.0 for name, (filled, _) in pairs.items()},
        lengths={name: length / count if count else 0.0 for name, (_, length) in pairs.items()},
    )


def binlog_size(connection: Connection) -> Mapping[str, int] | None:
    """The binlog's files with their sizes; None where there is none, or the account may not look."""
    try:
        return {text_of(name): int(size) for name, size, *_others in connection.rows(binlog_files())}
    except ServerError:
        return None


def grown(before: Mapping[str, int] | None, after: Mapping[str, int] | None) -> int | None:
    """What came into the binlog between."""
    if before is None or after is None:
        return None
    found = sum(size - before.get(name, 0) for name, size in after.items())
    return found if found >= 0 else None


def _length(connection: Connection, column: Column, becomes: Column) -> str:
    if fixed_bytes(becomes) is not None:
        return "0"
    if becomes.kind == "json" and column.kind == "json" and not connection.mariadb:
        return statements.json_length(column.name)
    other = becomes.charset if column.charset and becomes.charset != column.charset else None
    return statements.length(column.name, other if other in _CHARSETS else "")


def _places(connection: Connection, table: TableFacts, first: str) -> list[object]:
    """Values of the first column of a key, spread between the lowest and the highest; the lowest alone where none between
    is known.
    """
    found = connection.row(statements.bounds(table, first))
    if found is None or found[0] is None:
        return []
    low, high = found
    column = table.column(first)
    if column is not None and column.is_integer:
        return _spread(int(low), int(high), lambda value: value)
    if column is not None and (column.is_text or column.is_bytes) and low and high:
        begin, end = (each[0] if isinstance(each, bytes | bytearray) else ord(str(each)[0]) for each in (low, high))
        middle = _spread(begin, end, (lambda value: bytes([value])) if column.is_bytes else chr)
        return [low, *middle[1:]]
    return [low]


def _spread(low: int, high: int, value: Callable[[int], object]) -> list[object]:
    numbers = dict.fromkeys(low + (high - low) * at // (_RANGES - 1) for at in range(_RANGES - 1))
    return [value(each) for each in numbers]
