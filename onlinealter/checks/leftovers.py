"""What a run left whose journal is gone."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.tables.leftovers import leftovers
from onlinealter.tables.names import Names

NAME = "leftovers"


def check(given: TableInput) -> list[Finding]:
    """Asked only before a run begins: nothing can bear its name then. What isn't in a ledger is never taken for ours."""
    found = leftovers(given.connection, given.original.schema, Names(given.run, given.original.name))
    return [
        refusal(
            NAME,
            f"left by a run whose journal is gone: {', '.join(found)}",
            "Drop the triggers first and then the tables, by hand, once you know that nobody needs them.",
        )
    ] if found else []  # fmt: skip
