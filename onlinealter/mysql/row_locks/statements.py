"""What is asked of a server about the locks of rows."""

from __future__ import annotations

from onlinealter.mysql import statements
from onlinealter.sql import quoting

_MOST = 20
# trx_started is in the server's own zone whatever the session's.
_AGE = "GREATEST(0, TIMESTAMPDIFF(SECOND, t.trx_started, CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', 'SYSTEM')))"


def holders_in_tables(schema: str, tables: tuple[str, ...], lock_data: str | None) -> str:
    """MySQL: sessions whose transactions have locked rows of these tables, or the row whose lock shows ``lock_data``. A
    prepared transaction without a session has the number 0.
    """
    among = ", ".join(quoting.text(table) for table in tables)
    only = "" if lock_data is None else f" AND l.lock_data = {quoting.text(lock_data)}"
    return (
        f"SELECT DISTINCT t.trx_mysql_thread_id, p.processlist_user, p.processlist_host, {_AGE}"
        " FROM performance_schema.data_locks l"
        " JOIN information_schema.innodb_trx t ON t.trx_id = l.engine_transaction_id"
        " LEFT JOIN performance_schema.threads p ON p.processlist_id = t.trx_mysql_thread_id"
        f" WHERE l.object_schema = {quoting.text(schema)} AND l.object_name IN ({among}) AND l.lock_type = 'RECORD'"
        f" AND l.lock_status = 'GRANTED'{only} AND NOT {statements.is_ours('t.trx_mysql_thread_id')}"
        f" ORDER BY 4 DESC LIMIT {_MOST}"
    )


def holders_anywhere() -> str:
    """MariaDB: sessions whose transactions have locked rows, of whichever table; a prepared one without a session as 0."""
    return (
        f"SELECT t.trx_mysql_thread_id, p.user, p.host, {_AGE} FROM information_schema.innodb_trx t"
        " LEFT JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id"
        " WHERE (t.trx_rows_locked > 0 OR t.trx_rows_modified > 0) AND t.trx_mysql_thread_id <> CONNECTION_ID()"
        f" AND NOT {statements.is_ours('t.trx_mysql_thread_id')} ORDER BY 4 DESC LIMIT {_MOST}"
    )


def show_prepared() -> str:
    """Prepared XA transactions, with or without a session."""
    return "XA RECOVER"
