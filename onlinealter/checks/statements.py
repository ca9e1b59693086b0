"""What the checks ask."""

from __future__ import annotations

from onlinealter.sql import quoting
from onlinealter.tables.names import PREFIX


def privilege_tries(schema: str, run: str) -> dict[str, str]:
    """By privilege, a statement that needs it, about a table that doesn't exist."""
    nothing = quoting.table_name(schema, f"{PREFIX}{run}_nothing")  # an id that no table has
    other = quoting.table_name(schema, f"{PREFIX}{run}_nothing_either")
    return {
        "SELECT": f"SELECT 1 FROM {nothing}",
        "INSERT": f"INSERT INTO {nothing} VALUES (1)",
        "UPDATE": f"UPDATE {nothing} SET a = 1",
        "DELETE": f"DELETE FROM {nothing}",
        "CREATE": f"CREATE TABLE {nothing} LIKE {other}",
        "DROP": f"DROP TABLE {nothing}",
        "ALTER": f"ALTER TABLE {nothing} FORCE",
        "INDEX": f"CREATE INDEX a ON {nothing} (a)",
        "TRIGGER": f"CREATE TRIGGER {nothing} AFTER INSERT ON {nothing} FOR EACH ROW BEGIN END",
        "CREATE TEMPORARY TABLES": f"CREATE TEMPORARY TABLE {nothing} LIKE {other}",
    }


def count_transactions() -> str:
    """What only PROCESS lets an account see."""
    return "SELECT COUNT(*) FROM information_schema.innodb_trx"


def count_locks() -> str:
    """What only SELECT on performance_schema lets an account see, on MySQL."""
    return "SELECT COUNT(*) FROM performance_schema.metadata_locks"


def count_lock_holders(*, mariadb: bool) -> str:
    """Who holds metadata locks: on MariaDB by its plugin."""
    return "SELECT COUNT(*) FROM information_schema.metadata_lock_info" if mariadb else count_locks()


def begin_reading() -> str:
    """A transaction that can write nothing, for a query of the user's."""
    return "START TRANSACTION READ ONLY"


def show_grants() -> str:
    """What the account may do."""
    return "SHOW GRANTS"


def select_children() -> str:
    """Foreign keys that lead to a table; its schema and name are parameters."""
    return (
        "SELECT DISTINCT table_schema, table_name, constraint_name FROM information_schema.key_column_usage"
        " WHERE referenced_table_schema = %s AND referenced_table_name = %s ORDER BY 1, 2, 3"
    )
