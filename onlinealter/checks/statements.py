"""What the checks ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onlinealter.sql import quoting
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.copy_key import CopyKey, Key, comparable
from onlinealter.tables.expression import Expression, row_of
from onlinealter.tables.facts import Index, TableFacts
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.names import PREFIX
from onlinealter.tables.ranges import Segment

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
        "LOCK TABLES": f"LOCK TABLES {nothing} WRITE",
        "CREATE TEMPORARY TABLES": f"CREATE TEMPORARY TABLE {nothing} LIKE {other}",
    }


def try_references(schema: str, run: str) -> str:
    """A statement that needs REFERENCES on MySQL, and that fails with it too: temporary tables have no foreign keys."""
    nothing, other = (quoting.table_name(schema, f"{PREFIX}{run}_{name}") for name in ("nothing", "nothing_either"))
    return f"CREATE TEMPORARY TABLE {nothing} (a INT, FOREIGN KEY (a) REFERENCES {other} (a))"


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


def show_cascade_triggers() -> str:
    """Whether MySQL lets cascades fire triggers, for sessions that say nothing."""
    return "SHOW GLOBAL VARIABLES LIKE 'enable_cascade_triggers'"


def show_native_keys() -> str:
    """Whether MySQL leaves foreign keys to InnoDB; no row where it can't do otherwise."""
    return "SHOW GLOBAL VARIABLES LIKE 'innodb_native_foreign_keys'"


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


@dataclass(frozen=True)
class Looked:
    """What is looked through: the original, its copy key, how a row gets across, and which rows do at all."""

    original: TableFacts
    columns: ColumnMap
    key: CopyKey
    where: Expression | None = None


_ROW = row_of("original")
_TRIED = row_of("tried")


def look_ahead(looked: Looked, low: Key | None, rows: int) -> str:
    """The key of the n-th row above a key, from the index alone."""
    return (
        f"SELECT {looked.key.encoded(_ROW)} FROM {_original(looked)} WHERE {looked.key.within(_ROW, low, None)}"
        f" ORDER BY {looked.key.order(_ROW)} LIMIT 1 OFFSET {rows - 1}"
    )


def count_suspects(looked: Looked, segment: Segment, conditions: Sequence[Expression]) -> str:
    """How many rows a segment has, how many of them are left out, and how many meet each condition."""
    left_out = f"SUM(NOT {_fits(looked)})" if looked.where else "0"
    sums = [f"SUM({_fits(looked)} AND ({each.over(_ROW)}) IS TRUE)" for each in conditions]
    return f"SELECT {', '.join(['COUNT(*)', left_out, *sums])} FROM {_original(looked)} WHERE {_within(looked, segment)}"


def first_keys(looked: Looked, segment: Segment, condition: Expression, most: int) -> str:
    """The first keys of a segment that meet a condition."""
    return (
        f"SELECT {looked.key.encoded(_ROW)} FROM {_original(looked)}"
        f" WHERE {_within(looked, segment)} AND {_fits(looked)} AND ({condition.over(_ROW)}) IS TRUE"
        f" ORDER BY {looked.key.order(_ROW)} LIMIT {most}"
    )


def try_rows(
    looked: Looked, segment: Segment, table: str, names: Sequence[str], but: Sequence[Expression], ignore: str
) -> str:
    """Put a segment's rows, but those that are known not to fit, into a temporary table that has these columns."""
    chosen = [each for each in looked.columns.columns if each.target.name in names]
    values = ", ".join(each.expression.over(_ROW) for each in chosen)
    columns = quoting.names([each.target.name for each in chosen])
    return (
        f"INSERT {ignore}INTO {quoting.table_name(looked.original.schema, table)} ({columns}) SELECT {values}"
        f" FROM {_original(looked)} WHERE {_tried(looked, segment, but)}"
    )


def missing_keys(looked: Looked, segment: Segment, table: str, but: Sequence[Expression], most: int) -> str:
    """Keys of the rows that met another one in the temporary table."""
    same = " AND ".join(
        f"{_TRIED(part.shadow.name)} = {comparable(_ROW(part.original.name), part.original, part.shadow)}"
        + (
            f" AND CAST({_TRIED(part.shadow.name)} AS BINARY)"
            f" = CAST(CONVERT({_ROW(part.original.name)} USING {part.shadow.charset}) AS BINARY)"
            if part.shadow.is_text
            else ""
        )
        for part in looked.key.parts
    )
    return (
        f"SELECT {looked.key.encoded(_ROW)} FROM {_original(looked)} WHERE {_tried(looked, segment, but)}"
        f" AND NOT EXISTS (SELECT 1 FROM {quoting.table_name(looked.original.schema, table)} AS tried WHERE {same})"
        f" ORDER BY {looked.key.order(_ROW)} LIMIT {most}"
    )


def create_apart(looked: Looked, table: str, like: str, names: Sequence[str], keys: Sequence[Index]) -> str:
    """A temporary table of some columns of the preview, with these unique keys."""
    listed = ", ".join(f"UNIQUE KEY {quoting.name(f'k{place}')} ({_key_parts(key)})" for place, key in enumerate(keys))
    schema = looked.original.schema
    return (
        f"CREATE TEMPORARY TABLE {quoting.table_name(schema, table)} ({listed}) ENGINE=InnoDB"
        f" SELECT {quoting.names(list(names))} FROM {quoting.table_name(schema, like)} LIMIT 0"
    )


def empty(schema: str, table: str) -> str:
    """Take the tried rows out of the temporary table."""
    return f"TRUNCATE TABLE {quoting.table_name(schema, table)}"


def drop_tried(schema: str, table: str) -> str:
    """Take a temporary table away."""
    return f"DROP TEMPORARY TABLE IF EXISTS {quoting.table_name(schema, table)}"


def bare_preview(schema: str, table: str, indexes: Sequence[Index]) -> str:
    """Take indexes off the preview: duplicates are looked for apart."""
    drops = ", ".join(
        "DROP PRIMARY KEY" if index.name == "PRIMARY" else f"DROP INDEX {quoting.name(index.name)}" for index in indexes
    )
    return f"ALTER TABLE {quoting.table_name(schema, table)} {drops}"


def see_rows(looked: Looked, condition: Expression, column: str) -> str:
    """For a person: all rows that meet a condition."""
    names = list(dict.fromkeys([*looked.key.names(of_shadow=False), *([column] if looked.original.column(column) else [])]))
    only = f" AND ({looked.where.over(quoting.name)})" if looked.where else ""
    return (
        f"SELECT {quoting.names(names)} FROM {quoting.name(looked.original.name)} WHERE {condition.over(quoting.name)}{only}"
    )


def see_duplicates(looked: Looked, key: Index) -> str:
    """For a person: all values that more than one row has, as the new key would compare them."""
    values = {each.target.name.lower(): each for each in looked.columns.columns}
    chosen = []
    for name, part in zip(key.columns, key.parts, strict=True):
        mapped = values[name.lower()]
        value = mapped.expression.over(quoting.name)
        value = f"LEFT({value}, {part.prefix})" if part.prefix else value
        target, source = mapped.target, mapped.source
        if target.is_text and (source is None or source.collation != target.collation):
            value = f"CONVERT({value} USING {target.charset}) COLLATE {target.collation}"
        chosen.append(value)
    never_null = " AND ".join(f"{value} IS NOT NULL" for value in chosen)
    only = f" AND ({looked.where.over(quoting.name)})" if looked.where else ""
    return (
        f"SELECT {', '.join(chosen)}, COUNT(*) FROM {quoting.name(looked.original.name)} WHERE {never_null}{only}"
        f" GROUP BY {', '.join(chosen)} HAVING COUNT(*) > 1"
    )


def _key_parts(key: Index) -> str:
    return ", ".join(
        quoting.name(name) + (f"({part.prefix})" if part.prefix else "")
        for name, part in zip(key.columns, key.parts, strict=True)
    )


def _original(looked: Looked) -> str:
    return f"{looked.original.sql_name} AS original FORCE INDEX ({quoting.name(looked.key.original_index)})"


def _within(looked: Looked, segment: Segment) -> str:
    return looked.key.within(_ROW, segment.low, segment.high)


def _fits(looked: Looked) -> str:
    return f"(({looked.where.over(_ROW)}) IS TRUE)" if looked.where else "TRUE"


def _tried(looked: Looked, segment: Segment, but: Sequence[Expression]) -> str:
    known = "".join(f" AND ({each.over(_ROW)}) IS NOT TRUE" for each in but)
    return f"{_within(looked, segment)} AND {_fits(looked)}{known}"


def schema_collation() -> str:
    """The collation of a schema; its name is the parameter."""
    return "SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = %s"


def try_definer(schema: str, run: str, definer: str) -> str:
    """A statement that needs the right to make triggers in a definer's name, about a table that doesn't exist."""
    nothing = quoting.table_name(schema, f"{PREFIX}{run}_nothing")
    return f"CREATE DEFINER = {definer} TRIGGER {nothing} AFTER INSERT ON {nothing} FOR EACH ROW BEGIN END"
