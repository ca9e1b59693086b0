"""What the checks ask."""

from __future__ import annotations

from onlinealter.sql import quoting
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.names import PREFIX

_LONGEST_LOOK = 10  # seconds


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


def show_cascade_triggers() -> str:
    """Whether MySQL lets cascades fire triggers, for sessions that say nothing."""
    return "SHOW GLOBAL VARIABLES LIKE 'enable_cascade_triggers'"


def find_key() -> str:
    """Whether the schema has a foreign key of a name; both are parameters."""
    return (
        "SELECT 1 FROM information_schema.table_constraints WHERE constraint_schema = %s AND constraint_name = %s"
        " AND constraint_type = 'FOREIGN KEY'"
    )


def find_orphans(table: TableFacts, key: ForeignKey, *, mariadb: bool) -> str:
    """Values of a few rows that have no parent by a foreign key, looked for as long as a check may take."""
    parent = quoting.table_name(key.schema or table.schema, key.table or table.name)
    columns = [f"child.{quoting.name(name)}" for name in key.columns]
    same = " AND ".join(f"parent.{quoting.name(n)} = {ours}" for n, ours in zip(key.referenced, columns, strict=True))
    given = " AND ".join(f"{ours} IS NOT NULL" for ours in columns)
    limit = f"SET STATEMENT max_statement_time = {_LONGEST_LOOK} FOR SELECT " if mariadb else ""
    return (
        (limit or f"SELECT /*+ MAX_EXECUTION_TIME({_LONGEST_LOOK * 1000}) */ ")
        + f"{', '.join(columns)} FROM {table.sql_name} AS child LEFT JOIN {parent} AS parent ON {same}"
        f" WHERE {given} AND parent.{quoting.name(key.referenced[0])} IS NULL LIMIT 5"
    )
