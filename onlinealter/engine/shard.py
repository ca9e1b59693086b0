"""One primary with its replicas: opens sessions, and refuses a server that isn't the one the run began on."""

from __future__ import annotations

import time
from dataclasses import dataclass

from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Target
from onlinealter.model.errors import Changed, Refused, Unreachable
from onlinealter.mysql import session
from onlinealter.mysql.connection import Account, Connection, became_read_only, connect
from onlinealter.mysql.server import Server, read_server

_COMING_BACK = 120.0  # seconds that a server which was there may take to restart
_PAUSE = 0.5
_NO_ANSWER = 5.0  # seconds


@dataclass(frozen=True)
class Shard:
    """Where a run works. ``tag`` marks its statements, so that a later process can find what was left running."""

    schema: str
    primary: Account
    replicas: tuple[Account, ...]
    server: Server
    stop: StopFlag
    tag: str = ""

    def open_primary(self) -> Connection:
        """A session on the primary, set up for our work. Waits for a server that restarts; raises Changed when it is
        another one, or takes no writes.
        """
        connection = self._open(self.primary, self.schema)
        try:
            check_server(connection, self.server.identity)
        except Changed:
            connection.close()
            raise
        session.set_up(connection, self.server)
        return connection

    def open_copier(self, *, compressing: bool) -> Connection:
        """A session for the copy: it never waits for the application's rows, and its binlog is compressed if may be."""
        connection = self.open_primary()
        session.never_wait_for_rows(connection, self.server)
        if compressing:
            session.compress_binlog(connection, self.server)
        return connection

    def open_replica(self, replica: Account) -> Connection:
        """A session on a replica, for reading."""
        connection = self._open(replica, "")  # a schema made just now may not have arrived there
        session.set_up(connection, self.server)
        return connection

    def watch_replica(self, replica: Account) -> Connection:
        """A session that asks a replica how it does. It is tried once, and neither it nor an answer is waited for long:
        a replica that doesn't answer is news.
        """
        connection = connect(replica, connect_timeout=_NO_ANSWER, read_timeout=_NO_ANSWER, tag=self.tag)
        session.set_up(connection, self.server)
        return connection

    def _open(self, account: Account, database: str) -> Connection:
        deadline = time.monotonic() + _COMING_BACK
        while True:
            try:
                return connect(account, database=database or None, tag=self.tag)
            except Unreachable as error:
                if time.monotonic() > deadline or not error.passing:
                    raise
                self.stop.sleep(_PAUSE)


def check_server(connection: Connection, identity: str) -> None:
    """Raise Changed when a connection leads to another server than the run began on, or when that takes no writes."""
    found = read_server(connection)
    if found.identity != identity:
        raise Changed(
            f"{connection.account.address} is no longer the server that this run began on ({found.identity} instead of "
            f"{identity})",
            remedy="Name that server again; or, if this one has taken its place for good, call 'online-alter abort' (after "
            "the cutover 'cleanup' or 'rollback') on it, and begin again.",
        )
    if found.read_only:
        raise became_read_only(connection.account)


def reach(target: Target, stop: StopFlag) -> Shard:
    """Connect once to the primary and to each replica, and see that they belong together."""
    with connect(target.primary, database=target.schema) as connection:
        server = read_server(connection)
    if server.read_only:
        raise Refused(
            f"{target.primary.address} is read-only: a replica?", remedy="Name the primary, which takes the writes."
        )
    return Shard(target.schema, target.primary, target.replicas, server, stop)
