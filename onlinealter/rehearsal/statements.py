"""What a rehearsal keeps on the candidate, and how it looks at the table."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from onlinealter.sql import quoting
from onlinealter.tables.names import RUN_TABLE

MARK_TABLE, REHEARSAL_TABLE = "_oa_candidate", "_oa_rehearsal"
_COLUMNS = "table_name, stand_in, plan_digest, journal_before, began_at, snapshot"


def _mark(schema: str) -> str:
    return quoting.table_name(schema, MARK_TABLE)


def _rehearsal(schema: str) -> str:
    return quoting.table_name(schema, REHEARSAL_TABLE)


def create_mark(schema: str) -> str:
    """The server's identity belongs to the mark: one that travels with a dump to another server says nothing there."""
    return (
        f"CREATE TABLE IF NOT EXISTS {_mark(schema)} (id TINYINT NOT NULL PRIMARY KEY, server VARCHAR(700) NOT NULL,"
        " marked_by VARCHAR(300) NOT NULL, marked_at DATETIME NOT NULL) ENGINE=InnoDB CHARACTER SET utf8mb4"
    )


def write_mark(schema: str) -> str:
    return f"REPLACE INTO {_mark(schema)} (id, server, marked_by, marked_at) VALUES (1, %s, %s, UTC_TIMESTAMP())"


def select_mark(schema: str) -> str:
    return f"SELECT server, marked_by, marked_at FROM {_mark(schema)} WHERE id = 1"


def create_rehearsal(schema: str) -> str:
    return (
        f"CREATE TABLE IF NOT EXISTS {_rehearsal(schema)} (table_name VARCHAR(64) NOT NULL PRIMARY KEY,"
        " stand_in VARCHAR(64) NOT NULL, plan_digest VARCHAR(128) NOT NULL, journal_before BOOLEAN NOT NULL,"
        " began_at DATETIME(6) NOT NULL, snapshot LONGTEXT NOT NULL) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    )


def write_rehearsal(schema: str) -> str:
    return f"INSERT INTO {_rehearsal(schema)} ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)"


def select_rehearsals(schema: str) -> str:
    return f"SELECT {_COLUMNS} FROM {_rehearsal(schema)} ORDER BY began_at LIMIT 100"


def delete_rehearsal(schema: str) -> str:
    return f"DELETE FROM {_rehearsal(schema)} WHERE table_name = %s"


def drop_table(schema: str, table: str) -> str:
    return f"DROP TABLE IF EXISTS {quoting.table_name(schema, table)}"


def drop_tables(schema: str, tables: Collection[str]) -> str:
    return f"DROP TABLE {', '.join(quoting.table_name(schema, table) for table in sorted(tables))}"


def moment_now() -> str:
    return "SELECT UTC_TIMESTAMP(6)"


def create_like(schema: str, table: str, model: str) -> str:
    return f"CREATE TABLE {quoting.table_name(schema, table)} LIKE {quoting.table_name(schema, model)}"


def is_empty(schema: str, table: str) -> str:
    return f"SELECT NOT EXISTS (SELECT 1 FROM {quoting.table_name(schema, table)})"


def ended_runs(schema: str) -> str:
    """The runs that a rehearsal has made and taken away: those of its two tables, begun after it."""
    return (
        f"SELECT id FROM {quoting.table_name(schema, RUN_TABLE)} WHERE state IN ('done', 'aborted')"
        " AND (table_name = %s OR table_name = %s AND created_at >= %s)"
    )


def delete_of_run(schema: str, table: str, column: str) -> str:
    return f"DELETE FROM {quoting.table_name(schema, table)} WHERE {column} = %s"


def show_create(schema: str, table: str) -> str:
    return f"SHOW CREATE TABLE {quoting.table_name(schema, table)}"


def select_triggers() -> str:
    return (
        "SELECT trigger_name, action_timing, event_manipulation, action_order, action_statement, definer, sql_mode,"
        " character_set_client, collation_connection, database_collation FROM information_schema.triggers"
        " WHERE event_object_schema = %s AND event_object_table = %s ORDER BY trigger_name"
    )


def select_grants() -> str:
    return (
        "SELECT grantee, privilege_type, is_grantable, '' FROM information_schema.table_privileges"
        " WHERE table_schema = %s AND table_name = %s UNION ALL"
        " SELECT grantee, privilege_type, is_grantable, column_name FROM information_schema.column_privileges"
        " WHERE table_schema = %s AND table_name = %s ORDER BY 1, 2, 3, 4"
    )


def checksum(schema: str, table: str) -> str:
    return f"CHECKSUM TABLE {quoting.table_name(schema, table)}"


def own_checksum(schema: str, table: str, columns: Sequence[str]) -> str:
    """The same by all values: on MariaDB CHECKSUM TABLE may say something else the first time after the table is opened."""
    parts = ", ".join(f"COALESCE(HEX(CAST({quoting.name(column)} AS BINARY)), 'NULL')" for column in columns)
    digest = f"CAST(CONV(LEFT(SHA2(CONCAT_WS(',', {parts}), 256), 16), 16, 10) AS UNSIGNED)"
    return f"SELECT BIT_XOR({digest}) FROM {quoting.table_name(schema, table)}"


def count_rows(schema: str, table: str) -> str:
    return f"SELECT COUNT(*) FROM {quoting.table_name(schema, table)}"


def take_lock() -> str:
    return "SELECT GET_LOCK(%s, 5)"


def lock_holder() -> str:
    return "SELECT IS_USED_LOCK(%s)"


def galera() -> str:
    return "SHOW GLOBAL VARIABLES LIKE 'wsrep_on'"


def account_now() -> str:
    return "SELECT CURRENT_USER()"


def global_status(names: Sequence[str]) -> str:
    return f"SHOW GLOBAL STATUS WHERE variable_name IN ({', '.join(['%s'] * len(names))})"


def settings_of(names: Sequence[str]) -> str:
    """Global variables, those of them that the server has."""
    return f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({', '.join(map(quoting.text, names))})"


def schemas_with_table() -> str:
    """Those with a table of this name, however it is spelled."""
    return (
        "SELECT table_schema FROM information_schema.tables"
        " WHERE LOWER(table_name) = LOWER(%s) AND table_type = 'BASE TABLE'"
        " AND table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY table_schema"
    )
