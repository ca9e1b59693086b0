"""What is asked about tables and triggers."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.mysql.server import Server
from onlinealter.sql import quoting


def show_create(schema: str, table: str) -> str:
    """The definition as the server writes it down."""
    return f"SHOW CREATE TABLE {quoting.table_name(schema, table)}"


def show_columns(schema: str, table: str) -> str:
    """The columns, of temporary tables too."""
    return f"SHOW FULL COLUMNS FROM {quoting.table_name(schema, table)}"


def show_indexes(schema: str, table: str) -> str:
    """The indexes, a row per part."""
    return f"SHOW INDEX FROM {quoting.table_name(schema, table)}"


def show_status(schema: str, table: str) -> str:
    """What the server's statistics know."""
    return f"SHOW TABLE STATUS FROM {quoting.name(schema)} WHERE Name = {quoting.text(table)}"


def count_writes(server: Server) -> str:
    """Rows written to a table so far; parameters are its schema and its name."""
    if server.is_mariadb:
        return "SELECT SUM(modified_counter) FROM information_schema.innodb_sys_tablestats WHERE name = CONCAT(%s, '/', %s)"
    return (
        "SELECT SUM(count_insert + count_update + count_delete) FROM performance_schema.table_io_waits_summary_by_table"
        " WHERE object_schema = %s AND object_name = %s"
    )


def most_kept_while_building() -> str:
    """Bytes of the notes of one index."""
    return "SELECT @@GLOBAL.innodb_online_alter_log_max_size"


def buffer_pool_size() -> str:
    """Bytes of memory for tables and indexes."""
    return "SELECT @@GLOBAL.innodb_buffer_pool_size"


def find_tables(schema: str, tables: Sequence[str]) -> str:
    """Whether each of these tables is there, a column each in their order."""
    return "SELECT " + ", ".join(
        "(SELECT COUNT(*) FROM information_schema.tables"
        f" WHERE table_schema = {quoting.text(schema)} AND table_name = {quoting.text(table)})"
        for table in tables
    )


def select_table_ids(server: Server) -> str:
    """InnoDB's numbers of a table; its path, and a pattern of its partitions' paths, are parameters."""
    source = "innodb_sys_tables" if server.is_mariadb else "innodb_tables"
    return f"SELECT table_id FROM information_schema.{source} WHERE name = %s OR name LIKE %s ORDER BY table_id"


def count_triggers() -> str:
    """Whether there is a trigger; schema and name are parameters."""
    return "SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = %s AND trigger_name = %s"


def select_table_of_trigger() -> str:
    """Where a trigger is; schema and name are parameters."""
    return "SELECT event_object_table FROM information_schema.triggers WHERE trigger_schema = %s AND trigger_name = %s"


def select_triggers() -> str:
    """A table's triggers with their bodies; schema and table are parameters."""
    return (
        "SELECT trigger_name, action_statement FROM information_schema.triggers"
        " WHERE event_object_schema = %s AND event_object_table = %s ORDER BY trigger_name"
    )


def select_children() -> str:
    """Foreign keys that lead to a table; its schema and name are parameters."""
    return (
        "SELECT DISTINCT table_schema, table_name, constraint_name FROM information_schema.key_column_usage"
        " WHERE referenced_table_schema = %s AND referenced_table_name = %s ORDER BY 1, 2, 3"
    )


def select_table_of_key() -> str:
    """The table of a foreign key; schema and name are parameters."""
    return (
        "SELECT table_name FROM information_schema.table_constraints WHERE constraint_schema = %s AND table_schema = %s"
        " AND constraint_name = %s AND constraint_type = 'FOREIGN KEY'"
    )


def select_existing_triggers() -> str:
    """A table's triggers with the settings of their creation, in the order of firing; schema and table are parameters."""
    return (
        "SELECT trigger_name, action_timing, event_manipulation, definer, sql_mode, character_set_client,"
        " collation_connection, database_collation FROM information_schema.triggers"
        " WHERE event_object_schema = %s AND event_object_table = %s"
        " ORDER BY action_timing DESC, event_manipulation, action_order"
    )


def show_create_trigger(schema: str, trigger: str) -> str:
    """A trigger's text as it was made."""
    return f"SHOW CREATE TRIGGER {quoting.table_name(schema, trigger)}"
