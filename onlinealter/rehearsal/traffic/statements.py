"""What the servers count of statements, indexes and waits."""

from __future__ import annotations

DIGESTS, TABLE_IO = "statements_digest", "wait/io/table/sql/handler"


def switched_on() -> str:
    """Which of what is needed the performance schema counts."""
    return (
        f"SELECT name FROM performance_schema.setup_consumers WHERE name = '{DIGESTS}' AND enabled = 'YES'"
        f" UNION ALL SELECT name FROM performance_schema.setup_instruments WHERE name = '{TABLE_IO}' AND enabled = 'YES'"
    )


def digests() -> str:
    """Sums of all statements that are alike, as far as their text may name a table."""
    return (
        "SELECT schema_name, digest_text, count_star,"
        " CASE WHEN sum_rows_affected > 0 THEN sum_rows_affected ELSE sum_rows_sent END, sum_rows_examined, sum_timer_wait"
        " FROM performance_schema.events_statements_summary_by_digest"
        " WHERE digest_text LIKE %s OR digest_text LIKE %s"
    )


def text_of_digest() -> str:
    """MySQL: how it would write a statement."""
    return "SELECT STATEMENT_DIGEST_TEXT(%s)"


def naming(table: str) -> str:
    """A statement with a name that isn't quoted, which ends with it."""
    return f"SELECT * FROM {table}"


def statements_of_no_digest() -> str:
    """How many came when the list of digests was full."""
    return (
        "SELECT COALESCE(SUM(count_star), 0) FROM performance_schema.events_statements_summary_by_digest"
        " WHERE digest IS NULL"
    )


def rows_by_index() -> str:
    return (
        "SELECT index_name, count_fetch, count_insert, count_update, count_delete"
        " FROM performance_schema.table_io_waits_summary_by_index_usage"
        " WHERE object_type = 'TABLE' AND object_schema = %s AND object_name = %s"
    )


def counts_by_index() -> str:
    """MariaDB: whether it keeps table_statistics."""
    return "SELECT @@GLOBAL.userstat"


def rows_read_by_index() -> str:
    """MariaDB without the performance schema."""
    return (
        "SELECT index_name, rows_read, 0, 0, 0 FROM information_schema.index_statistics"
        " WHERE table_schema = %s AND table_name = %s"
    )
