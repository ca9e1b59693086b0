"""What happens to a run in these tests, and what must be so afterwards."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from onlinealter.model.events import Event
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import JOURNAL, Recorder, objects
from tests.integration.faults.relay import Relay
from tests.servers import Schema, ServerPair

_LONGEST = 60.0


class Reacting(Recorder):
    """A recorder that does something at the first event of a kind for which the condition holds."""

    def __init__(
        self, deeds: Mapping[type[Event], Callable[[], object]], when: Callable[[Event], bool] = lambda _: True
    ) -> None:
        super().__init__()
        self._deeds = dict(deeds)
        self._when = when
        self._lock = threading.Lock()

    def report(self, event: Event) -> None:
        super().report(event)
        with self._lock:
            deed = self._deeds.pop(type(event), None) if self._when(event) else None
        if deed is not None:
            deed()


def wait_until(so: Callable[[], bool], seconds: float = _LONGEST, between: float = 0.01) -> None:
    """Wait until it is so, with so many seconds between two looks. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not so():
        if time.monotonic() > deadline:
            raise TimeoutError(f"it was not so within {seconds:.0f} s")
        time.sleep(between)


def wait_for(ask: Callable[[], int | None], seconds: float = _LONGEST) -> int:
    """Wait until there is one, and give it: asked once more, it may be gone. Raises TimeoutError."""
    found: list[int] = []

    def there() -> bool:
        found.extend(filter(None, [ask()]))
        return bool(found)

    wait_until(there, seconds)
    return found[0]


def kill_and_restart(servers: ServerPair, relay: Relay) -> None:
    """SIGKILL to the primary, which is up again before anybody gets through to it.

    The server dies first: it would see connections that are cut before, and let go of their locks.
    """
    servers.sandbox.kill_server(0)
    with relay.closed():
        servers.sandbox.restart_server(0)
        servers.sandbox.primary.connect().close()  # MySQL lets an account in without TLS once it has been in with it


def running(connection: Connection, words: str) -> int | None:
    """The connection that runs a statement of the tool's with these words."""
    found = connection.value(
        "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND info LIKE %s AND info LIKE %s",
        ["/* online-alter %", f"%{words}%"],
    )
    return None if found is None else int(found)


def waiting(connection: Connection) -> int | None:
    """The connection of the tool's that waits for a table's lock."""
    found = connection.value(
        "SELECT id FROM information_schema.processlist WHERE state LIKE 'Waiting for%metadata lock'"
        " AND info LIKE '/* online-alter %' AND id <> CONNECTION_ID()"
    )
    return None if found is None else int(found)


def contents(connection: Connection, table: str = "customers") -> list[tuple[object, ...]]:
    return connection.rows(f"SELECT id, name, amount, changed FROM {table} ORDER BY id")


def is_clean(connection: Connection, schema: Schema, *, journal: bool = True) -> bool:
    """Whether nothing of the run is left but its record."""
    return objects(connection, schema) == ({"customers"} | (JOURNAL if journal else set()), set())


def is_widened(connection: Connection) -> bool:
    """Whether the name leads to the new definition."""
    return "varchar(40)" in str(connection.row("SHOW COLUMNS FROM customers LIKE 'name'"))
