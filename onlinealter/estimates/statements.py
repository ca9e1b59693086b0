"""Bounded looks at a table: its rows counted, a sample of them, and its file's size."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.file_names import file_name


def count_rows(server: Server, schema: str, table: str, longest: float) -> str:
    """All rows, or an error after so many seconds."""
    count = f"COUNT(*) FROM {quoting.table_name(schema, table)}"
    if server.is_mariadb:
        return f"SET STATEMENT max_statement_time = {longest:.3f} FOR SELECT {count}"
    return f"SELECT /*+ MAX_EXECUTION_TIME({longest * 1000:.0f}) */ {count}"


def bounds(table: TableFacts, column: str) -> str:
    """The lowest and the highest value of a column that an index begins with."""
    name = quoting.name(column)
    return f"SELECT MIN({name}), MAX({name}) FROM {table.sql_name}"


def sample(table: TableFacts, index: str, first: str, rows: int, lengths: Sequence[tuple[str, str]], *, last: bool) -> str:
    """Of some rows in the order of an index: how many they are, and of each column how many values aren't NULL, and the sum
    of the lengths. The value to begin at is a parameter, but for the ``last`` rows.
    """
    name = quoting.name(first)
    sums = "".join(f", COUNT({quoting.name(column)}), COALESCE(SUM({length}), 0)" for column, length in lengths)
    columns = ", ".join(quoting.name(column) for column, _ in lengths) or "1"
    where, order = ("", " DESC") if last else (f" WHERE {name} >= %s", "")
    within = f"SELECT {columns} FROM {table.sql_name} FORCE INDEX ({quoting.name(index)}){where} ORDER BY {name}{order}"
    return f"SELECT COUNT(*){sums} FROM ({within} LIMIT {rows}) AS sampled"


def length(column: str, charset: str) -> str:
    """The bytes of a value, in another character set where one is given. An expression."""
    name = quoting.name(column)
    return f"LENGTH(CONVERT({name} USING {charset}))" if charset else f"LENGTH({name})"


def json_length(column: str) -> str:
    """The bytes in which MySQL keeps a document. An expression."""
    return f"JSON_STORAGE_SIZE({quoting.name(column)})"


def file_bytes(server: Server, schema: str, table: str) -> str:
    """How large a table's files are together."""
    source = "innodb_sys_tablespaces" if server.is_mariadb else "innodb_tablespaces"
    path = quoting.text(f"{file_name(schema)}/{file_name(table)}")
    return (
        f"SELECT SUM(file_size) FROM information_schema.{source}"
        f" WHERE CAST(SUBSTRING_INDEX(name, '#', 1) AS BINARY) = CAST({path} AS BINARY)"
    )


def index_sizes() -> str:
    """The bytes of a table's secondary indexes, partitions together; schema and table are parameters.

    MySQL's other sums leave out an index that was added, until the next ANALYZE.
    """
    return (
        "SELECT SUM(stat_value) * @@GLOBAL.innodb_page_size FROM mysql.innodb_index_stats WHERE database_name = %s"
        " AND SUBSTRING_INDEX(table_name, '#', 1) = %s AND stat_name = 'size'"
        " AND index_name NOT IN ('PRIMARY', 'GEN_CLUST_INDEX')"
    )
