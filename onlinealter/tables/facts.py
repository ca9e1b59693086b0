"""What a table is, as the server says it. SHOW is asked, not information_schema: it is fresh and knows temporary tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from onlinealter.model.errors import Refused, ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.connection import Connection, Row
from onlinealter.sql import quoting
from onlinealter.tables import statements
from onlinealter.tables.check_clauses import independent_checks
from onlinealter.tables.foreign_keys import ForeignKey, actual_names, independent, keys_in

_INTEGERS = frozenset({"tinyint", "smallint", "mediumint", "int", "bigint"})
_TEXTS = frozenset({"char", "varchar", "tinytext", "text", "mediumtext", "longtext"})
_BYTES = frozenset({"binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob"})
_GEOMETRIES = frozenset(
    {
        "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
        "geometrycollection", "geomcollection",
    }
)  # fmt: skip
_ESCAPED = re.compile(r"''|\\.", re.DOTALL)
_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\0": "\0", "\\Z": "\x1a"}
_HIDDEN = "!hidden!"  # MySQL shows what a functional index computes, of temporary tables only


@lru_cache(maxsize=256)
def _members(type_: str) -> tuple[str, ...]:
    """The values in an ENUM's or SET's text; kept, because there may be thousands and they are asked for one by one."""
    quoted = re.findall(r"'((?:[^']|'')*)'", type_)
    return tuple(_ESCAPED.sub(lambda found: _ESCAPES.get(found[0], found[0][1:]), value) for value in quoted)


@dataclass(frozen=True)
class Column:
    """A column: ``type`` is the server's text, such as ``int unsigned``."""

    name: str
    type: str
    collation: str | None
    nullable: bool
    default: str | None
    extra: str
    comment: str
    has_default: bool

    @property
    def kind(self) -> str:
        """The type's first word: int, varchar, enum …"""
        return re.split(r"[ (]", self.type, maxsplit=1)[0].lower()

    @property
    def charset(self) -> str | None:
        """The character set, which is the collation's first word; MariaDB shortens the names of its newest ones."""
        if self.collation is None:
            return None
        return self.collation.split("_", 1)[0]

    @property
    def size(self) -> tuple[int, ...]:
        """The numbers in the type's brackets: (10, 2) of decimal(10,2)."""
        found = re.search(r"\(([\d, ]+)\)", self.type)
        return tuple(int(part) for part in found.group(1).split(",")) if found else ()

    @property
    def values(self) -> tuple[str, ...]:
        """The values of an ENUM or SET, in their order."""
        if self.kind not in ("enum", "set"):
            return ()
        return _members(self.type)

    @property
    def unsigned(self) -> bool:
        """Whether a number has no sign."""
        return "unsigned" in self.type.lower()

    @property
    def is_integer(self) -> bool:
        """Whether it holds whole numbers."""
        return self.kind in _INTEGERS

    @property
    def is_text(self) -> bool:
        """Whether it holds characters (ENUM and SET apart)."""
        return self.kind in _TEXTS

    @property
    def is_bytes(self) -> bool:
        return self.kind in _BYTES

    @property
    def is_geometry(self) -> bool:
        return self.kind in _GEOMETRIES

    @property
    def is_large(self) -> bool:
        """Whether one value may be larger than a row page."""
        return self.kind.endswith(("blob", "text")) or self.kind in ("json", "vector") or self.is_geometry

    @property
    def generated(self) -> bool:
        """Whether the server computes it."""
        return "GENERATED" in self.extra.upper().replace("DEFAULT_GENERATED", "")

    @property
    def auto_increment(self) -> bool:
        """Whether the server counts it up."""
        return "auto_increment" in self.extra.lower()

    @property
    def updates_itself(self) -> bool:
        """Whether it has ON UPDATE CURRENT_TIMESTAMP."""
        return "on update" in self.extra.lower()

    @property
    def needs_value(self) -> bool:
        """Whether an INSERT that leaves it out fails."""
        return not (self.nullable or self.generated or self.auto_increment or self.has_default)

    @property
    def shape(self) -> tuple[object, ...]:
        """What makes two columns hold the same values."""
        return (self.name, self.type, self.collation, self.nullable, self.generated, self.updates_itself)


@dataclass(frozen=True)
class IndexPart:
    """One part of an index: a column or an expression."""

    column: str | None
    prefix: int | None
    descending: bool
    nullable: bool


@dataclass(frozen=True)
class Index:
    """An index; the primary key is called PRIMARY."""

    name: str
    unique: bool
    method: str
    parts: tuple[IndexPart, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns' names; an expression counts as an empty name."""
        return tuple(part.column or "" for part in self.parts)

    @property
    def identifies_rows(self) -> bool:
        """Whether each row has its own value here: unique, whole columns, never NULL."""
        return self.unique and all(part.column and not part.prefix and not part.nullable for part in self.parts)


@dataclass(frozen=True)
class Definition:
    """A table as SHOW CREATE TABLE has it."""

    schema: str
    name: str
    create_statement: str

    @property
    def sql_name(self) -> str:
        """Schema and name, quoted."""
        return quoting.table_name(self.schema, self.name)

    @property
    def engine(self) -> str:
        found = re.search(r"^\).*?\bENGINE=(\w+)", self.create_statement, re.MULTILINE)
        return found.group(1) if found else ""

    @property
    def auto_increment(self) -> int | None:
        """The next number, from SHOW CREATE TABLE, which is always fresh."""
        found = re.search(r"^\).*?\bAUTO_INCREMENT=(\d+)", self.create_statement, re.MULTILINE)
        return int(found.group(1)) if found else None

    @property
    def partitioned(self) -> bool:
        return bool(re.search(r"^(/\*!\d+ ?|\s)PARTITION BY", self.create_statement, re.MULTILINE))

    @property
    def body(self) -> str:
        """The definition behind the table's name."""
        return self.create_statement[self.create_statement.index("` (\n") + 2 :]

    @property
    def definition(self) -> str:
        """The definition without what rows change: two tables with the same text are alike."""
        body = independent(independent_checks(self.body, self.name), self.name)
        return re.sub(r"^(\).*?) AUTO_INCREMENT=\d+", r"\1", body, count=1, flags=re.MULTILINE)

    @property
    def keys(self) -> tuple[ForeignKey, ...]:
        return keys_in(self.create_statement, self.name)

    @property
    def keys_by_name(self) -> dict[str, ForeignKey]:
        """The same by the names that they have on the server now."""
        return actual_names(self.create_statement, self.name)


@dataclass(frozen=True)
class TableFacts(Definition):
    """A table as it stands on a server."""

    columns: tuple[Column, ...]
    indexes: tuple[Index, ...]

    def column(self, name: str) -> Column | None:
        """The column of that name, whatever the case of its letters."""
        wanted = name.lower()
        return next((column for column in self.columns if column.name.lower() == wanted), None)


def read_table(connection: Connection, schema: str, table: str) -> TableFacts:
    """Read a table's facts. Raises Refused when there is no such table."""
    with _refusals(connection, schema, table):
        text = _read_text(connection, schema, table)
        columns = connection.rows(statements.show_columns(schema, table))
        parts = connection.rows(statements.show_indexes(schema, table))
    return TableFacts(schema, table, text, _columns(columns, text), _indexes(parts))


def read_created(connection: Connection, schema: str, table: str) -> Definition:
    """Read only how a table is defined: one statement of three. Raises Refused when there is no such table."""
    with _refusals(connection, schema, table):
        return Definition(schema, table, _read_text(connection, schema, table))


def read_definition(connection: Connection, schema: str, table: str) -> str:
    """The definition's text without what rows change. Raises Refused when there is no such table."""
    return read_created(connection, schema, table).definition


def _read_text(connection: Connection, schema: str, table: str) -> str:
    create = connection.row(statements.show_create(schema, table))
    if create is None or "CREATE" not in str(create[1]).upper() or " VIEW " in str(create[1]).split("(")[0].upper():
        raise Refused(f"{schema}.{table} is not a table", remedy="Name a base table; a view has no rows of its own.")
    return str(create[1])


@contextmanager
def _refusals(connection: Connection, schema: str, table: str) -> Iterator[None]:
    """No such table, or none that the account may read."""
    try:
        yield
    except ServerError as error:
        if error.number == error_numbers.NO_SUCH_TABLE:
            raise Refused(
                f"there is no table {schema}.{table} on {connection.account.address}",
                remedy="Check the spelling of the table and the schema.",
            ) from None
        if error.number == error_numbers.TABLE_ACCESS_DENIED:
            raise Refused(
                f"the account may not SELECT from {schema}.{table} (error {error.number})",
                remedy=f"{grant_to_own(connection, 'SELECT', f'{quoting.name(schema)}.*')} The run needs more, which "
                "'check' then lists.",
            ) from None
        raise


def estimated_rows(connection: Connection, schema: str, table: str) -> int:
    """How many rows the server's statistics count."""
    return _status(connection, schema, table, "Rows")


def mean_row_bytes(connection: Connection, schema: str, table: str) -> int:
    """How large a row is in the mean, large values included, by the server's statistics; 0 where they don't say."""
    return _status(connection, schema, table, "Avg_row_length")


def index_bytes(connection: Connection, schema: str, table: str) -> int:
    """How large the secondary indexes are together, by the server's statistics; 0 where they don't say."""
    return _status(connection, schema, table, "Index_length")


def table_bytes(connection: Connection, schema: str, table: str) -> int:
    """How large the table is with its indexes, by the server's statistics."""
    return _status(connection, schema, table, "Data_length") + index_bytes(connection, schema, table)


def _status(connection: Connection, schema: str, table: str, column: str) -> int:
    found = connection.named_rows(statements.show_status(schema, table))
    return int(found[0][column] or 0) if found else 0


def table_exists(connection: Connection, schema: str, table: str) -> bool:
    return bool(existing_tables(connection, schema, (table,)))


def existing_tables(connection: Connection, schema: str, tables: Sequence[str]) -> frozenset[str]:
    """Which of these tables there are, all looked at in one statement."""
    (counts,) = connection.rows(statements.find_tables(schema, tables))
    return frozenset(table for table, count in zip(tables, counts, strict=True) if count)


def _columns_with_default(create_statement: str) -> frozenset[str]:
    """Columns whose line has a DEFAULT outside its comment; SHOW COLUMNS leaves some expressions out."""
    found = set()
    for line in create_statement.splitlines():
        match = re.match(r"^  `((?:[^`]|``)+)` (.*?)(?: COMMENT '.*)?,?$", line)
        if match and " DEFAULT " in match[2]:
            found.add(match[1].replace("``", "`"))
    return frozenset(found)


def _columns(rows: list[Row], create_statement: str) -> tuple[Column, ...]:
    with_default = _columns_with_default(create_statement)
    found = (_column(row, with_default) for row in rows)
    return tuple(column for column in found if not column.name.startswith(_HIDDEN))


def _column(row: Row, with_default: frozenset[str]) -> Column:
    name, kind, collation, nullable, _, default, extra, _, comment = (
        each.decode() if isinstance(each, bytes | bytearray) else each for each in row[:9]
    )
    extra = "" if extra in (None, "NULL") else extra  # MySQL says NULL of temporary tables
    return Column(name, kind, collation, nullable == "YES", default, extra, comment or "", name in with_default)


def _indexes(rows: list[Row]) -> tuple[Index, ...]:
    found: dict[str, Index] = {}
    for row in rows:
        name = str(row[2])
        part = IndexPart(
            column=row[4],
            prefix=int(row[7]) if row[7] is not None else None,
            descending=row[5] == "D",
            nullable=row[9] == "YES" or row[4] is None,
        )
        known = found.get(name)
        found[name] = Index(name, int(row[1]) == 0, str(row[10]), (*known.parts, part) if known else (part,))
    return tuple(found.values())
