"""How to notice that a table isn't the one it was (FACTS 80)."""

from __future__ import annotations

from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.tables import statements


def table_id(connection: Connection, server: Server, schema: str, table: str) -> str:
    """InnoDB's number of the table, which TRUNCATE and a rebuild change; empty where the account may not look (PROCESS).

    Partitions count together.
    """
    path = f"{_file_name(schema)}/{_file_name(table)}"
    try:
        found = connection.rows(
            statements.select_table_ids(server),
            (path, path.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%") + "#%"),
        )
    except ServerError:
        return ""  # PROCESS is missing; the definition and the triggers are still compared
    return ",".join(str(row[0]) for row in found)


def _file_name(name: str) -> str:
    """The name as InnoDB stores it: every character that a file name can't have as @ and four hexadecimal digits."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign == "_") else f"@{ord(sign):04x}" for sign in name)
