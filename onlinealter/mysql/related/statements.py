"""What is asked of tables that foreign keys join."""

from __future__ import annotations

from onlinealter.sql import quoting


def select_relatives(schema: str, tables: tuple[str, ...]) -> str:
    """The tables that foreign keys join to these: MySQL locks them together."""
    among = ", ".join(quoting.text(table) for table in tables)
    keys = "information_schema.key_column_usage"
    here = f"table_schema = {quoting.text(schema)} AND referenced_table_schema = {quoting.text(schema)}"
    return (
        f"SELECT referenced_table_name FROM {keys} WHERE {here} AND table_name IN ({among})"
        f" UNION SELECT table_name FROM {keys} WHERE {here} AND referenced_table_name IN ({among})"
    )


def select_keys_to(schema: str, table: str, of: tuple[str, str] | None = None) -> str:
    """Foreign keys that lead to a table: schema, table and name of each; only those ``of`` one table where that is given."""
    among = f" AND table_schema = {quoting.text(of[0])} AND table_name = {quoting.text(of[1])}" if of else ""
    return (
        "SELECT DISTINCT table_schema, table_name, constraint_name FROM information_schema.key_column_usage"
        f" WHERE referenced_table_schema = {quoting.text(schema)} AND referenced_table_name = {quoting.text(table)}{among}"
        " ORDER BY 1, 2, 3"
    )


def select_children(schema: str, tables: tuple[str, ...]) -> str:
    """MariaDB: the tables whose foreign keys lead to these, as InnoDB's own dictionary has them: schema, name, and the
    file's name, which begins with a # where the table is being altered.
    """
    paths = ", ".join(f"CONCAT({_file_name(schema)}, '/', {_file_name(table)})" for table in tables)
    parts = ", ".join(_readable(f"SUBSTRING_INDEX(for_name, '/', {side})") for side in (1, -1))
    return (
        f"SELECT DISTINCT {parts}, SUBSTRING_INDEX(for_name, '/', -1) FROM information_schema.innodb_sys_foreign"
        f" WHERE CAST(ref_name AS BINARY) IN ({paths})"
    )


def _file_name(name: str) -> str:
    return f"CAST(CONVERT({quoting.text(name)} USING filename) AS BINARY)"


def _readable(file_name: str) -> str:
    return f"CONVERT(CONVERT(CAST({file_name} AS BINARY) USING filename) USING utf8mb4)"
