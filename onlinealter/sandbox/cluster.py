"""The servers of one sandbox, as the keeper brings them up and takes them away."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from onlinealter.model.errors import SandboxError, Unreachable
from onlinealter.sandbox.containers import ContainerServer
from onlinealter.sandbox.endpoints import Endpoint
from onlinealter.sandbox.options import options_of_copy, server_options
from onlinealter.sandbox.packages import Report
from onlinealter.sandbox.ports import free_ports
from onlinealter.sandbox.processes import ProcessIdentity, identify, wait_until
from onlinealter.sandbox.protocol import Order
from onlinealter.sandbox.replication import attach_replicas, protect_replica
from onlinealter.sandbox.servers import LocalServer, Server
from onlinealter.sandbox.sources import Image, Program, find_source
from onlinealter.sandbox.state import SandboxState, ServerState, write_state
from onlinealter.sandbox.statements import (
    COPY_OWNER,
    ROOT,
    SERVER_VERSION,
    first_statements,
    first_statements_of_copy,
)
from onlinealter.sandbox.templates import template_folder


class Cluster:
    """A primary and its replicas; ``check`` is called while waiting and may end the wait by raising."""

    def __init__(self, folder: Path, order: Order, report: Report, check: Callable[[], None]) -> None:
        self._folder = folder
        self._order = order
        self._report = report
        self._check = check
        self._servers: list[Server] = []
        self._endpoints: list[Endpoint] = []
        self._version = ""
        self._root_password = f"{secrets.token_urlsafe(18)}-aA1"  # whatever a copy asks of passwords
        self._replication_password = secrets.token_urlsafe(18)

    def bring_up(self) -> None:
        """Start all servers at once and attach the replicas."""
        source = self._source()
        self._make_servers(source)
        self._report(f"starting {len(self._servers)} server{'s' if self._order.replicas else ''}")
        for server in self._servers:
            server.start()
        self._record(is_ready=False)
        for server, endpoint in zip(self._servers, self._endpoints, strict=True):
            self._wait_for(server, endpoint)
            if isinstance(source, Image):
                self._give_accounts(endpoint)
        primary, *replicas = self._endpoints
        is_mariadb = self._order.kind.is_mariadb
        attach_replicas(primary, replicas, self._replication_password, is_mariadb=is_mariadb, check=self._check)
        with primary.connect() as connection:
            self._version = str(connection.value(SERVER_VERSION))
        self._record(is_ready=True)

    def kill(self, index: int) -> None:
        """End one server as a crash would."""
        self._server(index).kill()

    def restart(self, index: int) -> None:
        """Start one server again on its data and wait until it answers."""
        server, endpoint = self._server(index), self._endpoints[index]
        server.kill()
        server.start()
        self._wait_for(server, endpoint)
        if index > 0:
            protect_replica(endpoint, is_mariadb=self._order.kind.is_mariadb)
        self._record(is_ready=True)

    def look_after(self) -> None:
        """Take away what the kernel keeps of servers that ended by themselves."""
        for server in self._servers:
            server.is_alive()

    def remove(self) -> None:
        """End all servers."""
        for server in self._servers:
            server.remove()

    def _make_servers(self, source: Program | Image) -> None:
        data = self._data(source) if isinstance(source, Program) else None
        own = options_of_copy(self._order.kind) if self._order.data else {}
        user = COPY_OWNER if self._order.data else ROOT
        for index, port in enumerate(free_ports(1 + self._order.replicas)):
            options = server_options(self._order.kind, port, {**self._order.settings, **own})
            self._endpoints.append(Endpoint("127.0.0.1", port, user, self._root_password))
            if isinstance(source, Image):
                self._servers.append(ContainerServer(source.name, options, self._root_password, self._folder.name))
            elif data is not None:
                folder, began = self._folder / (f"replica-{index}" if index else "primary"), time.monotonic()
                self._servers.append(LocalServer(source, data, folder, options, self._first_statements()))
                if self._order.data:
                    self._report(f"copied {data} in {time.monotonic() - began:.1f} s")

    def _source(self) -> Program | Image:
        if not self._order.data:
            return find_source(self._order.kind, self._report)
        return find_source(self._order.kind, self._report, engine=lambda: False)  # a container has its own data

    def _data(self, source: Program) -> Path:
        if self._order.data:
            return Path(self._order.data).resolve()
        chosen = {name.replace("-", "_"): value for name, value in self._order.settings.items()}
        return template_folder(source, self._report, chosen) / "data"

    def _first_statements(self) -> list[str]:
        if self._order.data:
            return first_statements_of_copy(self._root_password)
        return first_statements(self._root_password, self._replication_password)

    def _give_accounts(self, endpoint: Endpoint) -> None:
        with endpoint.connect() as connection:
            connection.run_all(self._first_statements())

    def _wait_for(self, server: Server, endpoint: Endpoint) -> None:
        """Connecting proves the port, the password and that the first statements were run."""

        def answers() -> bool:
            self._check()
            if not server.is_alive():
                raise SandboxError(f"the server for port {endpoint.port} ended as it came up:\n{server.log_tail()}")
            try:
                endpoint.connect().close()
            except Unreachable:
                return False
            return True

        if not wait_until(answers, _TIMEOUT):
            raise SandboxError(
                f"the server on port {endpoint.port} did not answer within {_TIMEOUT:.0f} s:\n{server.log_tail()}"
            )

    def _server(self, index: int) -> Server:
        if not 0 <= index < len(self._servers):
            raise SandboxError(f"the sandbox has no server {index}", remedy="0 is the primary, replicas count from 1.")
        return self._servers[index]

    def _record(self, *, is_ready: bool) -> None:
        processes = [identify(server.pid) if server.pid else None for server in self._servers]
        pairs = zip(self._endpoints, processes, strict=True)
        write_state(
            self._folder,
            SandboxState(
                id=self._folder.name,
                kind=self._order.kind,
                version=self._version,
                is_ready=is_ready,
                in_containers=any(isinstance(server, ContainerServer) for server in self._servers),
                keeper=_myself(),
                servers=tuple(ServerState(endpoint, process) for endpoint, process in pairs),
            ),
        )


_TIMEOUT = 120.0


def _myself() -> ProcessIdentity:
    process = identify(os.getpid())
    if process is None:
        raise SandboxError("/proc does not show the keeper itself")
    return process
