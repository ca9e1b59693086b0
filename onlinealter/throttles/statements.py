"""What the throttles ask the servers."""

from __future__ import annotations

from onlinealter.mysql.server import Server
from onlinealter.mysql.statements import processes
from onlinealter.sql import quoting
from onlinealter.tables.names import RUN_TABLE


def lag_behind_heartbeat(schema: str, run: str) -> str:
    """How old the run's newest heartbeat is on this server, in seconds; NULL when none has arrived."""
    return (
        "SELECT TIMESTAMPDIFF(MICROSECOND, heartbeat, UTC_TIMESTAMP(6)) / 1000000"
        f" FROM {quoting.table_name(schema, RUN_TABLE)} WHERE id = {quoting.text(run)}"
    )


def write_heartbeat(schema: str, run: str) -> str:
    """Set the heartbeat to now."""
    table = quoting.table_name(schema, RUN_TABLE)
    return f"UPDATE {table} SET heartbeat = UTC_TIMESTAMP(6) WHERE id = {quoting.text(run)}"


def pause_requested(schema: str, run: str) -> str:
    """Whether somebody asked the run to pause."""
    table = quoting.table_name(schema, RUN_TABLE)
    return f"SELECT pause_requested FROM {table} WHERE id = {quoting.text(run)}"


def threads_at_work(server: Server, tag: str) -> str:
    """Threads that run a statement, ours left out."""
    ours = quoting.text(f"/* online-alter {tag} */%")
    return (
        f"SELECT COUNT(*) FROM {processes(mariadb=server.is_mariadb)}"
        " WHERE command NOT IN ('Sleep', 'Daemon', 'Binlog Dump', 'Binlog Dump GTID')"
        f" AND user <> 'system user' AND COALESCE(info, '') NOT LIKE {ours}"
    )
