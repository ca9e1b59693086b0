"""How much a table is written, and how much a server can keep."""

from __future__ import annotations

import hashlib

from onlinealter.model.errors import ServerError
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.mysql.values import text_of
from onlinealter.tables import statements


def count_writes(connection: Connection, server: Server, schema: str, table: str) -> int | None:
    """Rows inserted, updated and deleted, counted from some moment on; None where the account may not see that.

    MariaDB begins at 0 occasionally, when it has made new statistics, and doesn't tell of partitioned tables.
    """
    try:
        found = connection.value(statements.count_writes(server), (schema, table))
    except ServerError:
        return None
    return None if found is None else int(found)


def most_kept(connection: Connection) -> int:
    """Bytes of what is written during an index build that the server keeps for each index."""
    return int(connection.value(statements.most_kept_while_building()) or 0)


def buffer_pool_bytes(connection: Connection) -> int:
    """How much of its tables and indexes the server has in memory."""
    return int(connection.value(statements.buffer_pool_size()) or 0)


def machine_of(connection: Connection) -> str:
    """A digest of what seconds depend on: the host's name itself isn't told."""
    found = connection.row(statements.what_seconds_depend_on())
    said = "\0".join(map(text_of, found or ()))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
