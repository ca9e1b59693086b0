"""Replicas: whose they are, and waiting until they have applied what the primary has written."""

from __future__ import annotations

import re
from typing import Any

from onlinealter.model.errors import Refused, ServerError
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.advice import statements as advice
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server, read_server

_HOST = re.compile(r"\w[\w.-]{0,254}|[0-9a-fA-F:]{2,39}", re.ASCII)


def check_replica(connection: Connection, primary: Server) -> None:
    """Raise Refused unless the server is a replica of that primary and takes its changes."""
    found, address = read_server(connection), connection.account.address
    if found.identity == primary.identity:
        raise Refused(f"{address} is the primary itself", remedy="Name a replica, or leave --replica out.")
    statuses = _statuses(connection)
    if not statuses:
        raise Refused(
            f"{address} is not a replica of {primary.address}: it follows no server",
            remedy="Name a replica of this primary, or leave --replica out.",
        )
    status = _of_primary(statuses, primary)
    if status is None:
        raise Refused(
            f"{address} is not a replica of {primary.address}: it follows {', '.join(map(_source, statuses))}",
            remedy="Name a replica of this primary, or leave --replica out.",
        )
    if thread := _stopped(status):
        raise Refused(
            f"replication on {address} stands still: its {thread} thread is not running",
            remedy=f"On {address}: {advice.start_replication()} Or leave this replica out.",
        )


def stopped_thread(connection: Connection, primary: Server) -> str:
    """Which of a replica's threads, IO or SQL, is not running; empty if both are, or the account may not ask."""
    try:
        status = _of_primary(_statuses(connection), primary)
    except Refused:
        return ""
    return _stopped(status) if status is not None else "IO"


def sources(connection: Connection) -> tuple[str, ...] | None:
    """The servers whose binlog this one applies, or is set up to apply, running or not. None where the account may not ask
    and no applier is seen running.
    """
    try:
        return tuple(map(_source, _statuses(connection)))
    except Refused:
        pass
    running = connection.rows(statements.find_appliers(mariadb=connection.mariadb))
    return ("a server that the account may not see",) if running else None


def source_names(connection: Connection) -> tuple[str, ...]:
    """What the connections to its sources are called: MariaDB has several, the first of them without a name. None where the
    account may not ask.
    """
    try:
        return tuple(str(_field(status, "Connection_name") or "") for status in _statuses(connection))
    except Refused:
        return ()


def fellow_primaries(connection: Connection) -> int:
    """How many members of the group that this server is in take writes (MySQL Group Replication); 0 where it is in none."""
    if connection.mariadb:
        return 0
    try:
        return int(connection.value(statements.count_group_primaries()) or 0)
    except ServerError:
        return 0  # the account may not look there, which 'privileges' says, or the server has no such table


def attached_replicas(connection: Connection, server: Server) -> tuple[tuple[int, str], ...]:
    """Who reads this server's binlog: server id and address, both as far as they can be told. An address with a port is what
    the replica itself reports: nothing to send a password to.
    """
    try:
        rows = connection.named_rows(statements.show_replicas(mariadb=server.is_mariadb))
        return tuple((int(row["Server_Id" if "Server_Id" in row else "Server_id"]), _address(row)) for row in rows)
    except ServerError:
        pass  # the account may not ask; who sees all connections sees these too
    try:
        rows_of_readers = connection.rows(statements.find_readers(mariadb=server.is_mariadb))
    except ServerError:
        return ()
    return tuple((0, str(host).rpartition(":")[0] or str(host)) for (host,) in rows_of_readers)


def executed_position(connection: Connection, primary: Server) -> str:
    """What the primary has written so far, as a GTID set; empty where it has none."""
    sql = statements.executed_position(mariadb=primary.is_mariadb)
    return str(connection.value(sql) or "").replace("\n", "")


def wait_for_position(connection: Connection, primary: Server, position: str, seconds: float) -> bool:
    """Wait on a replica until it has applied a GTID set; False when the time is over."""
    if not position:
        return True
    if primary.is_mariadb:
        return bool(connection.value(statements.wait_for_position(mariadb=True), [position, seconds]) == 0)
    try:
        return bool(connection.value(statements.wait_for_position(mariadb=False), [position, seconds]) == 0)
    except ServerError:
        return True  # GTIDs are off there: the marker in the journal is what is waited for


def grant_asking(connection: Connection) -> str:
    """For an administrator: let the account ask whose replica the server is."""
    return grant_to_own(connection, "REPLICA MONITOR" if connection.mariadb else "REPLICATION CLIENT")


def _stopped(status: dict[str, Any]) -> str:
    for thread in ("IO", "SQL"):
        if str(_field(status, f"{thread}_Running")).lower() not in ("yes", "connecting"):
            return thread
    return ""


def _statuses(connection: Connection) -> list[dict[str, Any]]:
    """One for each source. Raises Refused where the account may not ask."""
    try:
        return connection.named_rows(statements.show_replica_status(mariadb=connection.mariadb))
    except ServerError as error:
        if error.number != error_numbers.SPECIFIC_ACCESS_DENIED:
            raise
        raise Refused(
            f"the account may not ask {connection.account.address} whose replica it is (error {error.number})",
            remedy=f"On {connection.account.address}: {grant_asking(connection)}",
        ) from error


def _of_primary(statuses: list[dict[str, Any]], primary: Server) -> dict[str, Any] | None:
    return next((status for status in statuses if _follows(status, primary)), None)


def _follows(status: dict[str, Any], primary: Server) -> bool:
    uuid = _field(status, "UUID")
    if uuid and not primary.is_mariadb:
        return str(uuid) == primary.identity
    return int(_field(status, "Server_Id") or -1) == primary.server_id


def _source(status: dict[str, Any]) -> str:
    return f"{_field(status, 'Host')}:{_field(status, 'Port')}"


def _address(row: dict[str, Any]) -> str:
    """What a replica reports of itself, where it looks like an address: whoever may replicate may report anything."""
    host, port = str(row.get("Host") or ""), row.get("Port")
    if _HOST.fullmatch(host):
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return f"server_id {row.get('Server_Id', row.get('Server_id'))}"


def _field(status: dict[str, Any], name: str) -> Any:  # noqa: ANN401 - a column of any type
    """A column by either of its names."""
    for word in ("Source_", "Master_", "Replica_", "Slave_"):
        if word + name in status:
            return status[word + name]
    return None
