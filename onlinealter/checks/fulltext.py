"""Full-text indexes over rows that are numbered by the application."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.mysql.advice import statements
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
            f"{_drop(context)}add it again afterwards, or leave {_NUMBER} to the server.",
        )
    ]


def _drop(context: ChangeInput) -> str:
    table = context.original
    drops = [
        statements.drop_index(table.schema, table.name, each.name) for each in table.indexes if each.method == "FULLTEXT"
    ]
    return f"First {' '.join(drops)} Then " if drops else "Leave the FULLTEXT index out and "


def _has_fulltext(context: ChangeInput) -> bool:
    added = any(clause.begins("ADD", "FULLTEXT") for alter in context.plan.alter for clause in split_clauses(alter))
    return added or any(index.method == "FULLTEXT" for index in context.original.indexes)
