"""How rows get across on this server."""

from __future__ import annotations

from enum import StrEnum

from onlinealter.mysql.server import Server
from onlinealter.tables.facts import TableFacts


class Method(StrEnum):
    """By INSERT … SELECT, or by touching the rows so that the update trigger copies them."""

    INSERT = "insert"
    TOUCH = "touch"


def choose_method(server: Server, shadow: TableFacts) -> Method:
    """INSERT … SELECT, except where it would hold up the application's inserts: MariaDB with AUTO_INCREMENT and the lock
    mode that it starts with (FACTS 14, 15).
    """
    counts = any(column.auto_increment for column in shadow.columns)
    return Method.TOUCH if server.is_mariadb and server.insert_locks_table and counts else Method.INSERT
