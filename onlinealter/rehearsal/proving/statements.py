"""How faults get into a shadow, and how they are seen there without the verification's own statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onlinealter.sql import quoting
from onlinealter.tables.copy_key import CopyKey, Key
from onlinealter.tables.expression import row_of
from onlinealter.tables.facts import Column, TableFacts

_ROW = row_of("copied")
_NUMBERS = frozenset({"decimal", "float", "double", "real", "year"})
_DAYS = frozenset({"date", "datetime", "timestamp"})


def session_for_faults(*, mariadb: bool) -> tuple[str, ...]:
    """A fault need not fit: neither a foreign key nor a CHECK is to be in its way, where the server lets that be."""
    sets = ["SET SESSION foreign_key_checks = 0", "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES'"]
    return (*sets, "SET SESSION check_constraint_checks = 0") if mariadb else tuple(sets)


def some_keys(shadow: TableFacts, key: CopyKey, share: float, seed: int, most: int) -> str:
    """Keys of rows of all parts of the shadow, the same for the same seed."""
    chosen = "" if share >= 1 else f" WHERE RAND({seed}) < {share:.9f}"
    return f"SELECT {_written(key)} FROM {shadow.sql_name} AS copied{chosen} LIMIT {most}"


def keys_of(schema: str, table: str, key: CopyKey) -> str:
    """The keys in a table that has the original's columns of them."""
    return f"SELECT CONCAT_WS(',', {key.encoded(_ROW)}) FROM {quoting.table_name(schema, table)} AS copied"


def key_by(shadow: TableFacts, key: CopyKey, column: str, value: str) -> str:
    return f"SELECT {_written(key)} FROM {shadow.sql_name} AS copied WHERE {_ROW(column)} = {value}"


def fingerprint(shadow: TableFacts, key: CopyKey, row: Key) -> str:
    """What the shadow has of a key now; no row where it has none."""
    parts = ", ".join(f"COALESCE(HEX(CAST({_ROW(column.name)} AS BINARY)), 'NULL')" for column in shadow.columns)
    return f"SELECT SHA2(CONCAT_WS(',', {parts}), 256) FROM {shadow.sql_name} AS copied WHERE {_is(key, row)}"


def change(shadow: TableFacts, key: CopyKey, row: Key, column: Column, value: str) -> str:
    """One value of one row; what dates itself is left as it is, lest that give the fault away."""
    own = [each.name for each in shadow.columns if each.updates_itself and each.name != column.name]
    sets = [f"{_ROW(column.name)} = {value}", *(f"{_ROW(name)} = {_ROW(name)}" for name in own)]
    return f"UPDATE {shadow.sql_name} AS copied SET {', '.join(sets)} WHERE {_is(key, row)}"


def remove(shadow: TableFacts, key: CopyKey, row: Key) -> str:
    return f"DELETE copied FROM {shadow.sql_name} AS copied WHERE {_is(key, row)}"


def add(shadow: TableFacts, key: CopyKey, model: Key, fresh: Mapping[str, str]) -> str:
    """A copy of a row with other values in its unique keys."""
    columns = [column.name for column in shadow.columns if not column.generated]
    values = ", ".join(fresh.get(name, _ROW(name)) for name in columns)
    return (
        f"INSERT INTO {shadow.sql_name} ({quoting.names(columns)})"
        f" SELECT {values} FROM {shadow.sql_name} AS copied WHERE {_is(key, model)}"
    )


def lowest(schema: str, table: str, column: str) -> str:
    return f"SELECT MIN({quoting.name(column)}) FROM {quoting.table_name(schema, table)}"


def first_gap(schema: str, table: str, column: str) -> str:
    """The lowest number above another that no row has."""
    place, name = quoting.table_name(schema, table), quoting.name(column)
    return (
        f"SELECT MIN(held.{name}) + 1 FROM {place} AS held LEFT JOIN {place} AS next ON next.{name} = held.{name} + 1"
        f" WHERE next.{name} IS NULL"
    )


def other_values(column: Column, donor: str) -> Sequence[str]:
    """Values unlike the one that the row has, the smallest change first; the last is that of another row."""
    name = _ROW(column.name)
    return (*_nearest(column, name), donor, *(["NULL"] if column.nullable else []))


def value_of_another(shadow: TableFacts, column: Column) -> str:
    """Of any row that has another one; in brackets twice, since a table that is updated may be read only so."""
    return (
        f"(SELECT other.value FROM (SELECT {quoting.name(column.name)} AS value FROM {shadow.sql_name} LIMIT 50) AS other"
        f" WHERE NOT other.value <=> {_ROW(column.name)} LIMIT 1)"
    )


def _nearest(column: Column, name: str) -> tuple[str, ...]:
    if column.is_integer or column.kind in _NUMBERS:
        return (f"COALESCE({name}, 0) + 1", f"{name} - 1", f"COALESCE({name}, 0) + 97")
    if column.kind == "bit":
        return (f"COALESCE({name}, 0) ^ 1",)
    if column.kind in _DAYS:
        return (f"{name} + INTERVAL 1 DAY", f"{name} - INTERVAL 1 DAY", "'2001-02-03'")
    if column.kind == "time":
        return (f"ADDTIME({name}, '00:00:01')", "'01:02:03'")
    if column.kind == "enum":
        return (f"IF({name} + 0 = 1, 2, 1)",) if len(column.values) > 1 else ()
    if column.kind == "set":
        return (f"COALESCE({name} + 0, 0) ^ 1",)
    if column.kind == "json":
        return (f"JSON_ARRAY({name})",)
    if column.is_bytes:
        return (f"CONCAT(LEFT({name}, LENGTH({name}) - 1), IF(RIGHT({name}, 1) = x'78', x'79', x'78'))", "x'78'")
    if column.is_text:
        changed = f"CONCAT(LEFT({name}, CHAR_LENGTH({name}) - 1), IF(HEX(RIGHT({name}, 1)) = HEX('x'), 'y', 'x'))"
        return (changed, "'x'")
    return ()


def _written(key: CopyKey) -> str:
    return f"CONCAT_WS(',', {key.encoded(_ROW, of_shadow=True)})"


def _is(key: CopyKey, row: Key) -> str:
    return key.equals(_ROW, row, of_shadow=True)
