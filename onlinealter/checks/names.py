"""Names that can't be carried through a trigger's text."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.mysql.advice import statements

NAME = "names"


def check(context: TableInput) -> list[Finding]:
    """MySQL gives a backquote in a name back wrongly in a trigger's body, so that a change of it couldn't be noticed."""
    if "`" in context.original.schema:
        return [
            refusal(
                NAME,
                f"the name {context.original.schema} of the schema holds a backquote",
                "Move the table into a schema without one first, by RENAME TABLE, which the server does at once.",
            )
        ]
    schema, table = context.original.schema, context.original.name
    found = {table: statements.rename_table(schema, table, _plain(table))} if "`" in table else {}
    for column in context.original.columns:
        if "`" in column.name:
            found[column.name] = statements.rename_column(schema, table, column.name, _plain(column.name))
    return [
        refusal(NAME, f"the name {name} holds a backquote", f"Rename it first, which the server does at once: {sql}")
        for name, sql in found.items()
    ]


def _plain(name: str) -> str:
    return name.replace("`", "_")
