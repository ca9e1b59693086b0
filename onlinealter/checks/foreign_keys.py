"""Foreign keys of the table, and those of others that lead to it."""

from __future__ import annotations

import re

from onlinealter.checks import statements
from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.findings import Finding

NAME = "foreign-keys"
_OWN = re.compile(r"^  CONSTRAINT `((?:[^`]|``)+)` FOREIGN KEY ", re.MULTILINE)


def check(given: TableInput) -> list[Finding]:
    """After a swap the children would follow the retired table, and the table's own keys would be missing (FACTS 39-40)."""
    own = _OWN.findall(given.original.create_statement)
    children = [
        f"{row[0]}.{row[1]} ({row[2]})"
        for row in given.connection.rows(
            statements.select_children(),
            (given.original.schema, given.original.name),
        )
    ]
    found = []
    if own:
        found.append(
            refusal(
                NAME,
                f"{given.original.name} has foreign keys: {', '.join(own)}",
                "This version can't give them to the new table; use the server's own ALTER TABLE.",
            )
        )
    if children:
        found.append(
            refusal(
                NAME,
                f"foreign keys lead to {given.original.name}: {', '.join(children)}",
                "This version can't turn them to the new table; use the server's own ALTER TABLE.",
            )
        )
    return found
