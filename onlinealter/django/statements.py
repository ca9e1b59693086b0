"""What Django's schema editor writes for one table, as the clauses of one ALTER TABLE."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

_NAME = r"`((?:[^`]|``)+)`"
_MODIFY = re.compile(rf"ALTER TABLE {_NAME} MODIFY {_NAME} (.*)", re.DOTALL)
_RENAME = re.compile(rf"ALTER TABLE {_NAME} RENAME COLUMN {_NAME} TO {_NAME}")
_FILL = re.compile(rf"UPDATE {_NAME} SET {_NAME} = (.*) WHERE {_NAME} IS NULL", re.DOTALL)
_DEFAULT = re.compile(rf"ALTER TABLE {_NAME} ALTER COLUMN {_NAME} .*", re.DOTALL)
_ADD = re.compile(rf"ALTER TABLE {_NAME} ADD COLUMN {_NAME} .*", re.DOTALL)


class Gathering:
    """Takes statements for one table; ``statements`` may become one. ``columns`` and ``reverse`` are those of a plan."""

    def __init__(self, added: Mapping[str, str], removed: Mapping[str, str]) -> None:
        self.statements = list[str]()
        self.columns, self.reverse = dict(added), dict(removed)
        self._apart = set[str]()
        self._columns = dict[str, _Column]()

    def take(self, statement: str) -> None:
        """One statement more. Of a column's definitions the last counts, which says all that it is to be."""
        if found := _FILL.fullmatch(statement):
            self._fill(found[2], found[3])
        elif found := _MODIFY.fullmatch(statement):
            self._alter(found[1], found[2], found[2], found[3])
        elif found := _RENAME.fullmatch(statement):
            self._alter(found[1], found[2], found[3], "")
        elif (found := _DEFAULT.fullmatch(statement)) and (known := self._columns.get(found[2])):
            self._columns[found[2]] = replace(known, unfinished=True)
        else:
            if found:
                self._columns[found[2]] = _Column(found[2], "", len(self.statements), only_default=True)
            elif found := _ADD.fullmatch(statement):
                self._columns[found[2]] = _Column("", "", len(self.statements))
            self.statements.append(statement)

    @property
    def apart(self) -> set[str]:
        """Columns that are changed in a way that one statement can't."""
        return self._apart | {_bare(name) for name, column in self._columns.items() if column.unfinished}

    def _alter(self, table: str, now: str, then: str, definition: str) -> None:
        """A column is defined, or gets another name; with what was done to it before it is one clause."""
        before = self._columns.pop(now, None) or _Column(now, "", len(self.statements))
        loses = not definition and (before.only_default or before.unfinished)
        if not before.original or loses or (now != then and _bare(now) in self.columns):
            self._apart.add(_bare(now))
        column = _Column(before.original, definition or before.definition, before.at)
        self._columns[then] = column
        self.statements[column.at : column.at + 1] = [_altered(table, column.original, then, column.definition)]

    def _fill(self, column: str, value: str) -> None:
        known = self._columns.get(column)
        original = known.original if known else column
        self.columns[_bare(column)] = f"COALESCE(`{original}`, {value})"
        self.reverse[_bare(original)] = f"`{column}`"


@dataclass(frozen=True)
class _Column:
    """What is done to a column so far: its name in the table as it is, empty where that can't be in one clause with what
    comes next; its definition, empty where only its name or its default changes; and the statement's place. ``unfinished``
    where another default has come since, which the next definition has, too.
    """

    original: str
    definition: str
    at: int
    only_default: bool = False
    unfinished: bool = False


def count_up_to(table: str, rows: int) -> str:
    """How many rows the table has, counted so far."""
    return f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT {rows}) AS counted"


def _altered(table: str, original: str, name: str, definition: str) -> str:
    if not definition:
        return f"ALTER TABLE `{table}` RENAME COLUMN `{original}` TO `{name}`"
    what = f"MODIFY `{name}`" if original == name else f"CHANGE `{original}` `{name}`"
    return f"ALTER TABLE `{table}` {what} {definition}"


def _bare(name: str) -> str:
    return name.replace("``", "`")
