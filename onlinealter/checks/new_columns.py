"""New columns that no value can be copied to."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, note, refusal
from onlinealter.model.findings import Finding
from onlinealter.tables.own_values import own_values

NAME = "new-columns"


def check(context: ChangeInput) -> list[Finding]:
    """A new counter would number the rows as they happen to come; a type without an empty value can't be filled at all."""
    found = []
    for column in context.forward.unmapped:
        if column.auto_increment:
            found.append(
                refusal(
                    NAME,
                    f"column {column.name} is new and AUTO_INCREMENT: rows would be numbered as they happen to be copied",
                    f'Say in the plan which number a row gets: [columns] {column.name} = "…SQL over the row…".',
                )
            )
        elif column.needs_value:
            found.append(
                refusal(
                    NAME,
                    f"column {column.name} is new, NOT NULL and has no default, and {column.kind} has no empty value",
                    f'Give it a DEFAULT, or say in the plan what the rows get: [columns] {column.name} = "…".',
                )
            )
    untold = own_values(context.shadow, context.forward).untold
    if untold:
        named = ", ".join(column.name for column in untold)
        found.append(note(NAME, f"verification can't tell what {named} should hold: the server computes it at each write"))
    return found
