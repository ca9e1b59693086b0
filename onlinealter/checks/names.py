"""Names that can't be carried through a trigger's text."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.findings import Finding

NAME = "names"


def check(context: TableInput) -> list[Finding]:
    """MySQL gives a backquote in a name back wrongly in a trigger's body, so that a change of it couldn't be noticed."""
    if "`" in context.original.schema:
        return [
            refusal(
                NAME,
                f"the name {context.original.schema} of the schema holds a backquote",
                "Move the table into another schema first (RENAME TABLE), which the server does at once.",
            )
        ]
    names = [context.original.name, *(column.name for column in context.original.columns)]
    return [
        refusal(NAME, f"the name {name} holds a backquote", "Rename it first; the server does that at once.")
        for name in names
        if "`" in name
    ]
