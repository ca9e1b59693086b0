"""The text that makes the shadow and takes tables away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onlinealter.mysql import session
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.sql.statement import Statement
from onlinealter.tables.foreign_keys import ForeignKey
from onlinealter.tables.indexes import DeferredIndex

PREVIEW = "_oa_preview"
WORDS = "_oa_words"


def create_shadow(schema: str, original: str, shadow: str) -> Statement:
    """An empty table like the original."""
    sql = f"CREATE TABLE {quoting.table_name(schema, shadow)} LIKE {quoting.table_name(schema, original)}"
    return Statement("create the shadow", sql, (original,), harmless=True)


def create_shadow_from(schema: str, original: str, shadow: str, definition: str) -> Statement:
    """The same from a definition's text."""
    sql = f"CREATE TABLE {quoting.table_name(schema, shadow)} {definition}"
    return Statement("create the shadow", sql, (original,), harmless=True)


def alter_shadow(schema: str, shadow: str, alter: str) -> Statement:
    """The plan's ALTER on the empty shadow."""
    return Statement("give it the new definition", f"ALTER TABLE {quoting.table_name(schema, shadow)} {alter}", (shadow,))


def name_checks(schema: str, shadow: str, drops: Sequence[str], checks: Mapping[str, str]) -> Statement:
    """The shadow's CHECKs numbered as the original's are."""
    parts = [f"DROP CHECK {quoting.name(name)}" for name in drops]
    parts += [f"ADD CONSTRAINT {quoting.name(name)} {text}" for name, text in checks.items()]
    return Statement("number its CHECKs", f"ALTER TABLE {quoting.table_name(schema, shadow)} {', '.join(parts)}", (shadow,))


def alter_by(schema: str, table: str, alter: str, algorithm: str, proof: str = "") -> Statement:
    """The change made by the server itself, by this algorithm or not at all."""
    lock = "" if algorithm == "INSTANT" else ", LOCK=NONE"
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} {alter}, ALGORITHM={algorithm}{lock}"
    return Statement("change the table", sql, (table,), proof=proof)


def alter_plainly(schema: str, table: str, alter: str) -> Statement:
    """The change made by the server in whatever way it takes, as if it had been asked by a client."""
    return Statement("alter the table", f"ALTER TABLE {quoting.table_name(schema, table)} {alter}", (table,))


def count_rows(schema: str, table: str, most: int) -> str:
    """How many rows a table has, counted up to this many."""
    return f"SELECT COUNT(*) FROM (SELECT 1 FROM {quoting.table_name(schema, table)} LIMIT {most}) AS some"


def build_in_table(statement: Statement, server: Server, *, gently: bool) -> Statement:
    """The same where the server reads the rows: it takes long, while others write."""
    settings = session.building(server, gently=gently)
    return replace(statement, purpose="build the indexes", long_running=True, beside_writers=True, settings=settings)


def copy_one_row(schema: str, original: str, copy: str, columns: Sequence[str]) -> str:
    """A row to try a change on, if there is one."""
    listed = quoting.names(list(columns))
    return (
        f"INSERT INTO {quoting.table_name(schema, copy)} ({listed})"
        f" SELECT {listed} FROM {quoting.table_name(schema, original)} LIMIT 1"
    )


def drop_indexes(schema: str, shadow: str, indexes: Sequence[DeferredIndex]) -> Statement:
    """Take the indexes off that are built after the copy."""
    drops = ", ".join(f"DROP INDEX {quoting.name(index.name)}" for index in indexes)
    return Statement("defer secondary indexes", f"ALTER TABLE {quoting.table_name(schema, shadow)} {drops}", (shadow,))


def close_table(schema: str, table: str) -> Statement:
    """Have MariaDB open the table again, and read its triggers. InnoDB has no keys to disable: nothing is changed."""
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} DISABLE KEYS"
    return Statement("have the server read the triggers again", sql, (table,), exclusive=True)


def reopen_table(schema: str, table: str) -> Statement:
    """The same for a table of ours that only triggers write."""
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} DISABLE KEYS"
    return Statement("have the server open the table afresh", sql, (table,))


def add_indexes(
    schema: str, shadow: str, indexes: Sequence[DeferredIndex], server: Server, *, gently: bool = False
) -> Statement:
    """Build them, all in one, while rows go on being written; ``gently`` with less of the server's power."""
    adds = ", ".join(f"ADD {index.definition}" for index in indexes)
    sql = f"ALTER TABLE {quoting.table_name(schema, shadow)} {adds}, ALGORITHM=INPLACE, LOCK=NONE"
    settings = session.building(server, gently=gently)
    return Statement("build the secondary indexes", sql, (shadow,), long_running=True, settings=settings)


def set_auto_increment(schema: str, table: str, following: int) -> Statement:
    """Go on counting where the original is."""
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} AUTO_INCREMENT = {following}"
    return Statement("copy AUTO_INCREMENT", sql, (table,))


def change_keys(schema: str, table: str, drops: Sequence[str], adds: Mapping[str, ForeignKey]) -> Statement:
    """Drop and add foreign keys in one step, without a look at the rows."""
    parts = [f"DROP FOREIGN KEY {quoting.name(name)}" for name in drops]
    parts += [f"ADD {key.definition(name, schema, table)}" for name, key in adds.items()]
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} {', '.join(parts)}, ALGORITHM=INPLACE, LOCK=NONE"
    purpose = f"change the foreign keys of {table} (foreign_key_checks = 0)"
    parents = {key.table for key in adds.values() if key.table and not key.schema}
    return Statement(purpose, sql, (table, *sorted(parents - {table})), exclusive=True, skip_fk_checks=True)


def keep_indexes(schema: str, table: str, indexes: Sequence[str]) -> Statement:
    """An index that the server made for a foreign key gives way to a new one, built again, when another key comes over the
    same columns; by being named it becomes one that stays. Nothing is built.
    """
    renames = ", ".join(f"RENAME INDEX {quoting.name(name)} TO {quoting.name(name)}" for name in indexes)
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} {renames}, ALGORITHM=INPLACE, LOCK=NONE"
    return Statement(f"keep the indexes of {table}", sql, (table,), exclusive=True)


def analyze(schema: str, table: str) -> str:
    """Fresh statistics, so that the first query after the swap has a good plan."""
    return f"ANALYZE TABLE {quoting.table_name(schema, table)}"


def drop_table(schema: str, table: str, purpose: str, proof: str = "") -> Statement:
    """Take a table of ours away; the proof that it is ours is asked for behind the lock."""
    sql = f"DROP TABLE IF EXISTS {quoting.table_name(schema, table)}"
    return Statement(purpose, sql, (table,), proof=proof, locked=True)


def highest_number(schema: str, table: str, column: str) -> str:
    """The highest number that AUTO_INCREMENT has given, read from the column's index."""
    return f"SELECT MAX({quoting.name(column)}) FROM {quoting.table_name(schema, table)}"


def create_preview(schema: str, original: str) -> str:
    """A table that only this session sees, like the original."""
    return f"CREATE TEMPORARY TABLE {quoting.table_name(schema, PREVIEW)} LIKE {quoting.table_name(schema, original)}"


def create_preview_from(schema: str, definition: str) -> str:
    """The same from a definition's text."""
    return f"CREATE TEMPORARY TABLE {quoting.table_name(schema, PREVIEW)} {definition}"


def alter_preview(schema: str, alter: str) -> str:
    """The plan's ALTER on the preview."""
    return f"ALTER TABLE {quoting.table_name(schema, PREVIEW)} {alter}"


def hide_by_preview(schema: str, table: str) -> str:
    """Give the preview a table's own name: the session sees the temporary one, and nobody else sees anything of it."""
    return f"ALTER TABLE {quoting.table_name(schema, PREVIEW)} RENAME TO {quoting.table_name(schema, table)}"


def create_words(schema: str, table: str, columns: Sequence[str]) -> str:
    """An empty table of plain columns like those of a table or of the preview, to try expressions on."""
    return (
        # With a primary key, for servers that require one of every table
        f"CREATE TEMPORARY TABLE {quoting.table_name(schema, WORDS)} (`_oa_row` INT NOT NULL DEFAULT 0 PRIMARY KEY)"
        " ENGINE=InnoDB"
        f" SELECT {quoting.names(list(columns))} FROM {quoting.table_name(schema, table)} LIMIT 0"
    )


def check_expression(schema: str, expression: str) -> str:
    """Ask the server to store an expression's value in each row, which it refuses where that changes from call to call."""
    return (
        f"ALTER TABLE {quoting.table_name(schema, WORDS)}"
        f" ADD COLUMN `_oa_value` LONGTEXT GENERATED ALWAYS AS ({expression}) STORED, ALGORITHM=COPY"
    )


def drop_words(schema: str) -> str:
    """Take that table away."""
    return f"DROP TEMPORARY TABLE IF EXISTS {quoting.table_name(schema, WORDS)}"


def drop_preview(schema: str) -> str:
    """Take the preview away."""
    return f"DROP TEMPORARY TABLE IF EXISTS {quoting.table_name(schema, PREVIEW)}"
