"""What lies between two definitions of a table."""

from __future__ import annotations

from onlinealter.tables.changes import Kind, changes_between
from onlinealter.tables.definition import take_apart

_BEFORE = "CREATE TABLE `t` (\n  `Id` int NOT NULL,\n  `Name` int,\n  PRIMARY KEY (`Id`)\n) ENGINE=InnoDB"
_AFTER = _BEFORE.replace("`Name` int", "`Name` int,\n  `Extra` int")


def test_capitals_in_the_names_of_columns_are_no_change() -> None:
    """Which column lives on is known in lower case, there and back."""
    living = {"id": "Id", "name": "Name"}
    back = {first.lower(): now for now, first in living.items()}
    there = changes_between(take_apart(_BEFORE), take_apart(_AFTER), living)
    assert [(each.kind, each.name) for each in there] == [(Kind.ADD_COLUMN, "Extra")]
    again = changes_between(take_apart(_AFTER), take_apart(_BEFORE), back)
    assert [(each.kind, each.name) for each in again] == [(Kind.DROP_COLUMN, "Extra")]
