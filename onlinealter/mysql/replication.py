"""Replicas: whose they are, and waiting until they have applied what the primary has written."""

from __future__ import annotations

from typing import Any

from onlinealter.model.errors import Refused, ServerError
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server, read_server


def check_replica(connection: Connection, primary: Server) -> None:
    """Raise Refused unless the server is a replica of that primary and takes its changes."""
    found, address = read_server(connection), connection.account.address
    if found.identity == primary.identity:
        raise Refused(f"{address} is the primary itself", remedy="Name a replica, or leave --replica out.")
    status = _status(connection)
    if status is None:
        raise Refused(
            f"{address} is not a replica of {primary.address}: it follows no server",
            remedy="Name a replica of this primary, or leave --replica out.",
        )
    if not _follows(status, primary):
        raise Refused(
            f"{address} is not a replica of {primary.address}: it follows {_source(status)}",
            remedy="Name a replica of this primary, or leave --replica out.",
        )
    if thread := _stopped(status):
        raise Refused(
            f"replication on {address} stands still: its {thread} thread is not running",
            remedy="Start it there (START REPLICA), or leave this replica out.",
        )


def stopped_thread(connection: Connection) -> str:
    """Which of a replica's threads, IO or SQL, is not running; empty if both are, or the account may not ask."""
    try:
        status = _status(connection)
    except Refused:
        return ""
    return _stopped(status) if status is not None else "IO"


def executed_position(connection: Connection, primary: Server) -> str:
    """What the primary has written so far, as a GTID set; empty where it has none."""
    sql = statements.executed_position(mariadb=primary.is_mariadb)
    return str(connection.value(sql) or "").replace("\n", "")


def wait_for_position(connection: Connection, primary: Server, position: str, seconds: float) -> bool:
    """Wait on a replica until it has applied a GTID set; False when the time is over (FACTS 66)."""
    if not position:
        return True
    if primary.is_mariadb:
        return bool(connection.value(statements.wait_for_position(mariadb=True), [position, seconds]) == 0)
    try:
        return bool(connection.value(statements.wait_for_position(mariadb=False), [position, seconds]) == 0)
    except ServerError:
        return True  # GTIDs are off there: the marker in the journal is what is waited for


def _stopped(status: dict[str, Any]) -> str:
    for thread in ("IO", "SQL"):
        if str(_field(status, f"{thread}_Running")).lower() not in ("yes", "connecting"):
            return thread
    return ""


def _status(connection: Connection) -> dict[str, Any] | None:
    try:
        rows = connection.named_rows(statements.show_replica_status())
    except ServerError as error:
        if error.number != error_numbers.SPECIFIC_ACCESS_DENIED:
            raise
        raise Refused(
            f"the account may not ask {connection.account.address} whose replica it is (error {error.number})",
            remedy="GRANT REPLICATION CLIENT (MariaDB: REPLICA MONITOR) ON *.* to it on the replica.",
        ) from error
    return rows[0] if rows else None


def _follows(status: dict[str, Any], primary: Server) -> bool:
    uuid = _field(status, "UUID")
    if uuid and not primary.is_mariadb:
        return str(uuid) == primary.identity
    return int(_field(status, "Server_Id") or -1) == primary.server_id


def _source(status: dict[str, Any]) -> str:
    return f"{_field(status, 'Host')}:{_field(status, 'Port')}"


def _field(status: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - a column of any type
    """A column by either of its names (FACTS 66)."""
    for word in ("Source_", "Master_", "Replica_", "Slave_"):
        if word + name in status:
            return status[word + name]
    return None
