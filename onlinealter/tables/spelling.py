"""Names as the server writes them: with lower_case_table_names it takes any spelling, and we compare with what it says."""

from __future__ import annotations

from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.mysql.values import text_of
from onlinealter.tables import statements

_ALL_LOWER = 1  # 2: kept as they were written, and compared without regard to case


def as_spelled(connection: Connection, server: Server, schema: str, table: str) -> tuple[str, str]:
    """Schema and table as information_schema has them; a table that isn't there as the server would write it."""
    if not server.lower_case_names:
        return schema, table
    row = connection.row(statements.select_spelling(), (schema, table, table))
    if row is not None:
        return text_of(row[0]), text_of(row[1])
    return (schema.lower(), table.lower()) if server.lower_case_names == _ALL_LOWER else (schema, table)
