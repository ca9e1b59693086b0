"""Which column of one table comes from what of the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onlinealter.model.errors import Refused
from onlinealter.tables.alter_clause import Clause, column_changes
from onlinealter.tables.conversions import conversion_of, implicit_default
from onlinealter.tables.expression import Expression, of_column, parse
from onlinealter.tables.facts import Column, TableFacts


@dataclass(frozen=True)
class Mapped:
    """A column of the target table and where its value comes from; ``source`` is set where that is a plain column.

    A ``filled`` column gets a constant where a row is new, as ALTER TABLE fills it; afterwards it is the application's.
    """

    target: Column
    expression: Expression
    source: Column | None
    filled: bool = False


@dataclass(frozen=True)
class ColumnMap:
    """How a row of one table becomes a row of the other. Columns not named get their default."""

    columns: tuple[Mapped, ...]
    unmapped: tuple[Column, ...]

    def of_source(self, name: str) -> Mapped | None:
        """Where a plain source column goes."""
        wanted = name.lower()
        return next((each for each in self.columns if each.source and each.source.name.lower() == wanted), None)


def trace_names(original: TableFacts, alters: tuple[tuple[Clause, ...], ...]) -> dict[str, str]:
    """For each original column that lives on: its name in lower case, and the original's name."""
    living = {column.name.lower(): column.name for column in original.columns}
    for clauses in alters:
        changes = column_changes(clauses)
        living = {
            changes.renamed.get(now, now).lower(): first for now, first in living.items() if now not in changes.dropped
        }
    return living


def map_forward(
    original: TableFacts,
    shadow: TableFacts,
    living: Mapping[str, str],
    transforms: Mapping[str, str],
    allow: tuple[str, ...] = (),
) -> ColumnMap:
    """Map the original's row to the shadow's. Raises Refused where a column is lost or a transform names none."""
    for now, first in living.items():
        if shadow.column(now) is None:
            raise Refused(
                f"column {first} of {original.name} disappears, but no DROP or rename of the ALTER says so",
                remedy="Write the DROP COLUMN or RENAME COLUMN clause plainly.",
            )
    mapped = _mapped(original, shadow, living, transforms, "columns")
    mapped = ColumnMap(tuple(_carried(each, allow) for each in mapped.columns), mapped.unmapped)
    filled = [Mapped(column, Expression((implicit,)), None, filled=True) for column in mapped.unmapped
              if column.needs_value and (implicit := implicit_default(column))]  # fmt: skip
    known = {each.target.name for each in filled}
    left = tuple(column for column in mapped.unmapped if column.name not in known)
    return ColumnMap((*mapped.columns, *filled), left)


def _carried(mapped: Mapped, allow: tuple[str, ...], *, back: bool = False) -> Mapped:
    """What is allowed to become of a value is done in the expression, so that the server has nothing to warn of."""
    if mapped.source is None:
        return mapped
    return replace(mapped, expression=conversion_of(mapped.source, mapped.target, allow, back=back))


def map_back(original: TableFacts, shadow: TableFacts, forward: ColumnMap, reverse: Mapping[str, str]) -> ColumnMap:
    """Map the shadow's row back to the original's: by ``reverse``, else by the columns that came over as they are."""
    living = {
        each.source.name.lower(): each.target.name
        for each in forward.columns
        if each.source is not None and not each.target.generated
    }
    mapped = _mapped(shadow, original, living, reverse, "reverse")
    return ColumnMap(tuple(_carried(each, (), back=True) for each in mapped.columns), mapped.unmapped)


def _mapped(
    source: TableFacts, target: TableFacts, living: Mapping[str, str], transforms: Mapping[str, str], section: str
) -> ColumnMap:
    given = {name.lower(): sql for name, sql in transforms.items()}
    for name in transforms:
        column = target.column(name)
        if column is None or column.generated:
            raise Refused(
                f"[{section}] names {name}, which {'the server computes' if column else 'is no column'} of the "
                f"{'new' if section == 'columns' else 'old'} definition",
                remedy="Look at the column's name in the plan.",
            )
    names = [column.name for column in source.columns]
    mapped, without = list[Mapped](), list[Column]()
    for column in target.columns:
        key = column.name.lower()
        if column.generated:
            continue
        if key in given:
            mapped.append(Mapped(column, parse(given[key], names), None))
        elif key in living:
            mapped.append(Mapped(column, of_column(living[key]), source.column(living[key])))
        else:
            without.append(column)
    return ColumnMap(tuple(mapped), tuple(without))
