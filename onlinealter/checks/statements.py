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


def select_children() -> str:
    """Foreign keys that lead to a table; its schema and name are parameters."""
    return (
        "SELECT DISTINCT table_schema, table_name, constraint_name FROM information_schema.key_column_usage"
        " WHERE referenced_table_schema = %s AND referenced_table_name = %s ORDER BY 1, 2, 3"
    )


def schema_collation() -> str:
    """The collation of a schema; its name is the parameter."""
    return "SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = %s"


def try_definer(schema: str, run: str, definer: str) -> str:
    """A statement that needs the right to make triggers in a definer's name, about a table that doesn't exist."""
    nothing = quoting.table_name(schema, f"{PREFIX}{run}_nothing")
    return f"CREATE DEFINER = {definer} TRIGGER {nothing} AFTER INSERT ON {nothing} FOR EACH ROW BEGIN END"
