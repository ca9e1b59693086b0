"""SETs with the member ''. By itself it reads like no member at all, so only a value's number tells the two apart.

An INSERT … SELECT and a trigger's row go by the text; ALTER TABLE keeps the number where the column stays as it is.
"""

from __future__ import annotations

from onlinealter.tables.expression import Expression, over_column
from onlinealter.tables.facts import Column

NUMBER_OF_SET = "CAST({v} AS UNSIGNED)"  # exact; + 0 would make a DOUBLE of it


def has_empty_member(column: Column) -> bool:
    """Whether it is such a SET."""
    return column.kind == "set" and "" in column.values


def keeps_numbers(source: Column, target: Column, *, back: bool = False) -> bool:
    """Whether such a SET goes over by the numbers of its members: the target begins with them, or on the way ``back`` has
    some of them.
    """
    fewer, more = (target, source) if back and len(target.values) < len(source.values) else (source, target)
    return has_empty_member(source) and target.kind == "set" and more.values[: len(fewer.values)] == fewer.values


def goes_by_number(source: Column, target: Column, expression: Expression) -> bool:
    """Whether ``expression`` takes the numbers of a SET, forward or back."""
    return keeps_numbers(source, target) or expression == over_column(NUMBER_OF_SET, source.name)
