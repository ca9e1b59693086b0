"""One primary with its replicas: opens sessions, and refuses a server that isn't the one the run began on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from weakref import WeakSet

from onlinealter.engine.target import Target
from onlinealter.model.errors import Changed, Refused, Unreachable
from onlinealter.mysql import session
from onlinealter.mysql.blockers import find_blockers
from onlinealter.mysql.connection import Account, Connection, connect
from onlinealter.mysql.read_only import became_read_only
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.mysql.replication import attached_replicas
from onlinealter.mysql.server import Server, identity_and_role, read_server
from onlinealter.mysql.waits import BackOff, Waits
from onlinealter.tables.spelling import as_spelled

_COMING_BACK = 120.0  # seconds that a server which was there may take to restart
_BACK_OFF = BackOff(0.25, 2.0)
_ATTEMPT = 4.0  # seconds for one attempt, so that somebody hears of it soon
_NO_ANSWER = 5.0  # seconds
_SILENCE = 3.0  # seconds without an answer after which somebody hears of it


@dataclass(frozen=True)
class Shard:
    """Where a run works. ``tag`` marks its statements, so that a later process can find what was left running.
    ``lock_patience``: seconds to wait for a lock that keeps all from writing. ``sessions`` are those on the primary.
    ``variables``: what the first session there found, and the others needn't ask for.
    """

    schema: str
    primary: Account
    replicas: tuple[Account, ...]
    server: Server
    waits: Waits = field(default_factory=Waits)
    tag: str = ""
    attached: tuple[tuple[int, str], ...] = ()
    table: str = ""
    lock_patience: float = 20.0
    sessions: WeakSet[Connection] = field(default_factory=WeakSet)
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def replica_count(self) -> int:
        """How many replicas there are, named or only seen to be attached."""
        return max(len(self.replicas), len(self.attached))

    def spelled(self, target: Target) -> Target:
        """The target with its names as the server writes them."""
        plan = replace(target.plan, table=self.table) if target.plan else None
        return replace(target, schema=self.schema, table=self.table, plan=plan)

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

    def reconnecting(self, open_connection: Callable[[], Connection] | None = None) -> ReconnectingConnection:
        """A connection that is replaced when it is lost, to the primary unless another is opened."""
        return ReconnectingConnection(open_connection or self.open_primary, self.waits, self.lock_patience, self.holders)

    def holders(self, connection: Connection) -> str:
        """Who has held the table for a while."""
        found = find_blockers(connection, self.server, self.schema, (self.table,)).sessions
        return f"{self.schema}.{self.table} is in use by {', '.join(map(str, found))}" if found else ""

    def attend_primary(self) -> Connection:
        """A session on the primary that is tried once, and whose answers aren't waited for long."""
        connection = connect(
            self.primary,
            database=self.schema or None,
            connect_timeout=_SILENCE,
            read_timeout=_SILENCE,
            tag=self.tag,
            known=self.variables,
        )
        session.set_up(connection, self.server)
        return connection

    def cut_sessions(self) -> None:
        """Let whoever waits for an answer of the primary find the connection lost."""
        for each in list(self.sessions):
            each.cut()

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
        known = self.variables if account == self.primary else None  # a replica may be of another version
        wait = self.waits.wait_for(connection_to(account), _COMING_BACK, _BACK_OFF, shared=True)
        if why := wait.just_spent:
            raise Unreachable(why, remedy="Run the same command again when the server is back: it continues.")
        while True:
            try:
                connection = connect(account, database=database or None, connect_timeout=_ATTEMPT, tag=self.tag, known=known)
            except Unreachable as error:
                if not error.passing or not wait.again(error.message):
                    raise
            else:
                wait.over()
                if account == self.primary:
                    self.sessions.add(connection)
                return connection


def connection_to(account: Account) -> str:
    """What all wait for who wait for a server."""
    return f"a connection to {account.address}"


def check_server(connection: Connection, identity: str) -> None:
    """Raise Changed when a connection leads to another server than the run began on, or when that takes no writes."""
    found, read_only = identity_and_role(connection)
    if found != identity:
        raise Changed(
            f"{connection.account.address} is no longer the server that this run began on ({found} instead of {identity})",
            remedy="Name that server again; or, if this one has taken its place for good, call 'online-alter abort' (after "
            "the cutover 'cleanup' or 'rollback') on it, and start again.",
        )
    if read_only:
        raise became_read_only(connection.account)


def connect_shard(target: Target, waits: Waits | None = None) -> Shard:
    """Connect once to the primary and to each replica, and see that they belong together."""
    with connect(target.primary, database=target.schema) as connection:
        server, variables = read_server(connection), connection.settle()
        see_that_it_takes_writes(server, target.primary)
        attached = attached_replicas(connection, server)
        schema, table = as_spelled(connection, server, target.schema, target.table)
    return Shard(
        schema,
        target.primary,
        target.replicas,
        server,
        waits or Waits(),
        attached=attached,
        table=table,
        variables=variables,
    )


def see_that_it_takes_writes(server: Server, primary: Account) -> None:
    """Raise Refused where a server that is named as a primary is read-only."""
    if server.read_only:
        raise Refused(f"{primary.address} is read-only: a replica?", remedy="Name the primary, which takes the writes.")
