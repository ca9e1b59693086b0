"""One process at a time: a lock on the primary, by table."""

from __future__ import annotations

import hashlib
from typing import Final

from onlinealter.engine import statements
from onlinealter.engine.journal import RunRecord
from onlinealter.model.errors import Blocked, Owned, ServerError
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.waits import Waits

# A process that was killed leaves its lock until the server has noticed.
_GRACE: Final = 5.0
_REMAINS: Final = 600.0  # seconds: the server may have much to undo


def take_ownership(connection: Connection, schema: str, table: str, last_known: RunRecord | None, waits: Waits) -> None:
    """Hold the table's lock for as long as the connection lives. Raises Owned naming who has it."""
    name, wait = _lock_name(schema, table), waits.wait_for(f"the lock on {schema}.{table}", _GRACE)
    while connection.value(statements.take_lock(), [name, 0]) != 1:
        holder = connection.value(statements.lock_holder(), [name])
        if not wait.again(f"connection {holder} has it"):
            raise _owned(schema, table, holder, last_known)
    wait.over()


def is_owned(connection: Connection, schema: str, table: str) -> bool:
    """Whether a process is at work on the table's run: the lock says it, whatever a killed one left in the journal."""
    return connection.value(statements.lock_holder(), [_lock_name(schema, table)]) is not None


def end_remains(connection: Connection, run: str, waits: Waits) -> None:
    """End what a killed process of this run left running on the server; told by the run's mark in the statement.

    Raises Blocked where it continues for too long.
    """
    rows = connection.rows(
        statements.find_remains(mariadb=connection.mariadb),
        [f"/* online-alter {run} */%"],
    )
    for (other,) in rows:
        try:
            connection.execute(statements.end_connection(int(other)))
        except ServerError:
            continue  # it ended by itself meanwhile
    wait = waits.wait_for("the end of what an earlier process of this run left running", _REMAINS)
    while rows:
        rows = connection.rows(statements.find_connections([int(other) for (other,) in rows], mariadb=connection.mariadb))
        who = f"connection{'s' if len(rows) != 1 else ''} {', '.join(str(other) for (other,) in rows)}"
        if rows and not wait.again(who):
            raise Blocked(
                f"what an earlier process of this run left running on the server hasn't ended for {_REMAINS:.0f} s: {who}",
                remedy="The server undoes its work. Wait until SHOW PROCESSLIST no longer shows it; then run the same"
                " command again.",
            )
    wait.over()


def _owned(schema: str, table: str, holder: object, record: RunRecord | None) -> Owned:
    who = f"connection {holder}"
    if record is not None and record.owner_since is not None:
        who = (
            f"process {record.owner_process} on {record.owner_host} since "
            f"{record.owner_since:%Y-%m-%d %H:%M:%S} UTC (connection {holder})"
        )
    return Owned(
        f"{schema}.{table} is being altered by {who}",
        remedy=f"Wait for that process, or stop it: 'online-alter stop --table {table}'. Then run the same command again.",
    )


def _lock_name(schema: str, table: str) -> str:
    return "online-alter " + hashlib.sha256(f"{schema}.{table}".encode()).hexdigest()[:40]
