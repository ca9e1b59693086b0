"""How the tool's sessions are set, by what they are for."""

from __future__ import annotations

import math
from collections.abc import Sequence

from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting

# Strict, so that no error becomes a warning; id 0 stays 0; dates are copied as they are (FACTS 24, 26).
SQL_MODE = "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES"

_DAY = 86_400
_TRIES = 5


def run_surely(connection: Connection, texts: Sequence[str]) -> None:
    """Run statements that may be run twice, again when somebody ends one: a session is as it should be, or lost."""
    for text in texts:
        for left in reversed(range(_TRIES)):
            try:
                connection.execute(text)
                break
            except ServerError as error:
                if error.number != error_numbers.QUERY_INTERRUPTED or not left:
                    raise


def set_up(connection: Connection, server: Server, *, lock_wait: float = 1.0) -> None:
    """The settings that every session of ours has on the primary.

    READ COMMITTED, so that only the rows read are locked (FACTS 4); waits bounded; never the server's own long defaults;
    on MySQL the statistics as they are now, not those that it has kept for a day.
    """
    wait = max(1, math.ceil(lock_wait))
    of_today = "" if server.is_mariadb else ", information_schema_stats_expiry = 0"
    run_surely(
        connection,
        [
            f"SET SESSION sql_mode = '{SQL_MODE}', lock_wait_timeout = {wait}, innodb_lock_wait_timeout = {wait},"
            f" wait_timeout = {_DAY}, foreign_key_checks = 1, unique_checks = 1{of_today}",
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
        ],
    )
    run_surely(connection, [statements.mark_session()])
    if server.is_mariadb and server.snapshot_isolation:
        run_surely(connection, ["SET SESSION innodb_snapshot_isolation = OFF"])  # FACTS 7


def never_wait_for_rows(connection: Connection, server: Server) -> None:
    """MariaDB: every row lock as if by NOWAIT, also in triggers (FACTS 2). MySQL says NOWAIT in the statement."""
    if server.is_mariadb:
        run_surely(connection, ["SET SESSION innodb_lock_wait_timeout = 0"])


def never_queue(connection: Connection) -> None:
    """MariaDB: a metadata lock is had at once or not at all."""
    run_surely(connection, ["SET SESSION lock_wait_timeout = 0"])


def queue_for(connection: Connection, seconds: float) -> None:
    """How long to queue for a metadata lock at most; the server counts whole seconds."""
    run_surely(connection, [f"SET SESSION lock_wait_timeout = {max(1, math.ceil(seconds))}"])


def wait_for_rows(connection: Connection, seconds: float) -> None:
    """How long to wait for a row's lock at most: InnoDB's own tables have rows too, which a RENAME changes."""
    run_surely(connection, [f"SET SESSION innodb_lock_wait_timeout = {max(1, math.ceil(seconds))}"])


def check_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Whether rows are looked at when a foreign key is made, and when they are written."""
    run_surely(connection, [f"SET SESSION foreign_key_checks = {int(on)}"])


def as_made(sql_mode: str, character_set: str, collation: str) -> tuple[str, ...]:
    """What a trigger keeps of the session that makes it (FACTS 26)."""
    return (
        f"SET SESSION sql_mode = {quoting.text(sql_mode)}, character_set_client = {quoting.text(character_set)},"
        f" collation_connection = {quoting.text(collation)}",
    )


def as_ours() -> tuple[str, ...]:
    """The same as our sessions have it."""
    return as_made(SQL_MODE, "utf8mb4", "utf8mb4_general_ci")


def compress_binlog(connection: Connection, server: Server) -> bool:
    """Let the binlog compress this session's transactions, if the account may; says whether it does (FACTS 60)."""
    if not server.compresses_transactions:
        return False
    try:
        connection.execute("SET SESSION binlog_transaction_compression = ON, binlog_transaction_compression_level_zstd = 1")
    except ServerError:
        return False  # needs a privilege that is only nice to have; the copy is the same without
    return True


def building(server: Server, *, gently: bool) -> tuple[str, ...]:
    """Threads and buffer for an index build, free to set on MySQL (FACTS 47).

    Beside a busy application four threads took three times as long as one to insert, and with 128 MB all writers stood
    still for up to two seconds while a build read and sorted; with 1 to 8 MB that wasn't seen (decision 13).
    """
    if server.is_mariadb:
        return ()
    threads, megabytes = (1, 4) if gently else (4, 128)
    return (
        f"SET SESSION innodb_ddl_threads = {threads}, innodb_ddl_buffer_size = {megabytes << 20},"
        f" innodb_parallel_read_threads = {threads}",
    )
