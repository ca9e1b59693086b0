"""The copy key: how a row is known in both tables, how its values are written down and compared."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.sql import quoting
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.expression import RowName
from onlinealter.tables.facts import Column, Index, TableFacts

Key = tuple[str, ...]
"""A key's values as :meth:`KeyPart.encoded` writes them: digits, hexadecimal bytes, dates."""

_NUMBERS = frozenset({"decimal", "year", "bit"})
_MOMENTS = frozenset({"date", "time", "datetime", "timestamp", "uuid", "inet4", "inet6"})
_KEY_KINDS = _NUMBERS | _MOMENTS | {"enum", "char", "varchar", "binary", "varbinary"}


@dataclass(frozen=True)
class KeyPart:
    """One column of the copy key in the original, and the column that it became in the shadow."""

    original: Column
    shadow: Column

    @property
    def usable(self) -> bool:
        """Whether values of this type can be ranged over without doubt (floats can't)."""
        column = self.original
        if not (column.is_integer or column.kind in _KEY_KINDS):
            return False
        return self._family(column) == self._family(self.shadow)

    @property
    def same_order(self) -> bool:
        """Whether both columns sort the same values alike."""
        a, b = self.original, self.shadow
        if a.is_integer and b.is_integer:
            return True
        if a.is_text and b.is_text:
            return a.collation == b.collation
        if a.kind == "enum":
            return b.kind == "enum" and b.values[: len(a.values)] == a.values
        return a.kind == b.kind

    @staticmethod
    def _family(column: Column) -> tuple[object, ...]:
        """Columns of one family compare the same literals alike."""
        if column.is_integer or column.kind == "decimal":
            return ("number",)
        if column.kind in ("char", "varchar"):
            return ("text",)
        return (column.kind, column.size if column.kind == "binary" else ())

    def encoded(self, reference: str, *, of_shadow: bool = False) -> str:
        """SQL that writes the value down as text, exactly and as the original has it."""
        column = self.shadow if of_shadow else self.original
        if self.original.kind == "enum":
            if column.values != self.original.values:
                return f"CAST(FIELD({reference}, {', '.join(map(quoting.text, self.original.values))}) AS CHAR)"
            return f"CAST({reference} + 0 AS CHAR)"
        if self.original.kind == "bit":
            return f"CAST({reference} + 0 AS CHAR)"
        if column.is_text and column.charset != self.original.charset:
            return f"HEX(CONVERT({reference} USING {self.original.charset}))"
        return f"HEX({reference})" if column.is_text or column.is_bytes else f"CAST({reference} AS CHAR)"

    def literal(self, value: str) -> str:
        """The value as SQL, in the original column's own character set."""
        column = self.original
        if column.is_text:
            return f"_{column.charset} x'{value}'"
        if column.is_bytes:
            return f"x'{value}'"
        if column.kind == "enum":
            return self._enum_literal(int(value))
        return value if column.is_integer or column.kind in _NUMBERS else quoting.text(value)

    def compared(self, reference: str, operator: str, value: str) -> str:
        """SQL: the column is ``>``, ``<`` or ``<=`` the value. An ENUM is listed, so that its index is used."""
        if self.original.kind == "enum":
            return self._listed(reference, operator, int(value))
        return f"{reference} {operator} {self.literal(value)}"

    def readable(self, value: str) -> str:
        """The value for a person."""
        column = self.original
        if column.is_text and column.charset in ("utf8mb4", "utf8mb3", "utf8", "latin1", "ascii"):
            return repr(bytes.fromhex(value).decode("latin1" if column.charset == "latin1" else "utf-8", "replace"))
        if column.is_text or column.is_bytes:
            return f"x'{value}'"
        return self.literal(value)

    def _listed(self, reference: str, operator: str, ordinal: int) -> str:
        values = ["", *self.original.values]  # '' is what an invalid value became, before all others
        listed = {">": values[ordinal + 1 :], "<": values[:ordinal], "<=": values[: ordinal + 1]}[operator]
        return f"{reference} IN ({', '.join(map(quoting.text, listed))})" if listed else "FALSE"

    def _enum_literal(self, ordinal: int) -> str:
        values = self.original.values
        return quoting.text(values[ordinal - 1]) if 0 < ordinal <= len(values) else "''"


@dataclass(frozen=True)
class CopyKey:
    """A key without NULLs that both tables have, by the index of each."""

    parts: tuple[KeyPart, ...]
    original_index: str
    shadow_index: str
    same_order: bool

    def turned(self) -> CopyKey:
        """The same key seen from the shadow. Its encoding is the same unless a column changed its character set."""
        parts = tuple(KeyPart(part.shadow, part.original) for part in self.parts)
        return CopyKey(parts, self.shadow_index, self.original_index, self.same_order)

    @property
    def turns(self) -> bool:
        """Whether a written key reads the same from both sides."""
        return all(
            (part.original.charset, part.original.values) == (part.shadow.charset, part.shadow.values) for part in self.parts
        )

    def encoded(self, row: RowName, *, of_shadow: bool = False) -> str:
        """SQL list that writes a row's key down."""
        return ", ".join(part.encoded(row(self._name(part, of_shadow)), of_shadow=of_shadow) for part in self.parts)

    def order(self, row: RowName) -> str:
        """ORDER BY list in the original."""
        return ", ".join(row(part.original.name) for part in self.parts)

    def names(self, *, of_shadow: bool) -> tuple[str, ...]:
        """The key's columns in that table."""
        return tuple(self._name(part, of_shadow) for part in self.parts)

    def equals(self, row: RowName, key: Key, *, of_shadow: bool = False) -> str:
        """SQL: the row has this key."""
        return " AND ".join(
            f"{row(self._name(part, of_shadow))} = {part.literal(value)}"
            for part, value in zip(self.parts, key, strict=True)
        )

    def within(self, row: RowName, low: Key | None, high: Key | None, *, of_shadow: bool = False) -> str:
        """SQL: the row's key is above ``low`` and not above ``high``; None has no bound."""
        bounds = []
        if low is not None:
            bounds.append(self._beyond(row, low, of_shadow, ">"))
        if high is not None:
            bounds.append(self._beyond(row, high, of_shadow, "<="))
        return " AND ".join(bounds) if bounds else "TRUE"

    def same_row(self, original: RowName, shadow: RowName) -> str:
        """SQL: a row of the original and one of the shadow have the same key; found by the shadow's index."""
        return " AND ".join(
            f"{shadow(part.shadow.name)} = {comparable(original(part.original.name), part.original, part.shadow)}"
            for part in self.parts
        )

    def same_original(self, original: RowName, shadow: RowName) -> str:
        """The same, found by the original's index."""
        return " AND ".join(
            f"{original(part.original.name)} = {comparable(shadow(part.shadow.name), part.shadow, part.original)}"
            for part in self.parts
        )

    def readable(self, key: Key) -> str:
        """The key for a person."""
        return ", ".join(f"{part.original.name}={part.readable(value)}" for part, value in zip(self.parts, key, strict=True))

    def _beyond(self, row: RowName, key: Key, of_shadow: bool, operator: str) -> str:
        """Compare the key's columns as one, in the form that the optimizers turn into one index range."""
        ways, equal = list[str](), list[str]()
        for place, (part, value) in enumerate(zip(self.parts, key, strict=True)):
            reference = row(self._name(part, of_shadow))
            last = place == len(self.parts) - 1
            ways.append(" AND ".join([*equal, part.compared(reference, operator if last else operator[0], value)]))
            equal.append(f"{reference} = {part.literal(value)}")
        if len(ways) == 1:
            return ways[0]
        return "(" + " OR ".join(f"({way})" for way in ways) + ")"

    @staticmethod
    def _name(part: KeyPart, of_shadow: bool) -> str:
        return part.shadow.name if of_shadow else part.original.name


def comparable(reference: str, source: Column, target: Column) -> str:
    """SQL for a key's value that is to be compared with the other table's column: in that column's collation, so that its
    index is used and no mix of collations is refused.
    """
    if not (source.is_text and target.is_text) or source.collation == target.collation:
        return reference
    return f"CONVERT({reference} USING {target.charset}) COLLATE {target.collation}"


def guarded(column: Column, table: str, same: str, given: str) -> str:
    """SQL for a key column in ON DUPLICATE KEY UPDATE: its given value where the row found is the ``same``; else an error.

    Another unique key may have found another row, which has to stay as it is (FACTS 11). NULL is refused by a NOT NULL
    column, but not by one that counts or dates itself: there a sum beyond the largest number is.
    """
    doubtful = column.is_integer or column.kind == "timestamp"
    beyond = f"~0 + LENGTH(CONCAT('1', {table}.{quoting.name(column.name)}))"
    return f"{quoting.name(column.name)} = IF({same}, {given}, {beyond if doubtful else 'NULL'})"


def choose_key(original: TableFacts, shadow: TableFacts, forward: ColumnMap) -> CopyKey | None:
    """The primary key if the shadow knows rows by the same columns, else the first unique key of which that is so."""
    for index in sorted(original.indexes, key=lambda each: (each.name != "PRIMARY", each.name)):
        if not index.identifies_rows:
            continue
        parts = _parts(index, original, forward)
        twin = _twin(parts, shadow) if parts else None
        if parts and twin and all(part.usable for part in parts):
            in_order = tuple(part.shadow.name.lower() for part in parts) == tuple(c.lower() for c in twin.columns)
            descending = any(part.descending for part in (*index.parts, *twin.parts))
            alike = in_order and not descending and all(part.same_order for part in parts)
            return CopyKey(parts, index.name, twin.name, alike)
    return None


def _parts(index: Index, original: TableFacts, forward: ColumnMap) -> tuple[KeyPart, ...] | None:
    parts = []
    for name in index.columns:
        column, mapped = original.column(name), forward.of_source(name)
        if column is None or mapped is None:
            return None
        parts.append(KeyPart(column, mapped.target))
    return tuple(parts)


def _twin(parts: tuple[KeyPart, ...], shadow: TableFacts) -> Index | None:
    wanted = {part.shadow.name.lower() for part in parts}
    twins = [
        index for index in shadow.indexes if index.identifies_rows and {column.lower() for column in index.columns} == wanted
    ]
    return min(twins, key=lambda each: (each.name != "PRIMARY", each.name), default=None)
