"""How the tool's sessions are set, by what they are for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from onlinealter.model.errors import ServerError
from onlinealter.mysql import session_variables, statements
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.meaning import sql_mode_for
from onlinealter.mysql.server import Server
from onlinealter.mysql.session_variables import SQL_MODE
from onlinealter.sql import quoting

_DAY = 86_400
_UNHEARD = 4  # seconds


def run_surely(connection: Connection, texts: Sequence[str]) -> None:
    """Run statements that may be run twice, again when somebody ends one: a session is as it should be, or lost."""
    for text in texts:
        connection.retry(partial(connection.execute, text))


def set_up(connection: Connection, server: Server, *, lock_wait: float = 1.0) -> None:
    """The settings that every session of ours has on the primary: what our statements depend on, and waits that are bounded
    instead of the server's own long defaults.
    """
    wait = max(1, math.ceil(lock_wait))
    found = connection.settle()
    run_surely(connection, [session_variables.bounded(wait, sql_mode_for(SQL_MODE, server)), statements.mark_session()])
    # Expressions mean what they meant on the primary when the run's process began, on replicas too.
    if sets := session_variables.set_differing(dict(server.evaluates), found):
        run_surely(connection, [sets])


def ends_soon(more: float = 0.0) -> str:
    """While locks are held from one message to the next: should the next never come, because our machine is gone without a
    word, the server ends the session, and with it the locks. Nobody waits for us for longer.
    """
    return f"SET SESSION wait_timeout = {_UNHEARD + math.ceil(more)}"


def lasts() -> str:
    """Afterwards it may be idle for as long as a run rests."""
    return f"SET SESSION wait_timeout = {_DAY}"


@contextmanager
def writing_nothing(connection: Connection) -> Iterator[None]:
    """A transaction that can write nothing, for a query of the user's."""
    connection.execute("START TRANSACTION READ ONLY")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def never_wait_for_rows(connection: Connection, server: Server) -> None:
    """MariaDB: every row lock as if by NOWAIT, also in triggers. MySQL says NOWAIT in the statement."""
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
    """What a trigger keeps of the session that makes it."""
    mode, client, connection = map(quoting.text, (sql_mode, character_set, collation))
    return (f"SET SESSION sql_mode = {mode}, character_set_client = {client}, collation_connection = {connection}",)


def as_ours() -> tuple[str, ...]:
    """The same as our sessions have it."""
    return (f"SET {session_variables.NAMES}, SESSION sql_mode = {session_variables.kept_sql_mode(SQL_MODE)}",)


def compress_binlog(connection: Connection, server: Server) -> bool:
    """Let the binlog compress this session's transactions, if the account may; says whether it does."""
    if not server.compresses_transactions:
        return False
    try:
        connection.execute("SET SESSION binlog_transaction_compression = ON, binlog_transaction_compression_level_zstd = 1")
    except ServerError:
        return False  # needs a privilege that is only nice to have; the copy is the same without
    return True


def building(server: Server, *, gently: bool) -> tuple[str, ...]:
    """Threads and buffer for an index build, free to set on MySQL.

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
