"""Several ALTERs of a plan, one after the other, give a value more than one form; one copy gives it the last at once. Where
that may come to another value, the plan is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onlinealter.model.errors import Refused
from onlinealter.model.plan import Plan
from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import Clause, column_changes
from onlinealter.tables.conversions import surely_fits
from onlinealter.tables.facts import Column, TableFacts

Alters = Sequence[tuple[Clause, ...]]


@dataclass(frozen=True)
class _Form:
    """What a column was after one of the ALTERs, and what it was computed from there."""

    column: Column
    computed: str

    def leads_to(self, other: _Form) -> bool:
        """Whether each value comes through as it is."""
        if self.computed or other.computed:
            return self.computed == other.computed
        # NULL is refused or stays NULL, whatever lies between
        return surely_fits(replace(self.column, nullable=True), replace(other.column, nullable=True))

    @property
    def what(self) -> tuple[object, ...]:
        """What makes two forms the same for a value."""
        return (self.column.type, self.column.collation, self.computed)


def check_stages(plan: Plan, original: TableFacts, alters: Alters, stages: Sequence[TableFacts]) -> None:
    """``stages`` are the table after each of the ALTERs. Raises Refused where a value would come through them as another
    than it comes through one copy.
    """
    given = {name.lower() for name in plan.columns}
    for name, forms in _histories(original, alters, stages).items():
        steps = [form for place, form in enumerate(forms) if place == 0 or form.what != forms[place - 1].what]
        is_new = len(forms) <= len(stages)
        if name in given or len(steps) < (2 if is_new else 3) or steps[-1].computed:
            continue
        if is_new and steps[0].column.nullable and steps[0].column.default is None and not steps[0].computed:
            continue  # NULL throughout
        if not all(form.leads_to(steps[place + 1]) for place, form in enumerate(steps[:-1])):
            raise Refused(
                f"column {forms[-1].column.name} changes in more than one ALTER of the plan, and one copy may give it other "
                "values than these ALTERs",
                remedy="Make it one ALTER, or run the ALTERs one by one.",
            )


def _histories(original: TableFacts, alters: Alters, stages: Sequence[TableFacts]) -> dict[str, list[_Form]]:
    """For each column at the end, by its name in lower case, what it was from stage to stage."""
    now = {column.name.lower(): [_form(original, column)] for column in original.columns}
    for clauses, table in zip(alters, stages, strict=True):
        changes = column_changes(clauses)
        before = {_new_name(name, changes.renamed): forms for name, forms in now.items() if name not in changes.dropped}
        now = {column.name.lower(): [*before.get(column.name.lower(), ()), _form(table, column)] for column in table.columns}
    return now


def _new_name(name: str, renamed: Mapping[str, str]) -> str:
    return renamed.get(name, name).lower()


def _form(table: TableFacts, column: Column) -> _Form:
    if not column.generated:
        return _Form(column, "")
    line = re.search(rf"^  {re.escape(quoting.name(column.name))} (.*?),?$", table.create_statement, re.MULTILINE)
    return _Form(column, line[1] if line else column.extra)
