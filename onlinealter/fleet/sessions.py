"""Sessions that shards of one server share for short questions: opening one costs more than what is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from onlinealter.engine.shard import Shard, see_that_it_takes_writes
from onlinealter.engine.target import Target
from onlinealter.model.errors import OnlineAlterError, ServerError, Unreachable
from onlinealter.mysql import session
from onlinealter.mysql.connection import Account, Connection, connect
from onlinealter.mysql.server import Server, read_server
from onlinealter.tables.spelling import as_spelled


@dataclass(frozen=True)
class _Session:
    connection: Connection
    server: Server
    variables: Mapping[str, str]


class Sessions:
    """Idle sessions by account. A server that can't be reached is tried by those who ask at that moment, and no more."""

    def __init__(self) -> None:
        self._idle: dict[Account, list[_Session]] = {}
        self._gone: dict[Account, Unreachable] = {}
        self._closed = False
        self._lock = threading.Lock()

    @contextmanager
    def on(self, target: Target) -> Iterator[tuple[Connection, Shard]]:
        """A session in the target's schema, and the shard that it leads to. One that fails otherwise than by an error of the
        server isn't used again. Raises OnlineAlterError as connecting does.
        """
        found = self._take(target.primary)
        try:
            found.connection.use(target.schema)
            schema, table = as_spelled(found.connection, found.server, target.schema, target.table)
            yield (
                found.connection,
                Shard(schema, target.primary, target.replicas, found.server, table=table, variables=found.variables),
            )
        except BaseException as error:
            if isinstance(error, ServerError | Unreachable):
                self._give_back(target.primary, found)
            else:
                found.connection.close()
            raise
        self._give_back(target.primary, found)

    def close(self) -> None:
        """End those that are idle now, and each of the others as soon as it is."""
        with self._lock:
            self._closed, idle = True, [each for found in self._idle.values() for each in found]
            self._idle.clear()
        for each in idle:
            each.connection.close()

    def _take(self, account: Account) -> _Session:
        with self._lock:
            if idle := self._idle.get(account):
                return idle.pop()
            gone = self._gone.get(account)
        if gone is not None:
            raise Unreachable(gone.message, remedy=gone.remedy, passing=gone.passing)
        try:
            return _opened(account)
        except Unreachable as error:
            with self._lock:
                self._gone[account] = error
            raise

    def _give_back(self, account: Account, used: _Session) -> None:
        with self._lock:
            if not self._closed:
                self._idle.setdefault(account, []).append(used)
                return
        used.connection.close()


def _opened(account: Account) -> _Session:
    connection = connect(account)
    try:
        server = read_server(connection)
        see_that_it_takes_writes(server, account)
        session.set_up(connection, server)
    except OnlineAlterError:
        connection.close()
        raise
    return _Session(connection, server, connection.settle())
