"""Full-text indexes over rows that are numbered by the application."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.tables.alter_clause import split_clauses

NAME = "fulltext"
_NUMBER = "FTS_DOC_ID"


def check(context: ChangeInput) -> list[Finding]:
    """InnoDB wants a new FTS_DOC_ID with each changed text, higher than all before: a row can't be written a second time,
    and the error is one that no handler in a trigger catches.
    """
    if context.shadow.column(_NUMBER) is None or not _has_fulltext(context):
        return []
    return [
        refusal(
            NAME,
            f"{context.original.name} has a column {_NUMBER} and a FULLTEXT index, so no row could be written a second time",
            f"Drop the FULLTEXT index first and add it again afterwards, or leave {_NUMBER} to the server.",
        )
    ]


def _has_fulltext(context: ChangeInput) -> bool:
    added = any(clause.begins("ADD", "FULLTEXT") for alter in context.plan.alter for clause in split_clauses(alter))
    return added or any(index.method == "FULLTEXT" for index in context.original.indexes)
