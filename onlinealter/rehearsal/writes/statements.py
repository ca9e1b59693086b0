"""What the built-in load writes, what it keeps to put rows back, and how they are put back."""

from __future__ import annotations

from collections.abc import Sequence

from onlinealter.rehearsal.writes.shape import Shape
from onlinealter.sql import quoting

ROW = "_oa_row"  # the number of a kept or added row
_COUNTER = "AUTO_INCREMENT before"


def create_kept(schema: str, kept: str, table: str, columns: Sequence[str], counter: int) -> str:
    """The rows that are updated, as they were; its comment keeps the table's next AUTO_INCREMENT."""
    return (
        f"CREATE TABLE {quoting.table_name(schema, kept)} ({quoting.name(ROW)} INT NOT NULL PRIMARY KEY)"
        f" ENGINE=InnoDB COMMENT={quoting.text(f'{_COUNTER} {counter}')}"
        f" AS SELECT 0 AS {quoting.name(ROW)}, {quoting.names(tuple(columns))}"
        f" FROM {quoting.table_name(schema, table)} WHERE FALSE"
    )


def create_added(schema: str, added: str, table: str, key: Sequence[str]) -> str:
    """The keys of the rows that the load inserts."""
    return (
        f"CREATE TABLE {quoting.table_name(schema, added)} ({quoting.name(ROW)} INT NOT NULL PRIMARY KEY)"
        f" ENGINE=InnoDB AS SELECT 0 AS {quoting.name(ROW)}, {quoting.names(tuple(key))}"
        f" FROM {quoting.table_name(schema, table)} WHERE FALSE"
    )


def keep_sample(schema: str, kept: str, table: str, columns: Sequence[str], share: float, seed: int) -> str:
    """Rows of all parts of the table, the same for the same seed; numbered without gaps, as the writers divide them."""
    chosen = "" if share >= 1 else f" WHERE RAND({seed}) < {share:.9f}"
    names = quoting.names(tuple(columns))
    return (
        f"INSERT INTO {quoting.table_name(schema, kept)} ({quoting.name(ROW)}, {names})"
        f" SELECT ROW_NUMBER() OVER (), {names} FROM {quoting.table_name(schema, table)}{chosen}"
    )


def counter_of() -> str:
    """The number in the comment of the kept rows, or NULL."""
    return (
        f"SELECT CAST(SUBSTRING(table_comment, {len(_COUNTER) + 2}) AS UNSIGNED) FROM information_schema.tables"
        " WHERE table_schema = %s AND table_name = %s"
    )


def highest(schema: str, table: str, column: str) -> str:
    return f"SELECT MAX({quoting.name(column)}) FROM {quoting.table_name(schema, table)}"


def sessions_mode() -> str:
    """As strict as applications are, but for dates that the rows may hold already."""
    return "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ALLOW_INVALID_DATES'"


def insert(table: str, shape: Shape, kept: str, model: int, numbers: Sequence[int]) -> str:
    """Copies of a kept row with fresh values. By values: an INSERT … SELECT takes other locks than an application's does."""
    fresh = [each for each in shape.fresh if each.kind != "auto"]
    names = [*shape.columns, *(each.column for each in fresh)]
    same = [_kept(kept, name, model) for name in shape.columns]
    rows = (f"({', '.join([*same, *(each.value(number) for each in fresh)])})" for number in numbers)
    return f"INSERT INTO {quoting.name(table)} ({quoting.names(names)}) VALUES {', '.join(rows)}"


def note_added(added: str, shape: Shape, kept: str, model: int, numbers: Sequence[int]) -> str:
    """In the transaction of the INSERT: which rows it has made. The server counts those of one statement without a gap."""
    fresh = {each.column: each for each in shape.fresh}

    def value(name: str, place: int, number: int) -> str:
        if name == shape.counted:
            return f"LAST_INSERT_ID() + {place} * @@auto_increment_increment" if place else "LAST_INSERT_ID()"
        return fresh[name].value(number) if name in fresh else _kept(kept, name, model)

    rows = (
        f"({', '.join([str(number), *(value(name, place, number) for name in shape.key)])})"
        for place, number in enumerate(numbers)
    )
    return f"INSERT INTO {quoting.name(added)} ({quoting.names([ROW, *shape.key])}) VALUES {', '.join(rows)}"


def select(table: str, shape: Shape, source: str, numbers: Sequence[int]) -> str:
    """Rows by their key, of those kept or added."""
    if len(numbers) == 1:
        return f"SELECT * FROM {quoting.name(table)} WHERE {_is_row(shape, source, numbers[0])}"
    return f"SELECT held.* FROM {_chosen(table, shape, source)} WHERE {_numbered(numbers, 'chosen.')}"


def select_by(table: str, column: str, kept: str, model: int, rows: int) -> str:
    """Rows that have a kept one's value."""
    return f"SELECT * FROM {quoting.name(table)} WHERE {quoting.name(column)} <=> {_kept(kept, column, model)} LIMIT {rows}"


def update(table: str, shape: Shape, source: str, numbers: Sequence[int], kept: str, model: int) -> str:
    """Rows, of those kept or added, get the values of a kept one: values that stand together in a row already."""
    several = len(numbers) > 1
    held = "held." if several else ""
    sets = ", ".join(f"{held}{quoting.name(name)} = {_kept(kept, name, model)}" for name in shape.changeable)
    if several:
        return f"UPDATE {_chosen(table, shape, source)} SET {sets} WHERE {_numbered(numbers, 'chosen.')}"
    return f"UPDATE {quoting.name(table)} SET {sets} WHERE {_is_row(shape, source, numbers[0])}"


def delete(table: str, shape: Shape, added: str, numbers: Sequence[int]) -> str:
    """Rows of those added."""
    if len(numbers) == 1:
        return f"DELETE FROM {quoting.name(table)} WHERE {_is_row(shape, added, numbers[0])}"
    return f"DELETE held FROM {_chosen(table, shape, added)} WHERE {_numbered(numbers, 'chosen.')}"


def forget_added(added: str, numbers: Sequence[int]) -> str:
    return f"DELETE FROM {quoting.name(added)} WHERE {_numbered(numbers)}"


def count_lost(schema: str, table: str, added: str, key: Sequence[str]) -> str:
    """Rows that the load has inserted and not deleted, and that aren't there."""
    return (
        f"SELECT COUNT(*) FROM {quoting.table_name(schema, added)} AS added LEFT JOIN {quoting.table_name(schema, table)}"
        f" AS held ON {_same(key, 'held', 'added')} WHERE held.{quoting.name(key[0])} IS NULL"
    )


def remove_added(schema: str, table: str, added: str, key: Sequence[str]) -> str:
    return (
        f"DELETE held FROM {quoting.table_name(schema, added)} AS added STRAIGHT_JOIN {quoting.table_name(schema, table)}"
        f" AS held ON {_same(key, 'held', 'added')}"
    )


def put_back(schema: str, table: str, kept: str, key: Sequence[str], columns: Sequence[str]) -> str:
    """All of them, also what dates itself."""
    sets = ", ".join(f"held.{quoting.name(name)} = kept.{quoting.name(name)}" for name in columns)
    return (
        f"UPDATE {quoting.table_name(schema, kept)} AS kept STRAIGHT_JOIN {quoting.table_name(schema, table)} AS held"
        f" ON {_same(key, 'held', 'kept')} SET {sets}"
    )


def set_counter(schema: str, table: str, counter: int) -> str:
    """The server takes a higher one where rows are there with higher numbers."""
    return f"ALTER TABLE {quoting.table_name(schema, table)} AUTO_INCREMENT = {counter}"


def _kept(kept: str, column: str, row: int) -> str:
    return f"(SELECT {quoting.name(column)} FROM {quoting.name(kept)} WHERE {quoting.name(ROW)} = {row})"


def _is_row(shape: Shape, source: str, number: int) -> str:
    return " AND ".join(f"{quoting.name(name)} = {_kept(source, name, number)}" for name in shape.key)


def _chosen(table: str, shape: Shape, source: str) -> str:
    """The table behind a list of rows: as many looks by its key as there are rows."""
    same = _same(shape.key, "held", "chosen")
    return f"{quoting.name(source)} AS chosen STRAIGHT_JOIN {quoting.name(table)} AS held ON {same}"


def _numbered(numbers: Sequence[int], of: str = "") -> str:
    if len(numbers) == 1:
        return f"{of}{quoting.name(ROW)} = {numbers[0]}"
    return f"{of}{quoting.name(ROW)} IN ({', '.join(map(str, numbers))})"


def _same(key: Sequence[str], one: str, other: str) -> str:
    return " AND ".join(f"{one}.{quoting.name(name)} = {other}.{quoting.name(name)}" for name in key)
