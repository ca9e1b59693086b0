"""Tables, rows, an ALTER and writes, made at random; every one of them is valid and loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as some

from onlinealter.sql import quoting


@dataclass(frozen=True)
class Kind:
    """A column's type, literals of its values, and types that hold each of them as well."""

    type: str
    values: tuple[str, ...]
    wider: tuple[str, ...]


KINDS = (
    Kind("INT", ("0", "-1", "2147483647", "-2147483648", "7"), ("BIGINT", "DECIMAL(12,1)", "INT", "DOUBLE")),
    Kind("TINYINT UNSIGNED", ("0", "255", "1"), ("SMALLINT", "INT UNSIGNED", "BIT(9)")),
    Kind("BIGINT UNSIGNED", ("0", "18446744073709551615", "9223372036854775808"), ("DECIMAL(20,0)", "BIGINT UNSIGNED")),
    Kind("DECIMAL(10,3)", ("0", "-1.5", "9999999.999", "0.001"), ("DECIMAL(30,10)", "DECIMAL(12,3)")),
    Kind("FLOAT", ("0", "0.1", "-1e30", "16777216"), ("FLOAT",)),
    Kind("FLOAT", ("0", "0.5", "-1048576", "16777216"), ("DOUBLE",)),  # written after the swap, 0.1 is another number
    Kind("DOUBLE", ("0", "0.1", "1e300", "-4.9e-324"), ("DOUBLE",)),
    Kind("VARCHAR(20)", ("''", "'a'", "'A'", "'a '", "'é😀'", "'it''s'"), ("VARCHAR(300)", "TEXT")),
    Kind("VARCHAR(8)", ("''", "'b'", "'B'"), ("VARCHAR(8) COLLATE utf8mb4_bin",)),
    Kind("CHAR(8)", ("''", "'a'", "'Ab'", "'é'"), ("CHAR(12)", "VARCHAR(20)")),
    Kind("VARCHAR(10) CHARACTER SET latin1", ("''", "'ä'", "'z '"), ("VARCHAR(10) CHARACTER SET utf8mb4",)),
    Kind("TEXT", ("''", "'text'", "REPEAT('é', 300)"), ("LONGTEXT", "MEDIUMTEXT")),
    Kind("VARBINARY(12)", ("''", "x'00'", "x'6100'", "x'ff20'"), ("VARBINARY(400)", "BLOB")),
    Kind("BINARY(3)", ("x'000000'", "x'610000'", "x'ffffff'"), ("BINARY(3)", "VARBINARY(3)")),
    Kind("BLOB", ("''", "x'00ff'", "REPEAT(x'0102', 400)"), ("LONGBLOB",)),
    Kind("DATE", ("'2026-02-28'", "'1000-01-01'", "'9999-12-31'"), ("DATE", "DATETIME")),
    Kind("DATETIME(2)", ("'2026-10-25 02:30:00.25'", "'1000-01-01'"), ("DATETIME(6)", "DATETIME(2)")),
    Kind("TIMESTAMP(3) NULL", ("'2026-10-25 01:30:00.125'", "'1971-01-01 00:00:01'"), ("TIMESTAMP(6) NULL",)),
    Kind("TIME", ("'00:00:00'", "'-838:59:59'", "'12:34:56'"), ("TIME(3)", "TIME")),
    Kind("YEAR", ("2000", "1901", "2155"), ("SMALLINT", "YEAR")),
    Kind("BIT(7)", ("b'0'", "b'1111111'", "b'101'"), ("BIT(12)", "BIT(7)")),
    Kind("ENUM('x','it''s','é')", ("'x'", "'it''s'", "'é'"), ("ENUM('new','é','it''s','x')", "VARCHAR(10)")),
    Kind("SET('a','b','c')", ("''", "'a'", "'a,b,c'"), ("SET('c','z','b','a')", "VARCHAR(20)")),
    Kind("JSON", ("'{}'", "'[1, 2.5, \"é\"]'", "'null'"), ("JSON",)),
)  # fmt: skip

KEYS = (
    (("INT",), lambda n: (str(n - 20),)),
    (("BIGINT UNSIGNED",), lambda n: (str(18446744073709551615 - n * 7),)),
    (("DECIMAL(12,4)",), lambda n: (f"{(n - 30) * 1.0625:.4f}",)),
    (("VARCHAR(12)",), lambda n: (quoting.text(f"{'kÉz'[n % 3]}{n}"),)),
    (("VARBINARY(6)",), lambda n: (f"x'{n:02x}{'00' * (n % 3)}'",)),
    (("DATETIME(3)",), lambda n: (f"'2026-10-25 02:{n % 60:02d}:{n // 60:02d}.{n:03d}'",)),
    (("INT", "ENUM('p','o')"), lambda n: (str(n // 2), f"'{'po'[n % 2]}'")),
    (("CHAR(4)", "SMALLINT"), lambda n: (f"'{'aB'[n % 2]}'", str(n // 2))),
)  # fmt: skip
MOST_KEYS = 60


@dataclass(frozen=True)
class Case:
    """One table and what becomes of it; ``moments`` are the writes after each of the run's phases."""

    create: str
    fill: tuple[str, ...]
    alter: str
    moments: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Column:
    name: str
    kind: Kind
    change: str
    wider: str


@some.composite
def cases(draw: some.DrawFn) -> Case:
    """A case; its writes after the swap name only columns that both definitions have."""
    key_types, key_of = draw(some.sampled_from(KEYS))
    changes = some.sampled_from(["keep", "keep", "widen", "widen", "drop", "rename"])
    kinds = draw(some.lists(some.sampled_from(KINDS), min_size=1, max_size=6))
    columns = [
        _Column(f"c{place}", kind, draw(changes), draw(some.sampled_from(kind.wider))) for place, kind in enumerate(kinds)
    ]
    keys = [f"k{place}" for place in range(len(key_types))]
    index = draw(some.sampled_from(["", *(c.name for c in columns if c.kind.type in ("INT", "DATE", "CHAR(8)", "YEAR"))]))
    lines = [f"{name} {type_} NOT NULL" for name, type_ in zip(keys, key_types, strict=True)]
    lines += [f"{column.name} {column.kind.type} DEFAULT NULL" for column in columns]
    lines += [f"PRIMARY KEY ({', '.join(keys)})", *([f"KEY by_{index} ({index})"] if index else [])]
    count = draw(some.sampled_from([0, 1, 2, 7, 8, 9, 30]))
    writer = _Writer(draw, tuple(keys), key_of)
    fill = tuple(writer.insert(number, columns) for number in range(count))
    kept = [column for column in columns if column.change in ("keep", "widen")]
    moments = [writer.some_writes(columns) for _ in range(3)] + [writer.some_writes(kept) for _ in range(2)]
    return Case(f"CREATE TABLE {{table}} ({', '.join(lines)})", fill, _alter(draw, columns, index), tuple(moments))


def _alter(draw: some.DrawFn, columns: list[_Column], index: str) -> str:
    clauses = []
    for column in columns:
        if column.change == "widen":
            place = draw(some.sampled_from(["", "", " FIRST", " AFTER k0"]))
            clauses.append(f"MODIFY {column.name} {column.wider} DEFAULT NULL{place}")
        elif column.change == "drop":
            clauses.append(f"DROP COLUMN {column.name}")
        elif column.change == "rename":
            clauses.append(f"RENAME COLUMN {column.name} TO {column.name}_new")
    extra = ["ADD COLUMN added INT NOT NULL DEFAULT 5 FIRST", "ADD COLUMN text_added VARCHAR(9) DEFAULT 'it''s'",
             "ADD INDEX one (k0)", "COMMENT = 'GENERATED; \"quoted\"'", "ROW_FORMAT = COMPACT", "FORCE",
             "ADD COLUMN sum BIGINT GENERATED ALWAYS AS (LENGTH(k0)) VIRTUAL"]  # fmt: skip
    clauses += draw(some.lists(some.sampled_from(extra), unique=True, max_size=3))
    gone = {column.name for column in columns if column.change == "drop"}
    if index and index not in gone and draw(some.booleans()):
        clauses.append(f"RENAME INDEX by_{index} TO renamed")
    return ", ".join(clauses or ["FORCE"])


class _Writer:
    """Statements over the keys 0 … MOST_KEYS, of which any may be there or not."""

    def __init__(self, draw: some.DrawFn, keys: tuple[str, ...], key_of: object) -> None:
        self._draw, self._keys = draw, keys
        assert callable(key_of)
        self._key_of = key_of

    def some_writes(self, columns: list[_Column]) -> tuple[str, ...]:
        """A few statements, which name only these columns."""
        found = []
        for _ in range(self._draw(some.integers(0, 5))):
            number, other = self._number(), self._number()
            kind = self._draw(some.sampled_from(["insert", "update", "update", "delete", "move"]))
            if kind == "insert":
                found.append(self.insert(number, columns))
            elif kind == "update" and columns:
                found.append(f"UPDATE {{table}} SET {self._sets(columns)} WHERE {self._is(number)}")
            elif kind == "move" and number != other:
                found.append(f"DELETE FROM {{table}} WHERE {self._is(other)}")
                to = ", ".join(f"{k} = {v}" for k, v in zip(self._keys, self._key_of(other), strict=True))
                found.append(f"UPDATE {{table}} SET {to} WHERE {self._is(number)}")
            else:
                found.append(f"DELETE FROM {{table}} WHERE {self._is(number)}")
        return tuple(found)

    def insert(self, number: int, columns: list[_Column]) -> str:
        """A new row, or the same key's row changed."""
        names = ", ".join([*self._keys, *(column.name for column in columns)])
        values = ", ".join([*self._key_of(number), *(self._value(column) for column in columns)])
        changed = f"{columns[0].name} = {self._value(columns[0])}" if columns else "k0 = k0"
        return f"INSERT INTO {{table}} ({names}) VALUES ({values}) ON DUPLICATE KEY UPDATE {changed}"

    def _sets(self, columns: list[_Column]) -> str:
        chosen = self._draw(some.lists(some.sampled_from(columns), min_size=1, max_size=3, unique_by=lambda c: c.name))
        return ", ".join(f"{column.name} = {self._value(column)}" for column in chosen)

    def _is(self, number: int) -> str:
        return " AND ".join(f"{key} = {value}" for key, value in zip(self._keys, self._key_of(number), strict=True))

    def _value(self, column: _Column) -> str:
        return self._draw(some.sampled_from(("NULL", *column.kind.values)))

    def _number(self) -> int:
        return self._draw(some.integers(0, MOST_KEYS - 1))
