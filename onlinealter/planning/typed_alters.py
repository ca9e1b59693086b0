"""The ALTERs of a plan as they are typed: each may be a whole statement, for the table that the plan is about."""

from __future__ import annotations

from onlinealter.model.errors import UsageFault
from onlinealter.planning.table_reference import TableReference, written_table
from onlinealter.tables.alter_clause import split_clauses
from onlinealter.tables.typed_alter import read_typed


def typed_alter(text: str, table: TableReference) -> str:
    """The clauses of one. Raises UsageFault where they can't be read, or alter another table."""
    found = read_typed(text)
    another_schema = bool(found.schema and table.schema) and found.schema.lower() != table.schema.lower()
    if table.table and found.table and (found.table.lower() != table.table.lower() or another_schema):
        named = ".".join(written_table(name) for name in (found.schema, found.table) if name)
        raise UsageFault(
            f"the ALTER is for {named}, but the table to alter is {written_table(table.table)}",
            remedy=f"Say ALTER TABLE {written_table(table.table)} …, or give the clauses only.",
        )
    split_clauses(found.clauses)
    return found.clauses
