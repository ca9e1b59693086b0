"""What is asked and said of columns' statistics."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.sql import quoting


def find_histograms() -> str:
    """MySQL's histograms of a table; schema and table are parameters."""
    return (
        "SELECT column_name, histogram FROM information_schema.column_statistics WHERE schema_name = %s AND table_name = %s"
        " ORDER BY column_name"
    )


def give_histogram(schema: str, table: str, column: str) -> str:
    """Give a column a histogram that another table's column has; that is the parameter."""
    return f"ANALYZE TABLE {quoting.table_name(schema, table)} UPDATE HISTOGRAM ON {quoting.name(column)} USING DATA %s"


def find_column_statistics() -> str:
    """Of which columns MariaDB has statistics of its own; schema and table are parameters."""
    return "SELECT column_name FROM mysql.column_stats WHERE db_name = %s AND table_name = %s ORDER BY column_name"


def collect_statistics(schema: str, table: str, columns: Sequence[str]) -> str:
    """Have MariaDB read all rows for statistics of these columns."""
    listed = quoting.names(list(columns))
    return f"ANALYZE TABLE {quoting.table_name(schema, table)} PERSISTENT FOR COLUMNS ({listed}) INDEXES ()"
