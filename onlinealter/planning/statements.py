"""The text that makes the shadow and takes tables away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    return Statement("create the shadow", sql, (original,))


def alter_shadow(schema: str, shadow: str, alter: str) -> Statement:
    """The plan's ALTER on the empty shadow."""
    return Statement("give it the new definition", f"ALTER TABLE {quoting.table_name(schema, shadow)} {alter}", (shadow,))


def alter_instant(schema: str, table: str, alter: str) -> Statement:
    """The change made by the server itself, at once or not at all."""
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} {alter}, ALGORITHM=INSTANT"
    return Statement("change the table at once", sql, (table,))


def drop_indexes(schema: str, shadow: str, indexes: Sequence[DeferredIndex]) -> Statement:
    """Take the indexes off that are built after the copy."""
    drops = ", ".join(f"DROP INDEX {quoting.name(index.name)}" for index in indexes)
    return Statement("put secondary indexes off", f"ALTER TABLE {quoting.table_name(schema, shadow)} {drops}", (shadow,))


def close_table(schema: str, table: str) -> Statement:
    """Have MariaDB open the table anew, and read its triggers. InnoDB has no keys to disable: nothing is changed."""
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} DISABLE KEYS"
    return Statement("have the server read the triggers anew", sql, (table,), exclusive=True)


def add_indexes(
    schema: str, shadow: str, indexes: Sequence[DeferredIndex], server: Server, *, gently: bool = False
) -> Statement:
    """Build them, all in one (FACTS 46), while rows go on being written; ``gently`` with less of the server's power."""
    adds = ", ".join(f"ADD {index.definition}" for index in indexes)
    sql = f"ALTER TABLE {quoting.table_name(schema, shadow)} {adds}, ALGORITHM=INPLACE, LOCK=NONE"
    settings = session.building(server, gently=gently)
    return Statement("build the secondary indexes", sql, (shadow,), lasting=True, settings=settings)


def set_auto_increment(schema: str, table: str, following: int) -> Statement:
    """Go on counting where the original is (FACTS 69)."""
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} AUTO_INCREMENT = {following}"
    return Statement("carry AUTO_INCREMENT over", sql, (table,))


def change_keys(schema: str, table: str, drops: Sequence[str], adds: Mapping[str, ForeignKey]) -> Statement:
    """Drop and add foreign keys in one step, without a look at the rows (FACTS 39, 42)."""
    parts = [f"DROP FOREIGN KEY {quoting.name(name)}" for name in drops]
    parts += [f"ADD {key.definition(name, schema, table)}" for name, key in adds.items()]
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} {', '.join(parts)}, ALGORITHM=INPLACE, LOCK=NONE"
    purpose = f"change the foreign keys of {table} (foreign_key_checks = 0)"
    parents = {key.table for key in adds.values() if key.table and not key.schema}
    return Statement(purpose, sql, (table, *sorted(parents - {table})), exclusive=True, unchecked=True)


def keep_indexes(schema: str, table: str, indexes: Sequence[str]) -> Statement:
    """An index that the server made for a foreign key gives way to a new one, built anew, when another key comes over the
    same columns; by being named it becomes one that stays. Nothing is built.
    """
    renames = ", ".join(f"RENAME INDEX {quoting.name(name)} TO {quoting.name(name)}" for name in indexes)
    sql = f"ALTER TABLE {quoting.table_name(schema, table)} {renames}, ALGORITHM=INPLACE, LOCK=NONE"
    return Statement(f"keep the indexes of {table}", sql, (table,), exclusive=True)


def analyze(schema: str, table: str) -> str:
    """Fresh statistics, so that the first query after the swap has a good plan."""
    return f"ANALYZE TABLE {quoting.table_name(schema, table)}"


def drop_table(schema: str, table: str, purpose: str) -> Statement:
    """Take a table of ours away."""
    return Statement(purpose, f"DROP TABLE IF EXISTS {quoting.table_name(schema, table)}", (table,))


def read_only() -> str:
    """What is asked next may write nothing."""
    return "START TRANSACTION READ ONLY"


def end_reading() -> str:
    """The end of what was only asked."""
    return "ROLLBACK"


def create_preview(schema: str, original: str) -> str:
    """A table that only this session sees, like the original."""
    return f"CREATE TEMPORARY TABLE {quoting.table_name(schema, PREVIEW)} LIKE {quoting.table_name(schema, original)}"


def create_preview_from(schema: str, definition: str) -> str:
    """The same from a definition's text."""
    return f"CREATE TEMPORARY TABLE {quoting.table_name(schema, PREVIEW)} {definition}"


def alter_preview(schema: str, alter: str) -> str:
    """The plan's ALTER on the preview."""
    return f"ALTER TABLE {quoting.table_name(schema, PREVIEW)} {alter}"


def create_words(schema: str, table: str, columns: Sequence[str]) -> str:
    """An empty table of plain columns like those of a table or of the preview, to try expressions on."""
    return (
        f"CREATE TEMPORARY TABLE {quoting.table_name(schema, WORDS)} ENGINE=InnoDB"
        f" SELECT {quoting.names(list(columns))} FROM {quoting.table_name(schema, table)} LIMIT 0"
    )


def try_words(schema: str, expression: str) -> str:
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
