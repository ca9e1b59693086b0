"""What the throttles ask the servers, and what they leave in the journal."""

from __future__ import annotations

from onlinealter.mysql.server import Server
from onlinealter.mysql.statements import is_ours, processes
from onlinealter.sql import quoting
from onlinealter.tables.names import RUN_TABLE


def lag_behind_heartbeat(schema: str, run: str) -> str:
    """How old the run's newest heartbeat is on this server, in seconds; NULL when none has arrived."""
    return (
        "SELECT TIMESTAMPDIFF(MICROSECOND, heartbeat, UTC_TIMESTAMP(6)) / 1000000"
        f" FROM {quoting.table_name(schema, RUN_TABLE)} WHERE id = {quoting.text(run)}"
    )


def clock() -> str:
    """The server's clock, in seconds."""
    return "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) / 1000000"


def write_notes(schema: str, run: str, columns: tuple[str, ...]) -> str:
    """Set the heartbeat to now, and columns whose values are parameters."""
    table = quoting.table_name(schema, RUN_TABLE)
    sets = ", ".join(["heartbeat = UTC_TIMESTAMP(6)", *(f"{quoting.name(column)} = %s" for column in columns)])
    return f"UPDATE {table} SET {sets} WHERE id = {quoting.text(run)}"


def read_orders(schema: str, run: str) -> str:
    """Whether somebody asked the run to pause, and the settings changed since it began."""
    table = quoting.table_name(schema, RUN_TABLE)
    return f"SELECT pause_requested & 1, changes FROM {table} WHERE id = {quoting.text(run)}"


def threads_at_work(server: Server) -> str:
    """Threads that run a statement, those of this tool left out.

    Ours aren't told by their statements: MariaDB shows the one in a trigger that a session is at just now.
    """
    return (
        f"SELECT COUNT(*) FROM {processes(mariadb=server.is_mariadb)}"
        " WHERE command NOT IN ('Sleep', 'Daemon', 'Binlog Dump', 'Binlog Dump GTID')"
        f" AND user <> 'system user' AND NOT {is_ours('id')}"
    )


def processors(server: Server) -> str:
    """The server's CPUs: as ranges such as 0-3 where the account may see them (MySQL), or as a number."""
    if server.is_mariadb:
        return (
            "SELECT global_value FROM information_schema.system_variables"
            " WHERE variable_name = 'THREAD_POOL_SIZE' AND global_value_origin IN ('AUTO', 'COMPILE-TIME')"
        )
    return "SELECT vcpu_ids FROM information_schema.resource_groups WHERE resource_group_name = 'USR_default'"


def lock_waits_on_us(server: Server) -> str:
    """Sessions of the application that wait for a row lock which a session of this tool holds."""
    if server.is_mariadb:
        waiting, holding = "r.trx_mysql_thread_id", "b.trx_mysql_thread_id"
        source = (
            "information_schema.innodb_lock_waits w"
            " JOIN information_schema.innodb_trx r ON r.trx_id = w.requesting_trx_id"
            " JOIN information_schema.innodb_trx b ON b.trx_id = w.blocking_trx_id"
        )
    else:
        waiting, holding = "r.processlist_id", "b.processlist_id"
        source = (
            "performance_schema.data_lock_waits w"
            " JOIN performance_schema.threads r ON r.thread_id = w.requesting_thread_id"
            " JOIN performance_schema.threads b ON b.thread_id = w.blocking_thread_id"
        )
    return f"SELECT COUNT(DISTINCT {waiting}) FROM {source} WHERE {is_ours(holding)} AND NOT {is_ours(waiting)}"


def history_length(server: Server) -> str:
    """Old row versions that wait to be purged."""
    if server.is_mariadb:
        return (
            "SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'Innodb_history_list_length'"
        )
    return "SELECT `count` FROM information_schema.innodb_metrics WHERE name = 'trx_rseg_history_len'"


def places_of_files() -> str:
    """The server's machine by name, where its data are, and its binlog if it has one."""
    return "SELECT @@hostname, @@datadir, @@log_bin_basename"


def read_only() -> str:
    """Let the session's transactions write nothing."""
    return "SET SESSION TRANSACTION READ ONLY"
