"""What Django's schema editor writes for one table, as the clauses of one ALTER TABLE."""

from __future__ import annotations

import re
from collections.abc import Mapping

_NAME = r"`((?:[^`]|``)+)`"
_MODIFY = re.compile(rf"ALTER TABLE {_NAME} MODIFY {_NAME} (.*)", re.DOTALL)
_RENAME = re.compile(rf"ALTER TABLE {_NAME} RENAME COLUMN {_NAME} TO {_NAME}")
_FILL = re.compile(rf"UPDATE {_NAME} SET {_NAME} = (.*) WHERE {_NAME} IS NULL", re.DOTALL)
_FIRST = re.compile(rf"ALTER TABLE {_NAME} (?:ADD|ALTER) COLUMN {_NAME} .*", re.DOTALL)


class Gathering:
    """Takes statements for one table; ``statements`` may become one then. ``columns`` and ``reverse`` are those of a plan,
    ``apart`` are columns that are changed in a way that one statement can't.
    """

    def __init__(self, added: Mapping[str, str]) -> None:
        self.statements = list[str]()
        self.columns, self.reverse = dict(added), dict[str, str]()
        self.apart = set[str]()
        self._places, self._former = dict[str, int](), dict[str, str]()

    def take(self, statement: str) -> None:
        """One statement more. Of a column's definitions the last counts, which says all that it is to be."""
        if found := _FILL.fullmatch(statement):
            self._fill(found[2], found[3])
        elif found := _MODIFY.fullmatch(statement):
            table, column, definition = found.groups()
            self._define(column, _modify(table, self._former.get(column, column), column, definition))
        elif found := _RENAME.fullmatch(statement):
            _, old, new = found.groups()
            self._former[new] = old
            self._begin(new, statement)
            if old in self._places:
                self.apart.add(_bare(old))
        elif found := _FIRST.fullmatch(statement):
            self._begin(found[2], statement)
        else:
            self.statements.append(statement)

    def _begin(self, column: str, statement: str) -> None:
        if column in self._places:
            self.apart.add(_bare(column))
        self._places[column] = len(self.statements)
        self.statements.append(statement)

    def _define(self, column: str, statement: str) -> None:
        if column not in self._places:
            self._begin(column, statement)
            return
        at = self._places[column]
        if _FIRST.fullmatch(self.statements[at]):
            self.apart.add(_bare(column))
        self.statements[at] = statement

    def _fill(self, column: str, value: str) -> None:
        old = self._former.get(column, column)
        self.columns[_bare(column)] = f"COALESCE(`{old}`, {value})"
        self.reverse[_bare(old)] = f"`{column}`"


def count_up_to(table: str, rows: int) -> str:
    """How many rows the table has, counted so far."""
    return f"SELECT COUNT(*) FROM (SELECT 1 FROM {table} LIMIT {rows}) AS counted"


def _modify(table: str, old: str, new: str, meaning: str) -> str:
    what = f"MODIFY `{new}`" if old == new else f"CHANGE `{old}` `{new}`"
    return f"ALTER TABLE `{table}` {what} {meaning}"


def _bare(name: str) -> str:
    return name.replace("``", "`")
