"""What the checks ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onlinealter.mysql.statements import processes
from onlinealter.sql import quoting
from onlinealter.tables.chunks import KeyRange
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.copy_key import CopyKey, Key, comparable
from onlinealter.tables.expression import Expression, row_of
from onlinealter.tables.facts import Index, TableFacts
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.names import PREFIX
from onlinealter.tables.statements import key_of_row

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


def count_lock_tables() -> str:
    """How often sessions have called LOCK TABLES since the server began."""
    return "SHOW GLOBAL STATUS LIKE 'Com_lock_tables'"


def show_grants() -> str:
    """What the account may do."""
    return "SHOW GRANTS"


def show_own_grants() -> str:
    """The grants of the account without any role; an error once the account is gone."""
    return "SHOW GRANTS FOR CURRENT_USER()"


def show_partial_revokes() -> str:
    """Whether MySQL takes a schema's name in a GRANT as it stands, without wildcards."""
    return "SHOW GLOBAL VARIABLES LIKE 'partial_revokes'"


def keep_definers_roles(*, mariadb: bool) -> str:
    """Let the session have the roles that a trigger's definer has: none on MariaDB, MySQL's default ones."""
    return "SET ROLE NONE" if mariadb else "SET ROLE DEFAULT"


def grant(privileges: Sequence[str], schema: str, account: str, *, wildcards: bool) -> str:
    """For an administrator: give privileges on a schema. Where a name's ``_`` and ``%`` stand for any characters, they are
    escaped: a grant on the exact name counts before all others.
    """
    written = schema.replace("\\", "\\\\").replace("_", r"\_").replace("%", r"\%") if wildcards else schema
    return f"GRANT {', '.join(privileges)} ON {quoting.name(written)}.* TO {account};"


def connections_of_account(*, mariadb: bool) -> str:
    """How many connections the account may have, 0 for no limit, and how many sessions bear its name now."""
    return (
        f"SELECT @@session.max_user_connections, (SELECT COUNT(*) FROM {processes(mariadb=mariadb)}"
        " WHERE user = SUBSTRING_INDEX(USER(), '@', 1))"
    )


def most_connections() -> str:
    """How many connections the server takes."""
    return "SELECT @@global.max_connections"


def connections_now() -> str:
    """How many it has."""
    return "SHOW GLOBAL STATUS LIKE 'Threads_connected'"


def show_own_account() -> str:
    """The account's limits, among what else it was created with."""
    return "SHOW CREATE USER CURRENT_USER()"


def limit_connections(account: str, most: int) -> str:
    """For an administrator: so many connections for the account."""
    return f"ALTER USER {account} WITH MAX_USER_CONNECTIONS {most};"


def allow_connections(most: int) -> str:
    """For an administrator: so many connections for all."""
    return f"SET GLOBAL max_connections = {most};"


def lift_limits(account: str, names: Sequence[str]) -> str:
    """For an administrator: no limit of these."""
    return f"ALTER USER {account} WITH {' '.join(f'{name} 0' for name in names)};"


def trust_creators() -> str:
    """For an administrator: let accounts without SUPER make triggers while the binlog is on."""
    return "SET GLOBAL log_bin_trust_function_creators = 1;"


def drop_trigger(schema: str, trigger: str) -> str:
    """For a person: a trigger that nobody needs any more."""
    return f"DROP TRIGGER {quoting.table_name(schema, trigger)};"


def drop_table(schema: str, table: str) -> str:
    """For a person: a table that nobody needs any more."""
    return f"DROP TABLE {quoting.table_name(schema, table)};"


def set_default_roles(account: str) -> str:
    """For an administrator, on MySQL: what the account may do by its roles, its triggers may then do too."""
    return f"SET DEFAULT ROLE ALL TO {account};"


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
    context = " AND ".join(f"{ours} IS NOT NULL" for ours in columns)
    limit = f"SET STATEMENT max_statement_time = {_LONGEST_LOOK} FOR SELECT " if mariadb else ""
    return (
        (limit or f"SELECT /*+ MAX_EXECUTION_TIME({_LONGEST_LOOK * 1000}) */ ")
        + f"{', '.join(columns)} FROM {table.sql_name} AS child LEFT JOIN {parent} AS parent ON {same}"
        f" WHERE {context} AND parent.{quoting.name(key.referenced[0])} IS NULL LIMIT 6"
    )


@dataclass(frozen=True)
class Looked:
    """What is scanned: the original, its copy key, how a row gets across, and which rows do at all."""

    original: TableFacts
    columns: ColumnMap
    key: CopyKey
    where: Expression | None = None


_ROW = row_of("original")
_TRIED = row_of("tried")


def look_ahead(looked: Looked, low: Key | None, rows: int) -> str:
    """The key of the n-th row above a key, from the index alone."""
    return key_of_row(looked.key, _ROW, _original(looked), looked.key.within(_ROW, low, None), rows)


def count_suspects(looked: Looked, key_range: KeyRange, conditions: Sequence[Expression]) -> str:
    """How many rows a key range has, how many of them are left out, and how many meet each condition."""
    left_out = f"SUM(NOT {_fits(looked)})" if looked.where else "0"
    sums = [f"SUM({_fits(looked)} AND ({each.over(_ROW)}) IS TRUE)" for each in conditions]
    return f"SELECT {', '.join(['COUNT(*)', left_out, *sums])} FROM {_original(looked)} WHERE {_within(looked, key_range)}"


def first_keys(looked: Looked, key_range: KeyRange, condition: Expression, most: int) -> str:
    """The first keys of a key range that meet a condition."""
    return (
        f"SELECT {looked.key.encoded(_ROW)} FROM {_original(looked)}"
        f" WHERE {_within(looked, key_range)} AND {_fits(looked)} AND ({condition.over(_ROW)}) IS TRUE"
        f" ORDER BY {looked.key.order(_ROW)} LIMIT {most}"
    )


def try_rows(
    looked: Looked, key_range: KeyRange, table: str, names: Sequence[str], but: Sequence[Expression], ignore: str
) -> str:
    """Put a key range's rows, but those that are known not to fit, into a temporary table that has these columns."""
    chosen = [each for each in looked.columns.columns if each.target.name in names]
    values = ", ".join(each.expression.over(_ROW) for each in chosen)
    columns = quoting.names([each.target.name for each in chosen])
    return (
        f"INSERT {ignore}INTO {quoting.table_name(looked.original.schema, table)} ({columns}) SELECT {values}"
        f" FROM {_original(looked)} WHERE {_tried(looked, key_range, but)}"
    )


def missing_keys(looked: Looked, key_range: KeyRange, table: str, but: Sequence[Expression]) -> str:
    """Keys of all rows of a key range that met another one in the temporary table; a key range has a chunk's rows."""
    same = " AND ".join(
        f"{_TRIED(part.shadow.name)} = {comparable(part.value(_ROW), part.original, part.shadow)}"
        + (
            f" AND CAST({_TRIED(part.shadow.name)} AS BINARY)"
            f" = CAST(CONVERT({part.value(_ROW)} USING {part.shadow.charset}) AS BINARY)"
            if part.shadow.is_text
            else ""
        )
        for part in looked.key.parts
    )
    return (
        f"SELECT {looked.key.encoded(_ROW)} FROM {_original(looked)} WHERE {_tried(looked, key_range, but)}"
        f" AND NOT EXISTS (SELECT 1 FROM {quoting.table_name(looked.original.schema, table)} AS tried WHERE {same})"
        f" ORDER BY {looked.key.order(_ROW)}"
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


def _within(looked: Looked, key_range: KeyRange) -> str:
    return looked.key.within(_ROW, key_range.low, key_range.high)


def _fits(looked: Looked) -> str:
    return f"(({looked.where.over(_ROW)}) IS TRUE)" if looked.where else "TRUE"


def _tried(looked: Looked, key_range: KeyRange, but: Sequence[Expression]) -> str:
    known = "".join(f" AND ({each.over(_ROW)}) IS NOT TRUE" for each in but)
    return f"{_within(looked, key_range)} AND {_fits(looked)}{known}"


def schema_collation() -> str:
    """The collation of a schema; its name is the parameter."""
    return "SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = %s"


def try_definer(schema: str, run: str, definer: str) -> str:
    """A statement that needs the right to make triggers in a definer's name, about a table that doesn't exist."""
    nothing = quoting.table_name(schema, f"{PREFIX}{run}_nothing")
    return f"CREATE DEFINER = {definer} TRIGGER {nothing} AFTER INSERT ON {nothing} FOR EACH ROW BEGIN END"


def page_size() -> str:
    """Bytes of one of InnoDB's pages."""
    return "SELECT @@GLOBAL.innodb_page_size"


def count_keyrings() -> str:
    """How many keyring components are at work (MySQL)."""
    return (
        "SELECT COUNT(*) FROM performance_schema.keyring_component_status"
        " WHERE status_key = 'Component_status' AND status_value = 'Active'"
    )


def switch_on(kind: str, name: str) -> str:
    """MySQL: have the performance schema note something, for an administrator to type."""
    return f"UPDATE performance_schema.setup_{kind} SET enabled = 'YES' WHERE name = {quoting.text(name)}"


def name_check(now: str, name: str, text: str) -> str:
    """MySQL: clauses that give a CHECK another name, to type."""
    return f"DROP CHECK {quoting.name(now)}, ADD CONSTRAINT {quoting.name(name)} {text}"
