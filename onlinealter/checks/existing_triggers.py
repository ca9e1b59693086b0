"""Triggers that are on the table already."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.tables.installed_triggers import triggers_of
from onlinealter.tables.names import PREFIX

NAME = "existing-triggers"


def check(given: TableInput) -> list[Finding]:
    """A trigger of the user would stay behind on the retired table."""
    there = triggers_of(given.connection, given.original.schema, given.original.name)
    theirs = [name for name in there if not name.startswith(f"{PREFIX}{given.run}_")]
    if not theirs:
        return []
    return [
        refusal(
            NAME,
            f"{given.original.name} has triggers: {', '.join(theirs)}",
            "This version can't carry triggers over to the new table; drop them for the run if the application can "
            "do without, and make them again after the cutover.",
        )
    ]
