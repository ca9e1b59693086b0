"""Replicas attached to their primary, and the proof that they follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from onlinealter.model.errors import OnlineAlterError, SandboxError
from onlinealter.sandbox.endpoints import Endpoint
from onlinealter.sandbox.processes import wait_until
from onlinealter.sandbox.statements import (
    DROP_MARKER,
    MAKE_MARKER,
    SEE_MARKER,
    attach_mariadb,
    attach_mysql,
    only_read,
    replica_status,
)


def attach_replicas(
    primary: Endpoint, replicas: Sequence[Endpoint], password: str, *, is_mariadb: bool, check: Callable[[], None]
) -> None:
    """Return when both threads of every replica run and what was written on the primary has come and gone there."""
    attach = attach_mariadb if is_mariadb else attach_mysql
    for replica in replicas:
        with replica.connect() as connection:
            connection.run_all(attach(primary.port, password))
        protect_replica(replica, is_mariadb=is_mariadb)
    for statement, expected in ((MAKE_MARKER, 1), (DROP_MARKER, 0)):
        with primary.connect() as connection:
            connection.execute(statement)
        for replica in replicas:
            _wait_for_marker(replica, expected, is_mariadb, check)


def protect_replica(replica: Endpoint, *, is_mariadb: bool) -> None:
    """Keep everybody but its applier from writing on a replica; the server forgets it when it ends."""
    with replica.connect() as connection:
        connection.execute(only_read(is_mariadb))


# SHOW … STATUS names its columns differently on each server but keeps their order.
_RECEIVER, _APPLIER, _RECEIVER_ERROR, _APPLIER_ERROR = 10, 11, 35, 37
_TIMEOUT = 60.0


def _wait_for_marker(replica: Endpoint, expected: int, is_mariadb: bool, check: Callable[[], None]) -> None:
    with replica.connect() as connection:

        def follows() -> bool:
            check()
            status = connection.row(replica_status(is_mariadb)) or ()
            running = [str(status[column]) for column in (_RECEIVER, _APPLIER)] if status else []
            return running == ["Yes", "Yes"] and connection.value(SEE_MARKER) == expected

        if not wait_until(follows, _TIMEOUT):
            raise SandboxError(
                f"the replica on port {replica.port} does not follow its primary: {_reason(replica, is_mariadb)}"
            )


def _reason(replica: Endpoint, is_mariadb: bool) -> str:
    try:
        with replica.connect() as connection:
            status = connection.row(replica_status(is_mariadb))
    except OnlineAlterError as error:
        return error.message
    if status is None:
        return "it is not attached"
    return f"{status[_RECEIVER_ERROR] or status[_APPLIER_ERROR] or 'it gives no error'}"
