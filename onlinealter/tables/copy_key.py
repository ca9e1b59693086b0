"""The copy key: how a row is known in both tables, how its values are written down and compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onlinealter.model.errors import Changed
from onlinealter.sql import quoting
from onlinealter.tables.expression import Expression, RowName
from onlinealter.tables.facts import Column

Key = tuple[str, ...]
"""A key's values as :meth:`KeyPart.encoded` writes them: digits, hexadecimal bytes, dates."""

_HEXADECIMAL, _DIGITS, _NUMBER, _MOMENT = (
    re.compile("(?:[0-9A-Fa-f]{2})*"),
    re.compile("[0-9]{1,9}"),
    re.compile(r"-?[0-9]{1,65}(?:\.[0-9]{1,38})?"),
    re.compile("[0-9A-Fa-f:. -]{1,64}"),
)
_NUMBERS = frozenset({"decimal", "year", "bit"})
_MOMENTS = frozenset({"date", "time", "datetime", "timestamp", "uuid", "inet4", "inet6"})
_KEY_KINDS = _NUMBERS | _MOMENTS | {"enum", "char", "varchar", "tinytext", "binary", "varbinary", "tinyblob"}
_FINE = frozenset({"time", "datetime", "timestamp"})
_NULL = "N"  # as a NULL is written down; no value is


@dataclass(frozen=True)
class KeyPart:
    """One column of the copy key in the original, and the column that it became in the shadow.

    A generated column has its formula over the other columns of either table, with what storing makes of it; where one
    table is without it (``absent``), its row has the value by the formula.
    """

    original: Column
    shadow: Column
    original_formula: Expression | None = None
    shadow_formula: Expression | None = None
    absent: str = ""  # original or shadow

    @property
    def usable(self) -> bool:
        """Whether values of this type can be ranged over without doubt (floats can't)."""
        column = self.original
        if not (column.is_integer or column.kind in _KEY_KINDS):
            return False
        return self._family(column) == self._family(self.shadow)

    def turned(self) -> KeyPart:
        """The same seen from the shadow."""
        absent = {"original": "shadow", "shadow": "original"}.get(self.absent, "")
        return KeyPart(self.shadow, self.original, self.shadow_formula, self.original_formula, absent)

    def value(self, row: RowName, *, of_shadow: bool = False) -> str:
        """SQL: what a row of either table has of it."""
        formula = self.shadow_formula if of_shadow else self.original_formula
        if formula is not None and self.absent == ("shadow" if of_shadow else "original"):
            return f"({formula.over(row)})"
        return row((self.shadow if of_shadow else self.original).name)

    def given(self, row: RowName, *, of_shadow: bool) -> str:
        """The same of values that aren't a row yet, of which nothing is computed."""
        formula = self.shadow_formula if of_shadow else self.original_formula
        return self.value(row, of_shadow=of_shadow) if formula is None else f"({formula.over(row)})"

    @property
    def _nullable(self) -> bool:
        return self.original.nullable or self.shadow.nullable

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
        return a.kind == b.kind or {a.kind, b.kind} == {"datetime", "timestamp"}

    @staticmethod
    def _family(column: Column) -> tuple[object, ...]:
        """Columns of one family compare the same literals alike."""
        if column.is_integer or column.kind == "decimal":
            return ("number",)
        if column.is_text:
            return ("text",)
        if column.kind in ("datetime", "timestamp"):  # our sessions and triggers read both in UTC
            return ("moment",)
        return (column.kind, column.size if column.kind == "binary" else ())

    def encoded(self, reference: str, *, of_shadow: bool = False) -> str:
        """SQL that writes the value down as text, exactly and the same from both tables."""
        column = self.shadow if of_shadow else self.original
        text = self._encoded(reference, column)
        return f"COALESCE({text}, '{_NULL}')" if column.nullable else text

    def _encoded(self, reference: str, column: Column) -> str:
        if self.original.kind == "enum":
            if column.values != self.original.values:
                return f"CAST(FIELD({reference}, {', '.join(map(quoting.text, self.original.values))}) AS CHAR)"
            return f"CAST({reference} + 0 AS CHAR)"
        if self.original.kind == "bit":
            return f"CAST({reference} + 0 AS CHAR)"
        if column.is_text and column.charset != self.original.charset:
            return f"HEX(CONVERT({reference} USING {self.original.charset}))"
        if column.is_text or column.is_bytes:
            return f"HEX({reference})"
        finest = max(digits(self.original), digits(self.shadow))
        if digits(column) < finest:
            moment = {"time": f"TIME({finest})", "datetime": f"DATETIME({finest})", "timestamp": f"DATETIME({finest})"}
            finer = moment.get(column.kind, f"DECIMAL(65, {finest})")
            reference = f"CAST({reference} AS {finer})"
        return f"CAST({reference} AS CHAR)"

    def literal(self, value: str) -> str:
        """The value as SQL, in the original column's own character set."""
        column = self.original
        if self._nullable and value == _NULL:
            return "NULL"
        if column.is_text:
            return f"_{column.charset} x'{self._checked(value)}'"
        if column.is_bytes:
            return f"x'{self._checked(value)}'"
        if column.kind == "enum":
            return self._enum_literal(int(self._checked(value)))
        checked = self._checked(value)
        return checked if column.is_integer or column.kind in _NUMBERS else quoting.text(checked)

    def holds(self, value: str) -> bool:
        """Whether it is written as :meth:`encoded` does."""
        column = self.original
        if self._nullable and value == _NULL:
            return True
        if column.kind in _MOMENTS:
            return _MOMENT.fullmatch(value) is not None
        form = _HEXADECIMAL if column.is_text or column.is_bytes else _DIGITS if column.kind == "enum" else _NUMBER
        return form.fullmatch(value) is not None

    def _checked(self, value: str) -> str:
        """The value if it is written as :meth:`encoded` does: keys also come from the journal, where others may write."""
        if not self.holds(value):
            raise Changed(
                f"the journal holds {value[:80]!r} as a value of the key's column {self.original.name}",
                remedy="Somebody changed the journal. Call 'online-alter abort', and start again.",
            )
        return value

    def compared(self, reference: str, operator: str, value: str) -> str:
        """SQL: the column is ``>``, ``<`` or ``<=`` the value. An ENUM is listed, so that its index is used."""
        if self.original.kind == "enum":
            return self._listed(reference, operator, int(self._checked(value)))
        return f"{reference} {operator} {self.literal(value)}"

    def equals(self, reference: str, value: str) -> str:
        """SQL: the column has the value."""
        return f"{reference} {'<=>' if self._nullable else '='} {self.literal(value)}"

    def readable(self, value: str) -> str:
        column = self.original
        if self._nullable and value == _NULL:
            return "NULL"
        if column.is_text or column.is_bytes:
            self._checked(value)
        if column.is_text and column.charset in ("utf8mb4", "utf8mb3", "utf8", "latin1", "ascii"):
            return repr(bytes.fromhex(value).decode("latin1" if column.charset == "latin1" else "utf-8", "replace"))
        if column.is_text or column.is_bytes:
            return f"x'{value}'"
        return self.literal(value)

    def _listed(self, reference: str, operator: str, ordinal: int) -> str:
        # By their numbers, which are the same in both tables where this is asked: among thousands of names the server would
        # look each one up. 0 is what an invalid value became, before all others.
        last = len(self.original.values)
        listed = {">": range(ordinal + 1, last + 1), "<": range(ordinal), "<=": range(ordinal + 1)}[operator]
        return f"{reference} IN ({', '.join(map(str, listed))})" if listed else "FALSE"

    def _enum_literal(self, ordinal: int) -> str:
        values = self.original.values
        return quoting.text(values[ordinal - 1]) if 0 < ordinal <= len(values) else "''"


@dataclass(frozen=True)
class CopyKey:
    """What rows are known by in both tables: the columns of a key of the original, and those of a key of the shadow where
    that has others. Together they are unique in both, and found by either table's index.

    ``walk`` are the places of those parts that the original's index has, in its order (all of them where it is empty), and
    ``shadow_walk`` the same of the shadow's. Ranges are over the walked index's columns alone. An index over ``prefixes``
    of its columns is walked all the same.
    """

    parts: tuple[KeyPart, ...]
    original_index: str
    shadow_index: str
    same_order: bool
    walk: tuple[int, ...] = ()
    shadow_walk: tuple[int, ...] = ()
    prefixes: bool = False
    shadow_prefixes: bool = False

    def turned(self) -> CopyKey:
        """The same key seen from the shadow, along its index. Its encoding is the same unless a column changed its
        character set.
        """
        return CopyKey(
            tuple(part.turned() for part in self.parts), self.shadow_index, self.original_index, self.same_order,
            self.shadow_walk, self.walk, self.shadow_prefixes, self.prefixes,
        )  # fmt: skip

    @property
    def walked(self) -> tuple[int, ...]:
        """The places of the parts that the original's index has, in its order."""
        return self.walk or tuple(range(len(self.parts)))

    @property
    def turns(self) -> bool:
        """Whether a written key reads the same from both sides."""
        return all(
            (part.original.charset, part.original.values) == (part.shadow.charset, part.shadow.values) for part in self.parts
        )

    def holds(self, key: Key) -> bool:
        """Whether it is a key, written down as rows' keys are."""
        return len(key) == len(self.parts) and all(part.holds(value) for part, value in zip(self.parts, key, strict=True))

    def encoded(self, row: RowName, *, of_shadow: bool = False) -> str:
        """SQL list that writes a row's key down."""
        return ", ".join(part.encoded(part.value(row, of_shadow=of_shadow), of_shadow=of_shadow) for part in self.parts)

    def order(self, row: RowName, way: str = "") -> str:
        """ORDER BY list in the original."""
        return ", ".join(f"{row(self.parts[place].original.name)}{way}" for place in self.walked)

    def names(self, *, of_shadow: bool) -> tuple[str, ...]:
        """The key's columns in that table."""
        absent = "shadow" if of_shadow else "original"
        return tuple(
            (part.shadow if of_shadow else part.original).name for part in self.parts if part.absent != absent
        )  # fmt: skip

    def equals(self, row: RowName, key: Key, *, of_shadow: bool = False) -> str:
        """SQL: the row has this key."""
        return " AND ".join(part.equals(part.value(row, of_shadow=of_shadow), value) for part, value in self._paired(key))

    def sets(self, table: str, given: RowName, others: Sequence[Column], *, of_shadow: bool) -> list[str]:
        """What ON DUPLICATE KEY UPDATE sets: the key and the ``others`` to what is given, where the row found is that of the
        key; else an error. Another unique key may have found another row, which has to stay as it is.
        """
        there = [part for part in self.parts if part.absent != ("shadow" if of_shadow else "original")]
        row = row_in(table)
        same = " AND ".join(
            f"{part.value(row, of_shadow=of_shadow)} <=> {part.given(given, of_shadow=of_shadow)}" for part in there
        )
        columns = [part.shadow if of_shadow else part.original for part in there]
        settable = [column for column in columns if not column.generated]
        known = {column.name for column in settable}
        first, *left = [*settable, *(column for column in others if column.name not in known)]
        return [
            guarded(first, table, same, given(first.name)),
            *(f"{quoting.name(column.name)} = {given(column.name)}" for column in left),
        ]

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
            f"{part.value(shadow, of_shadow=True)} = {comparable(part.value(original), part.original, part.shadow)}"
            for part in self.parts
        )

    def same_original(self, original: RowName, shadow: RowName) -> str:
        """The same, found by the original's index."""
        return " AND ".join(
            f"{part.value(original)} = {comparable(part.value(shadow, of_shadow=True), part.shadow, part.original)}"
            for part in self.parts
        )

    def readable(self, key: Key) -> str:
        return ", ".join(f"{part.original.name}={part.readable(value)}" for part, value in self._paired(key))

    def _paired(self, key: Key) -> list[tuple[KeyPart, str]]:
        if len(key) != len(self.parts):
            raise Changed(
                f"the journal holds a key of {len(key)} values instead of {len(self.parts)}",
                remedy="Somebody changed the journal. Call 'online-alter abort', and start again.",
            )
        return list(zip(self.parts, key, strict=True))

    def _beyond(self, row: RowName, key: Key, of_shadow: bool, operator: str) -> str:
        """Compare the key's columns as one, in the form that the optimizers turn into one index range."""
        ways, equal, paired = list[str](), list[str](), self._paired(key)
        for place in self.walked:
            part, value = paired[place]
            reference = part.value(row, of_shadow=of_shadow)
            last = place == self.walked[-1]
            ways.append(" AND ".join([*equal, part.compared(reference, operator if last else operator[0], value)]))
            equal.append(f"{reference} = {part.literal(value)}")
        if len(ways) == 1:
            return ways[0]
        return "(" + " OR ".join(f"({way})" for way in ways) + ")"


def digits(column: Column) -> int:
    """How many digits a number or moment has behind its point."""
    if column.kind == "decimal":
        return column.size[1] if len(column.size) > 1 else 0
    return column.size[0] if column.kind in _FINE and column.size else 0


def comparable(reference: str, source: Column, target: Column) -> str:
    """SQL for a key's value that is to be compared with the other table's column: in that column's collation, so that its
    index is used and no mix of collations is refused.
    """
    if not (source.is_text and target.is_text) or source.collation == target.collation:
        return reference
    return f"CONVERT({reference} USING {target.charset}) COLLATE {target.collation}"


def guarded(column: Column, table: str, same: str, given: str) -> str:
    """SQL for a column in ON DUPLICATE KEY UPDATE: its given value where the row found is the ``same``; else an error.

    NULL is refused by a NOT NULL column, but not by one that counts or dates itself: there a sum beyond the largest number
    is.
    """
    held = f"{table}.{quoting.name(column.name)}"
    if column.nullable:
        beyond = f"~0 + LENGTH(CONCAT('1', COALESCE({held}, '')))"
    elif column.is_integer or column.kind == "timestamp":
        beyond = f"~0 + LENGTH(CONCAT('1', {held}))"
    else:
        beyond = "NULL"
    return f"{quoting.name(column.name)} = IF({same}, {given}, {beyond})"


def row_in(table: str) -> RowName:
    """The columns of a table whose name is quoted already."""
    return lambda column: f"{table}.{quoting.name(column)}"
