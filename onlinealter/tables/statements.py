"""What is asked about tables and triggers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.tables.file_names import file_name

if TYPE_CHECKING:
    from onlinealter.tables.copy_key import CopyKey
    from onlinealter.tables.expression import RowName

_FEW = 2  # rows, which are sorted rather than guessed
_MANY_TABLES = 1000


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
    """Rows written to a table so far; parameters are its schema and its name.

    MariaDB opens every table to tell that: 15 s for 58,000 tables. Where there are many, the rows that the whole server has
    changed and deleted stand for it; it counts those inserted together with our own copies.
    """
    if server.is_mariadb:
        return (
            f"SELECT IF((SELECT COUNT(*) FROM information_schema.innodb_sys_tables) > {_MANY_TABLES},"
            " (SELECT SUM(variable_value) FROM information_schema.global_status"
            " WHERE variable_name IN ('HANDLER_UPDATE', 'HANDLER_DELETE')),"
            " (SELECT SUM(modified_counter) FROM information_schema.innodb_sys_tablestats WHERE name = CONCAT(%s, '/', %s)))"
        )
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


def select_spelling() -> str:
    """Schema and table as the server writes them, with the parameters' own spelling first if that is there."""
    return (
        "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = %s AND table_name = %s"
        " ORDER BY BINARY table_name = %s DESC LIMIT 1"
    )


def identity(server: Server, schema: str, table: str) -> str:
    """What InnoDB knows a table by, its partitions together; empty when there is no such table. An expression."""
    source = "innodb_sys_tables" if server.is_mariadb else "innodb_tables"
    path = quoting.text(f"{file_name(schema)}/{file_name(table)}")
    return (
        f"(SELECT IF(COUNT(*) = 0, '', CONCAT(COUNT(*), ':', SUM(table_id))) FROM information_schema.{source}"
        f" WHERE CAST(SUBSTRING_INDEX(name, '#', 1) AS BINARY) = CAST({path} AS BINARY))"
    )


def index_ids(server: Server, schema: str, table: str) -> str:
    """What InnoDB knows a table's indexes by, a row each; a rebuild gives them all other numbers."""
    tables, indexes = (
        ("innodb_sys_tables", "innodb_sys_indexes") if server.is_mariadb else ("innodb_tables", "innodb_indexes")
    )
    path = quoting.text(f"{file_name(schema)}/{file_name(table)}")
    return (
        f"SELECT index_id FROM information_schema.{indexes} WHERE table_id IN (SELECT table_id FROM"
        f" information_schema.{tables} WHERE CAST(SUBSTRING_INDEX(name, '#', 1) AS BINARY) = CAST({path} AS BINARY))"
    )


def stamp(server: Server, schema: str, tables: Sequence[str]) -> str:
    """An expression that changes with the identity, the definition or the triggers of these tables.

    What rows and statistics change isn't in it, so that it needs no look at the tables' data.
    """
    parts = []
    for table in tables:
        of_table = f"table_schema = {quoting.text(schema)} AND table_name = {quoting.text(table)}"
        of_event = f"event_object_schema = {quoting.text(schema)} AND event_object_table = {quoting.text(table)}"
        parts += [
            identity(server, schema, table),
            _digest("tables", of_table, ("create_time", "table_collation", "row_format", "table_comment")),
            _digest(
                "columns",
                of_table,
                ("column_name", "ordinal_position", "column_default", "is_nullable", "column_type", "collation_name",
                 "extra", "column_comment", "generation_expression"),
            ),
            _digest("statistics", of_table, ("index_name", "seq_in_index", "column_name", "non_unique", "sub_part")),
            _digest(
                "triggers",
                of_event,
                ("trigger_name", "created", "action_timing", "event_manipulation", "action_order", "action_statement"),
            ),
        ]  # fmt: skip
    return f"CONCAT_WS('/', {', '.join(parts)})"


def _digest(source: str, which: str, columns: Sequence[str]) -> str:
    """The rows of one of information_schema's tables as a number, whatever their order and how many they are."""
    values = ", ".join(f"COALESCE({column}, '~')" for column in columns)
    number = f"CONV(LEFT(SHA2(CONCAT_WS('|', {values}), 256), 15), 16, 10)"
    return f"(SELECT COALESCE(SUM(CAST({number} AS DECIMAL(30))), 0) FROM information_schema.{source} WHERE {which})"


def ask(expression: str) -> str:
    """A query for one value."""
    return f"SELECT {expression}"


def equals(expression: str, text: str) -> str:
    """A condition: the expression gives just that text."""
    return f"CAST({expression} AS BINARY) = CAST({quoting.text(text)} AS BINARY)"


def exists(server: Server, schema: str, table: str) -> str:
    """A condition: InnoDB knows the table."""
    return f"{identity(server, schema, table)} <> ''"


def is_empty(schema: str, table: str) -> str:
    """A condition: the table has no row."""
    return f"NOT EXISTS (SELECT 1 FROM {quoting.table_name(schema, table)})"


def fails_unless(condition: str) -> str:
    """A query that fails with error 1690 unless the condition holds, so that nothing behind it in a message is run."""
    return f"SELECT EXP(IF({condition}, 0, 1000))"


def count_triggers() -> str:
    """Whether there is a trigger; schema and name are parameters."""
    return "SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = %s AND trigger_name = %s"


def select_triggers() -> str:
    """A table's triggers with their bodies and when they were made; schema and table are parameters."""
    return (
        "SELECT trigger_name, action_statement, created, event_object_table FROM information_schema.triggers"
        " WHERE event_object_schema = %s AND event_object_table = %s ORDER BY trigger_name"
    )


def select_triggers_named() -> str:
    """The same of a schema's triggers by what their names begin with; schema, length and beginning are parameters."""
    return (
        "SELECT trigger_name, action_statement, created, event_object_table FROM information_schema.triggers"
        " WHERE trigger_schema = %s AND LEFT(trigger_name, %s) = %s ORDER BY trigger_name"
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


def key_of_row(key: CopyKey, row: RowName, source: str, within: str, number: int) -> str:
    """The key of the n-th row of a key range, from the index alone.

    No index over beginnings of columns gives an order by what these hold: all rows would be sorted each time. There the rows
    are taken as the index has them, which makes another n of it at most.
    """
    order = f" ORDER BY {key.order(row)}" if number <= _FEW or not key.prefixes else ""
    return f"SELECT {key.encoded(row)} FROM {source} WHERE {within}{order} LIMIT 1 OFFSET {number - 1}"


def what_seconds_depend_on() -> str:
    """The host, the version, the memory, and how safely the server writes."""
    return (
        "SELECT @@hostname, @@version, @@innodb_buffer_pool_size, @@innodb_flush_log_at_trx_commit, @@sync_binlog, @@log_bin"
    )
