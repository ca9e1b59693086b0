"""How rows get across on this server."""

from __future__ import annotations

from enum import StrEnum

from onlinealter.mysql.server import Server
from onlinealter.tables.facts import TableFacts


class Method(StrEnum):
    """By INSERT … SELECT, by touching the rows so that the update trigger copies them, or row by row in a loop."""

    INSERT = "insert"
    TOUCH = "touch"
    ROWS = "rows"


def choose_method(server: Server, shadow: TableFacts, *, fires_others: bool) -> Method:
    """INSERT … SELECT, except where it would hold up the application's inserts: MariaDB with AUTO_INCREMENT and the lock
    mode that it starts with. A touch would fire the application's own UPDATE triggers, if there are any.
    """
    counts = any(column.auto_increment for column in shadow.columns)
    if not (server.is_mariadb and server.insert_locks_table and counts):
        return Method.INSERT
    return Method.ROWS if fires_others else Method.TOUCH
