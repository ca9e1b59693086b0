"""InnoDB only: elsewhere a rolled-back write would stay in one of the two tables (FACTS 73)."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, TableInput, refusal
from onlinealter.model.findings import Finding

NAME = "engine"


def check(given: TableInput) -> list[Finding]:
    """The original's engine keeps transactions, and no history that a copy would lose."""
    found = []
    if given.original.engine.upper() != "INNODB":
        found.append(
            refusal(
                NAME,
                f"{given.original.name} is kept by {given.original.engine}; a write that is rolled back would differ "
                "between original and shadow",
                "Only InnoDB tables can be altered online; use ALTER TABLE in a quiet hour.",
            )
        )
    if "WITH SYSTEM VERSIONING" in given.original.create_statement:
        found.append(
            refusal(
                NAME,
                f"{given.original.name} is system-versioned; its history would not be copied",
                "Use ALTER TABLE with system_versioning_alter_history = KEEP.",
            )
        )
    return found


def check_change(given: ChangeInput) -> list[Finding]:
    """The new definition stays with InnoDB and gets no history either."""
    found = []
    if given.shadow.engine.upper() != "INNODB":
        found.append(
            refusal(
                NAME,
                f"{given.original.name} would be kept by {given.shadow.engine}; a write that is rolled back would differ "
                "between original and shadow",
                "Take the ENGINE clause out; use ALTER TABLE in a quiet hour to leave InnoDB.",
            )
        )
    if "WITH SYSTEM VERSIONING" in given.shadow.create_statement:
        found.append(
            refusal(
                NAME,
                f"{given.original.name} would be system-versioned; its history would begin with the copying",
                "Take the clause out; add SYSTEM VERSIONING with the server's own ALTER TABLE.",
            )
        )
    return found
