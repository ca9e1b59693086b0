"""Private servers shared by a whole session of tests: one primary with one replica per kind, one schema per test."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex

from onlinealter.engine.target import Target
from onlinealter.model.plan import Plan
from onlinealter.mysql import replication
from onlinealter.mysql.connection import Account, Connection, Tls
from onlinealter.mysql.server import read_server
from onlinealter.sandbox import Endpoint, Sandbox, ServerKind, start_sandbox
from onlinealter.sql import quoting

_CHOICE, _DEFAULT = "ONLINEALTER_TEST_SERVERS", "mysql,mariadb-10.11"
_LONGEST_NAME = 40
_CATCH_UP = 120.0


def chosen_kinds() -> tuple[ServerKind, ...]:
    """The kinds that the environment asks for."""
    return tuple(ServerKind(name.strip()) for name in os.environ.get(_CHOICE, _DEFAULT).split(","))


@dataclass(frozen=True)
class Schema:
    """A schema of its own on a primary with one replica."""

    name: str
    kind: ServerKind
    primary: Endpoint
    replica: Endpoint

    def connect(self) -> Connection:
        """A session on the primary, in the schema."""
        return self.primary.connect(self.name)

    def connect_to_replica(self) -> Connection:
        """A session on the replica, in the schema, once that has applied all that the primary has written."""
        connection = self.replica.connect()
        with self.connect() as primary:
            server = read_server(primary)
            position = replication.executed_position(primary, server)
        if not replication.wait_for_position(connection, server, position, _CATCH_UP):
            raise TimeoutError(f"the replica did not catch up within {_CATCH_UP:.0f} s")
        connection.close()
        return self.replica.connect(self.name)

    def target(self, table: str, plan: Plan | None = None) -> Target:
        """A table of the schema as the engine is given it, with the replica."""
        return Target(table, self.name, account_of(self.primary), (account_of(self.replica),), plan)


@dataclass(frozen=True)
class ServerPair:
    """A primary with its replica."""

    kind: ServerKind
    sandbox: Sandbox

    @contextmanager
    def schema(self, name: str) -> Iterator[Schema]:
        """A new schema, dropped afterwards; the name only says whose it is."""
        readable = re.sub(r"\W+", "_", name)[:_LONGEST_NAME]
        schema = Schema(f"{readable}_{token_hex(4)}", self.kind, self.sandbox.primary, self.sandbox.replicas[0])
        with self.sandbox.primary.connect() as connection:
            connection.execute(f"CREATE DATABASE {quoting.name(schema.name)} CHARACTER SET utf8mb4")
        try:
            yield schema
        finally:
            with self.sandbox.primary.connect() as connection:
                connection.execute(f"DROP DATABASE {quoting.name(schema.name)}")


@contextmanager
def started(kind: ServerKind) -> Iterator[ServerPair]:
    """A primary with one replica, ended afterwards."""
    with start_sandbox(kind, replicas=1) as sandbox:
        for endpoint in (sandbox.primary, *sandbox.replicas):
            endpoint.connect().close()  # MySQL lets an account in without TLS once it has been in with it
        yield ServerPair(kind, sandbox)


def account_of(endpoint: Endpoint) -> Account:
    """An endpoint as the engine is given it; without TLS, which costs a tenth of a second per connection."""
    return Account(endpoint.host, endpoint.port, endpoint.user, endpoint.password, tls=Tls("DISABLED"))
