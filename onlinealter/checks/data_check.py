"""What to look for in the old rows: conditions that tell rows which the new definition would lose or refuse."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.conversions import LossKind, losses, surely_fits
from onlinealter.tables.expression import Expression, over_column, parse
from onlinealter.tables.facts import Index, TableFacts

_COLUMN_CHECK = re.compile(r"^  `(?P<name>(?:[^`]|``)+)` .* CHECK \((?P<condition>.*)\)(?: COMMENT '.*')?,?$")  # MariaDB
_CHECK = re.compile(
    r"^  (?:CONSTRAINT `(?P<name>(?:[^`]|``)+)` )?CHECK \((?P<condition>.*)\)(?: /\*!\d+ NOT ENFORCED \*/)?,?$"
)


@dataclass(frozen=True)
class Suspect:
    """Rows to be counted: ``what`` they are in words, and what the plan would have to say to allow it (or empty).

    Where a condition is ``only_read``, MariaDB computes it in a SELECT only: elsewhere it is an error there (1977).
    """

    what: str
    condition: Expression
    allowance: str = ""
    column: str = ""
    only_read: bool = False


def suspects(original: TableFacts, shadow: TableFacts, forward: ColumnMap, allow: tuple[str, ...]) -> tuple[Suspect, ...]:
    """Everything that can be told by a condition: values that don't fit, and rows that a new CHECK refuses."""
    found = []
    for mapped in forward.columns:
        for loss in losses(mapped.source, mapped.target) if mapped.source else ():
            allowance = f"{loss.kind}:{mapped.target.name}"
            if mapped.source and allowance not in allow:
                condition = over_column(loss.condition, mapped.source.name)
                may = allowance if loss.instead else ""
                what = f"column {mapped.target.name} has {loss.what}"
                found.append(Suspect(what, condition, may, mapped.target.name, loss.kind is LossKind.CHARSET))
    return (*found, *_new_checks(original, shadow, forward))


def has_to_be_tried(original: TableFacts, shadow: TableFacts, forward: ColumnMap) -> bool:
    """Whether the server has to be asked about each row: something may be refused that no condition tells."""
    changed = any(
        not each.filled and (each.source is None or not surely_fits(each.source, each.target)) for each in forward.columns
    )
    return changed or bool(_checks(shadow).keys() - _checks(original).keys()) or shadow.partitioned


def new_unique_keys(shadow: TableFacts, original: TableFacts, forward: ColumnMap) -> tuple[Index, ...]:
    """Unique keys in which two old rows may meet: none that the original keeps apart by the same or fewer columns."""
    known = [key for index in original.indexes if index.unique and (key := _as_new(index, original, forward)) is not None]
    return tuple(
        index
        for index in shadow.indexes
        if index.unique and not any(key <= _parts(index, shadow) for key in known) and all(index.columns)
    )


def _parts(index: Index, table: TableFacts) -> frozenset[tuple[object, ...]]:
    """Each part by column, prefix, type and collation."""
    return frozenset(
        _part(name.lower(), part.prefix, table, name) for name, part in zip(index.columns, index.parts, strict=True)
    )


def _part(known_as: str, prefix: int | None, table: TableFacts, name: str) -> tuple[object, ...]:
    column = table.column(name)
    texts = column is not None and (column.is_text or column.kind in ("enum", "set"))
    return (known_as, prefix, column.kind if column and not texts else "text", column.collation if column and texts else "")


def _as_new(index: Index, original: TableFacts, forward: ColumnMap) -> frozenset[tuple[object, ...]] | None:
    """An index of the original by the names that its columns have now; None where one is gone or may lose a part."""
    parts = set()
    for name, part in zip(index.columns, index.parts, strict=True):
        mapped = forward.of_source(name)
        if mapped is None or mapped.source is None:
            return None
        if mapped.expression.columns != (mapped.source.name,) or losses(mapped.source, mapped.target):
            return None  # what is cut or rounded may meet
        whole = _part(mapped.target.name.lower(), part.prefix, original, name)
        integer = mapped.source.is_integer and mapped.target.is_integer
        parts.add((whole[0], whole[1], mapped.target.kind, whole[3]) if integer else whole)
    return frozenset(parts)


def _checks(table: TableFacts) -> dict[str, str]:
    """Conditions of the table's CHECKs, with their names, or that of their column."""
    found = {}
    for line in table.create_statement.splitlines():
        match = _CHECK.match(line) or _COLUMN_CHECK.match(line)
        if match and "NOT ENFORCED" not in line:
            found[match["condition"]] = (match["name"] or "").replace("``", "`")
    return found


def _new_checks(original: TableFacts, shadow: TableFacts, forward: ColumnMap) -> list[Suspect]:
    known = _checks(original)
    found = []
    values = {each.target.name.lower(): each.expression for each in forward.columns}
    for condition, name in _checks(shadow).items():
        expression = parse(condition, [column.name for column in shadow.columns])
        if condition in known or not all(column.lower() in values for column in expression.columns):
            continue
        pieces = _over_old(expression, values)
        found.append(Suspect(f"CHECK {name} is not met ({condition})", pieces))
    return found


def _over_old(expression: Expression, values: dict[str, Expression]) -> Expression:
    """A condition over the new row as one over the old row that is true where the new row breaks it."""
    pieces = ["NOT ("]
    for place, piece in enumerate(expression.pieces):
        if place % 2 == 0:
            pieces[-1] += piece
            continue
        value = values[piece.lower()].pieces
        pieces[-1] += f"({value[0]}"
        pieces += value[1:]
        pieces[-1] += ")"
    pieces[-1] += ")"
    return Expression(tuple(pieces))
