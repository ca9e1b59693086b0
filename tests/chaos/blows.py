"""What strikes a run: SIGKILL of the tool, the end of one of its connections, SIGKILL of the server."""

from __future__ import annotations

import random
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from onlinealter.model.errors import ConnectionLost, ServerError, Unreachable
from onlinealter.model.states import State
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import Endpoint, Sandbox

UNBEGUN = "unbegun"
COURSE = (
    State.PREPARING, State.PREPARED, State.COPYING, State.COPIED, State.VERIFYING, State.VERIFIED, State.SWAPPING,
    State.SWAPPED, State.ROLLING_BACK, State.CLEANING, State.DONE, State.ABORTING, State.ABORTED,
)  # fmt: skip
SPANS = {  # seconds within which a blow follows the moment that a process is seen in the state
    UNBEGUN: 0.8,
    State.PREPARING: 0.4,
    State.COPYING: 1.2,
    State.VERIFYING: 0.6,
    State.SWAPPING: 0.25,
    State.SWAPPED: 0.1,
    State.ROLLING_BACK: 0.25,
    State.CLEANING: 0.06,
    State.ABORTING: 0.1,
}
_POLL_SECONDS = 0.004
_COMING_BACK = 120.0
_RIGHT_AT_WORK = 0.7  # how often a connection is chosen that runs a statement, if there is one


class Kind(StrEnum):
    """What is ended."""

    TOOL = "tool"
    CONNECTION = "connection"
    SERVER = "server"


@dataclass(frozen=True)
class Blow:
    """One blow: the state it was meant for, what the journal said at that time, seconds after the process began."""

    kind: Kind
    aim: str
    state: str
    after: float


def tally_text(blows: list[Blow]) -> str:
    """How many blows hit which state."""
    hit = Counter(blow.state for blow in blows)
    return ", ".join(f"{state} {hit[state]}" for state in (UNBEGUN, *COURSE) if hit[state])


def wait_until(so: Callable[[], bool], seconds: float) -> bool:
    """Look often until it is so, or the time is over."""
    deadline = time.monotonic() + seconds
    while not so():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


class Striker:
    """Looks at the newest run of a schema, and strikes; ``user`` is the tool's own account."""

    def __init__(
        self, endpoint: Endpoint, schema: str, user: str, chance: random.Random, sandbox: Sandbox | None = None
    ) -> None:
        self._endpoint = endpoint
        self._schema = schema
        self._user = user
        self._chance = chance
        self._sandbox = sandbox
        self._eyes = endpoint.connect(schema)
        self._deadlocks, self._deadlocks_before = 0, self._read_deadlocks()

    def close(self) -> None:
        self._eyes.close()

    def deadlocks(self) -> int:
        """Deadlocks over rows that the server has seen since the beginning, the tool's own among them. One over a table's
        lock isn't counted there.
        """
        return self._deadlocks + self._read_deadlocks() - self._deadlocks_before

    def look(self) -> tuple[str, int]:
        """The newest run's state and the process at work on it."""
        try:
            row = self._eyes.row("SELECT state, owner_process FROM _oa_run ORDER BY created_at DESC, id DESC LIMIT 1")
        except ServerError as error:
            if error.number != error_numbers.NO_SUCH_TABLE:
                raise
            row = None
        return (str(row[0]), int(row[1] or 0)) if row else (UNBEGUN, 0)

    def wait_for(self, process: subprocess.Popen[bytes], aim: str, seconds: float) -> bool:
        """Wait until the process is at work in this state or a later one of its course, or ended; then for a moment
        within the state's span. False when it never came there.
        """
        late = COURSE[COURSE.index(State(aim)) :] if aim != UNBEGUN else ()

        def there() -> bool:
            state, owner = self.look()
            return process.poll() is not None or (owner == process.pid and state in late)

        if late and not wait_until(there, seconds):
            return False
        wait_until(lambda: process.poll() is not None, self._chance.uniform(0, SPANS[aim]))
        return True

    def kill_connection(self) -> bool:
        """End one of the tool's connections, mostly one at work; false when it has none. A writer's connection bears the
        tool's name too while its statement fires a trigger of the tool's; but not the mark of the tool's statements.
        """
        rows = self._eyes.rows(
            "SELECT id, command, COALESCE(state, '') FROM information_schema.processlist"
            f" WHERE user = '{self._user}' AND (command <> 'Query' OR info LIKE '/* online-alter%')"
        )
        busy = [row for row in rows if row[1] not in ("Sleep", "Daemon")]
        waiting = [row for row in busy if "metadata lock" in str(row[2])]
        some = waiting or busy if (waiting or busy) and self._chance.random() < _RIGHT_AT_WORK else rows
        if not some:
            return False
        return self._end(int(self._chance.choice(some)[0]))

    def _end(self, connection: int) -> bool:
        try:
            self._eyes.execute(f"KILL CONNECTION {connection}")
        except ServerError as error:
            if error.number != error_numbers.NO_SUCH_THREAD:
                raise
            return False
        return True

    def kill_server(self) -> None:
        """End the server as a crash does, start it again, and wait until it answers."""
        if self._sandbox is None:
            raise AssertionError("only a server of one's own may be killed")
        self._deadlocks = self.deadlocks()
        self._sandbox.kill_server()
        time.sleep(self._chance.uniform(0.0, 1.0))
        self._sandbox.restart_server()
        self._eyes.close()
        self._eyes = _insist(lambda: self._endpoint.connect(self._schema))
        self._deadlocks_before = self._read_deadlocks()

    def _read_deadlocks(self) -> int:
        if self._eyes.mariadb:
            row = self._eyes.row("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")
            return int(row[1]) if row else 0
        return int(
            self._eyes.value("SELECT count FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'") or 0
        )


def _insist(open_connection: Callable[[], Connection]) -> Connection:
    deadline = time.monotonic() + _COMING_BACK
    while True:
        try:
            return open_connection()
        except (ConnectionLost, Unreachable):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
