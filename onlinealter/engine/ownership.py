"""One process at a time: a lock on the primary, by table."""

from __future__ import annotations

import hashlib
import time
from typing import Final

from onlinealter.engine import statements
from onlinealter.engine.journal import RunRecord
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Owned, ServerError
from onlinealter.mysql.connection import Connection

# A process that was killed leaves its lock until the server has noticed (FACTS 77).
_GRACE: Final = 5.0
_PAUSE: Final = 0.25


def take_ownership(connection: Connection, schema: str, table: str, last_known: RunRecord | None, stop: StopFlag) -> None:
    """Hold the table's lock for as long as the connection lives. Raises Owned naming who has it."""
    name, deadline = _lock_name(schema, table), time.monotonic() + _GRACE
    while connection.value(statements.take_lock(), [name, 0]) != 1:
        holder = connection.value(statements.lock_holder(), [name])
        if time.monotonic() > deadline:
            raise _owned(schema, table, holder, last_known)
        stop.sleep(_PAUSE)


def end_remains(connection: Connection, run: str) -> None:
    """End what a killed process of this run left running on the server; told by the run's mark in the statement."""
    rows = connection.rows(
        statements.find_remains(mariadb=connection.mariadb),
        [f"/* online-alter {run} */%"],
    )
    for (other,) in rows:
        try:
            connection.execute(statements.end_connection(int(other)))
        except ServerError:
            continue  # it ended by itself meanwhile
    while rows:
        rows = connection.rows(statements.find_connections([int(other) for (other,) in rows], mariadb=connection.mariadb))
        time.sleep(_PAUSE if rows else 0)


def _owned(schema: str, table: str, holder: object, record: RunRecord | None) -> Owned:
    who = f"connection {holder}"
    if record is not None and record.owner_host:
        who = (
            f"process {record.owner_process} on {record.owner_host} since "
            f"{record.owner_since:%Y-%m-%d %H:%M:%S} UTC (connection {holder})"
        )
    return Owned(
        f"{schema}.{table} is being altered by {who}",
        remedy="Wait for that process or stop it; then the same command goes on.",
    )


def _lock_name(schema: str, table: str) -> str:
    return "online-alter " + hashlib.sha256(f"{schema}.{table}".encode()).hexdigest()[:40]
