"""InnoDB only: elsewhere a rolled-back write would stay in one of the two tables."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, TableInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.mysql.advice import statements

NAME = "engine"


def check(context: TableInput) -> list[Finding]:
    """The original's engine keeps transactions, and no history that a copy would lose."""
    found = []
    if context.original.engine.upper() != "INNODB":
        found.append(
            refusal(
                NAME,
                f"{context.original.name} uses {context.original.engine}; only InnoDB tables can be altered online",
                "Use the server's own ALTER TABLE in a quiet hour, or convert the table first: "
                f"{statements.use_innodb(context.original.schema, context.original.name)}",
            )
        )
    if "WITH SYSTEM VERSIONING" in context.original.create_statement:
        found.append(
            refusal(
                NAME,
                f"{context.original.name} is system-versioned; its history would not be copied",
                "Use ALTER TABLE with system_versioning_alter_history = KEEP.",
            )
        )
    return found


def check_change(context: ChangeInput) -> list[Finding]:
    """The new definition stays with InnoDB and gets no history either."""
    found = []
    if context.shadow.engine.upper() != "INNODB":
        found.append(
            refusal(
                NAME,
                f"{context.original.name} would use {context.shadow.engine}; a write that is rolled back would differ "
                "between original and shadow",
                "Take the ENGINE clause out; use ALTER TABLE in a quiet hour to leave InnoDB.",
            )
        )
    if "WITH SYSTEM VERSIONING" in context.shadow.create_statement:
        found.append(
            refusal(
                NAME,
                f"{context.original.name} would be system-versioned; its history would begin with the copying",
                "Take the clause out; add SYSTEM VERSIONING with the server's own ALTER TABLE.",
            )
        )
    return found
