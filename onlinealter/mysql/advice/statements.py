"""What an administrator is told to type: each ends with a semicolon and can be pasted as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onlinealter.sql import quoting


def own_account() -> str:
    """The account as the server knows it, which is the definer of what it makes."""
    return "SELECT CURRENT_USER()"


def account_text(account: str) -> str:
    """An account as statements have it; ``account`` is user@host, as the server says it."""
    user, _, host = account.rpartition("@")
    return "@".join("'" + part.replace("\\", "\\\\").replace("'", "''") + "'" for part in (user, host))


def grant(privilege: str, account: str, on: str = "*.*") -> str:
    return f"GRANT {privilege} ON {on} TO {account};"


def right_to_make_temporary_tables() -> str:
    return "CREATE TEMPORARY TABLES"


def right_to_name_definers(*, mariadb: bool) -> str:
    """To make a trigger in another account's name."""
    return "SET USER" if mariadb else "SET_ANY_DEFINER"


def set_global(name: str, value: object) -> str:
    return f"SET GLOBAL {name} = {value};"


def kill(connections: Iterable[int]) -> str:
    """One statement for each session."""
    return " ".join(f"KILL {each};" for each in connections)


def drop_tables(schema: str, tables: Sequence[str]) -> str:
    return f"DROP TABLE {', '.join(quoting.table_name(schema, each) for each in tables)};" if tables else ""


def drop_triggers(schema: str, triggers: Sequence[str]) -> str:
    """One statement for each."""
    return " ".join(f"DROP TRIGGER {quoting.table_name(schema, each)};" for each in triggers)


def rename_table(schema: str, table: str, other: str) -> str:
    return f"RENAME TABLE {quoting.table_name(schema, table)} TO {quoting.table_name(schema, other)};"


def rename_column(schema: str, table: str, column: str, other: str) -> str:
    return f"ALTER TABLE {quoting.table_name(schema, table)} RENAME COLUMN {quoting.name(column)} TO {quoting.name(other)};"


def use_innodb(schema: str, table: str) -> str:
    return f"ALTER TABLE {quoting.table_name(schema, table)} ENGINE = InnoDB;"


def add_key(schema: str, table: str, column: str) -> str:
    """Number the rows of a table that has no key, by a column that SELECT * doesn't show."""
    definition = f"ADD COLUMN {quoting.name(column)} BIGINT UNSIGNED NOT NULL INVISIBLE AUTO_INCREMENT PRIMARY KEY"
    return f"ALTER TABLE {quoting.table_name(schema, table)} {definition};"


def drop_foreign_key(schema: str, table: str, key: str) -> str:
    return f"ALTER TABLE {quoting.table_name(schema, table)} DROP FOREIGN KEY {quoting.name(key)};"


def drop_index(schema: str, table: str, index: str) -> str:
    return f"ALTER TABLE {quoting.table_name(schema, table)} DROP INDEX {quoting.name(index)};"


def install_lock_list() -> str:
    """MariaDB's list of metadata locks."""
    return "INSTALL SONAME 'metadata_lock_info';"


def start_replication() -> str:
    return "START REPLICA;"


def end_replication(connections: Sequence[str], *, mariadb: bool) -> str:
    """For good; on MariaDB each connection by its name."""
    if not mariadb:
        return "STOP REPLICA; RESET REPLICA ALL;"
    return " ".join(["STOP ALL REPLICAS;", *(f"RESET REPLICA {quoting.text(each)} ALL;" for each in connections)])


def build_log() -> str:
    """How many bytes of writes the server keeps while it builds an index."""
    return "SELECT @@global.innodb_online_alter_log_max_size"


def see_keys(schema: str, table: str, run: str) -> str:
    """Which rows a run's lines in the journal name."""
    return f"SELECT copy_key FROM {quoting.table_name(schema, table)} WHERE run = {quoting.text(run)};"


def forget_keys(schema: str, table: str, run: str) -> str:
    """Take a run's lines out of a table of the journal."""
    return f"DELETE FROM {quoting.table_name(schema, table)} WHERE run = {quoting.text(run)};"


def forget_key(schema: str, table: str, run: str, key: str) -> str:
    """Take one of them out."""
    lines = f"run = {quoting.text(run)} AND copy_key = {quoting.text(key)}"
    return f"DELETE FROM {quoting.table_name(schema, table)} WHERE {lines};"


def forget_triggers(schema: str, table: str, run: str) -> str:
    """Take what the journal holds of a swap's triggers out of it."""
    return f"UPDATE {quoting.table_name(schema, table)} SET carrying = NULL WHERE id = {quoting.text(run)};"


def note_all_sessions() -> str:
    """Let the performance schema note all sessions, those that are open too."""
    return (
        "UPDATE performance_schema.setup_actors SET enabled = 'YES';"
        " UPDATE performance_schema.threads SET instrumented = 'YES' WHERE type = 'FOREGROUND';"
    )


def note_everybody() -> str:
    """A row for everybody, where there is none."""
    return "INSERT INTO performance_schema.setup_actors VALUES ('%', '%', '%', 'YES', 'YES');"
