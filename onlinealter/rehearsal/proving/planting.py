"""Faults in a shadow, as missed writes and broken rows would leave them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onlinealter.model.errors import Refused, ServerError
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.values import text_of
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.rehearsal.proving import statements
from onlinealter.rehearsal.writes.load import Tables
from onlinealter.rehearsal.writes.shape import Bounds, Fresh, numbers_of, shape_of, smallest
from onlinealter.tables.copy_key import Key
from onlinealter.tables.facts import Column, TableFacts, existing_tables

MISSING, SURPLUS, STALE, CHANGED = "missing row", "surplus row", "stale row", "changed value"
SEEN_AS = {MISSING: "missing", SURPLUS: "surplus", STALE: "changed", CHANGED: "changed"}  # by the verification
_SEED, _NUMBER = 7, 999_999
_OF_WHOLE_ROWS = 3  # missing, stale, and the model of the surplus one
_MOST_COLUMNS = 60  # a chunk lists no more than a hundred rows


@dataclass(frozen=True)
class Planted:
    """A fault, and what the shadow has of its key since; None for no row."""

    kind: str
    key: Key
    readable: str
    column: str
    left: str | None


class Gardener:
    """Plants faults into one shadow, in rows that the load doesn't write."""

    def __init__(self, connection: Connection, resolved: ResolvedPlan) -> None:
        self._connection = connection
        self._resolved = resolved
        self._shadow = resolved.shadow
        self.notes: list[str] = []

    def plant(self, stand_in: str, rows: int) -> tuple[Planted, ...]:
        """One fault of each kind, and a changed value for each column. Raises Refused where there are too few rows."""
        self._connection.run_all(statements.session_for_faults(mariadb=self._resolved.server.is_mariadb))
        columns = compared_columns(self._resolved)
        chosen = self._free_rows(stand_in, rows, _OF_WHOLE_ROWS + min(len(columns), _MOST_COLUMNS))
        if len(chosen) <= _OF_WHOLE_ROWS:
            raise Refused(
                f"--prove finds {len(chosen)} rows of {self._resolved.names.original} to plant faults in, and needs"
                f" {_OF_WHOLE_ROWS + 1}",
                remedy="Rehearse on a table with more rows, or without --prove.",
            )
        missing, stale, model, *others = chosen
        found = [*self._surplus(model), *self._changed(STALE, stale, columns, whole=True)]
        for column, row in zip(columns, others, strict=False):
            found += self._changed(CHANGED, row, [column], whole=False)
        unproven = [column.name for column in columns[len(others) :]]
        if unproven:
            self.notes.append(f"no changed value was planted in {', '.join(unproven)}: there are no more rows for that")
        self._connection.execute(statements.remove(self._shadow, self._resolved.key, missing))
        return (*found, self._planted(MISSING, missing, ""))

    def still_there(self, fault: Planted) -> bool:
        """Whether nobody has written the row since."""
        return self._fingerprint(fault.key) == fault.left

    def _free_rows(self, stand_in: str, rows: int, wanted: int) -> list[Key]:
        schema, key, tables = self._resolved.schema, self._resolved.key, Tables(stand_in)
        taken = set[Key]()
        for table in existing_tables(self._connection, schema, (tables.kept, tables.added)):
            taken |= set(self._keys(statements.keys_of(schema, table, key)))
        most = 4 * wanted + len(taken)
        share = min(1.0, 2 * most / max(1, rows))
        keys = self._keys(statements.some_keys(self._shadow, key, share, _SEED, most))
        return [each for each in keys if each not in taken][:wanted]

    def _keys(self, statement: str) -> list[Key]:
        return [tuple(text_of(text).split(",")) for (text,) in self._connection.rows(statement)]

    def _changed(self, kind: str, row: Key, columns: Sequence[Column], *, whole: bool) -> Iterator[Planted]:
        """A row with other values in these columns; none where the server takes no other."""
        before = self._fingerprint(row)
        for column in columns:
            self._change(row, column)
        if self._fingerprint(row) != before:
            yield self._planted(kind, row, "" if whole else columns[0].name)
        else:
            names = "any column" if whole else columns[0].name
            self.notes.append(f"no {kind} was planted in {names}: the server takes no other value there")

    def _change(self, row: Key, column: Column) -> None:
        before = self._fingerprint(row)
        for value in statements.other_values(column, statements.value_of_another(self._shadow, column)):
            written = self._try(statements.change(self._shadow, self._resolved.key, row, column, value))
            if written and self._fingerprint(row) != before:
                return

    def _try(self, statement: str) -> bool:
        try:
            self._connection.execute(statement)
        except ServerError as error:
            if error.number in error_numbers.VALUE_REFUSED | error_numbers.CONSTRAINT_REFUSED:
                return False
            raise
        return True

    def _surplus(self, model: Key) -> Iterator[Planted]:
        fresh = self._fresh_values()
        key = self._resolved.key
        names = [name for name in key.names(of_shadow=True) if name in fresh]
        if names and self._try(statements.add(self._shadow, key, model, fresh)):
            [row] = self._keys(statements.key_by(self._shadow, key, names[0], fresh[names[0]]))
            yield self._planted(SURPLUS, row, "")
        else:
            self.notes.append("no surplus row was planted: there is no value for its key that is certainly free")

    def _fresh_values(self) -> dict[str, str]:
        """A number below the lowest where that is free: a higher one would move AUTO_INCREMENT."""
        shadow, original = self._shadow, self._resolved.original
        names = frozenset(column.name for column in shadow.columns)
        unique = tuple(index for index in shadow.indexes if index.unique)
        highest = dict.fromkeys(numbers_of(shadow), 0)
        shape = shape_of(shadow, Bounds(names, unique, frozenset(), frozenset(), highest))
        fresh = () if shape is None or shape.no_insert else shape.fresh
        return {each.column: self._fresh_value(each, original) for each in fresh}

    def _fresh_value(self, fresh: Fresh, original: TableFacts) -> str:
        column = self._shadow.column(fresh.column)
        if column is None or not column.is_integer:
            return fresh.value(_NUMBER)
        # Rows of the shadow are all in the original but where the plan has renamed the column.
        table = original.name if original.column(fresh.column) else self._shadow.name
        schema = self._resolved.schema
        low = int(self._connection.value(statements.lowest(schema, table, fresh.column)) or 0)
        if low > smallest(column):
            return str(low - 1)
        return str(self._connection.value(statements.first_gap(schema, table, fresh.column)))

    def _planted(self, kind: str, row: Key, column: str) -> Planted:
        return Planted(kind, row, self._resolved.key.readable(row), column, self._fingerprint(row))

    def _fingerprint(self, row: Key) -> str | None:
        found = self._connection.value(statements.fingerprint(self._shadow, self._resolved.key, row))
        return None if found is None else text_of(found)


def compared_columns(resolved: ResolvedPlan) -> tuple[Column, ...]:
    """The shadow's columns of which the verification compares the values, those of the key and computed ones apart."""
    comparison, key = resolved.comparison(), resolved.key.names(of_shadow=True)
    found = {each.target.name: each.target for each in comparison.columns.columns}
    found |= {each.column.name: each.column for each in comparison.own}
    return tuple(each for name, each in found.items() if name not in key and not each.generated)
