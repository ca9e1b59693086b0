"""MariaDB: the exchange of two names while the table that leaves its name has no triggers.

RENAME reads the triggers of each table in turn. When its session is killed in between, MariaDB gives the first table its
name back, and an empty list of triggers, with which nobody can use the table any more (1343), not even to fix it; seen on
10.11 and 11.8 in nearly half of the kills that came during the RENAME. A table without triggers gets its name back whole.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress

from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.mysql import error_numbers, session, statements
from onlinealter.mysql.connection import Connection
from onlinealter.sql.statement import Statement

_GAVE_WAY = (*error_numbers.LOCK_CONFLICTS, error_numbers.PARSE_ERROR)  # a KILL while it read triggers (decision 15)
_WAITING = "Waiting for table metadata lock"
_POLL_SECONDS = 0.001
_LONGEST_START = 0.5  # seconds for the RENAME to reach the lock that it waits for; else it is made with the triggers there
_LONGEST_STATISTICS = 10.0  # that the server writes of these tables, and keeps their rows locked; it takes milliseconds
_LONGEST_LOOK = 1.0  # of somebody at the table's definition, whom DROP TRIGGER waits for
_LONGEST_QUEUE = 30.0  # it waits for nobody but us


def rename_bare(
    worker: Connection,
    renamer: Connection,
    eyes: Connection,
    locking: Sequence[str],
    statement: Statement,
    regained: Callable[[], None],
) -> bool:
    """Lock the tables with ``worker`` by the statements ``locking``, let ``renamer`` wait with the RENAME for that, take the
    triggers off, and let it go.

    A RENAME that waits is served before all writes that wait, so that no write finds the table without triggers; also when
    we end in the middle of this. Says whether the RENAME was made; raises what the lock raises, and what the RENAME does
    unless it gave way. Ended by others after the triggers are off, it leaves the table without them. The caller looks for
    that before another attempt: of what is tried again, only a conflict over the lock is raised, and that the tables are
    others than were looked at (1690).
    """
    ended: list[OnlineAlterError | None] = []

    def move() -> None:
        try:
            renamer.execute(statement.sql)
        except OnlineAlterError as error:
            ended.append(error)
        else:
            ended.append(None)

    session.queue_for(renamer, _LONGEST_QUEUE)
    session.wait_for_rows(renamer, _LONGEST_STATISTICS)
    _lock(worker, [session.ends_soon(), *locking, *([statement.proof] if statement.proof else [])])
    try:
        # All of them before the RENAME waits: however we end after that, no write is missed.
        worker.run_all([each.sql for each in (*statement.loses, *statement.gains)])
    except OnlineAlterError:
        _take_back(worker, statement)
        raise
    moving = threading.Thread(target=move, name="rename")
    moving.start()
    try:
        with suppress(OnlineAlterError):  # how the RENAME ends is what counts
            if _waits(eyes, renamer.id, ended):
                session.queue_for(worker, _LONGEST_LOOK)
                worker.run_all([drop.sql for drop in statement.drop_triggers_first])
                if ended:
                    regained()
                    worker.run_all([create.sql for create in statement.restore_triggers])
    finally:
        with suppress(OnlineAlterError):  # the connection is lost, and the lock with it
            session.run_surely(worker, [statements.unlock_tables(), session.lasts()])
        moving.join()
    [failure] = ended
    if failure is None:
        return True
    if isinstance(failure, ServerError):  # else the RENAME may have been made, and they belong to the table in front
        _take_back(worker, statement)
        if failure.number in _GAVE_WAY:
            return False
    raise failure


def _lock(worker: Connection, locking: Sequence[str]) -> None:
    try:
        worker.run_together(locking)
    except ServerError:
        session.run_surely(worker, [statements.unlock_tables(), session.lasts()])  # the proof may be what failed
        raise


def _take_back(worker: Connection, statement: Statement) -> None:
    """The triggers of the table that comes, when it didn't."""
    with suppress(OnlineAlterError):  # the next attempt begins with that
        session.run_surely(worker, [statements.unlock_tables(), session.lasts(), *(each.sql for each in statement.loses)])


def _waits(eyes: Connection, connection_id: int, ended: list[OnlineAlterError | None]) -> bool:
    deadline = time.monotonic() + _LONGEST_START
    while not ended and time.monotonic() < deadline:
        if str(eyes.value(statements.state_of_connection(connection_id, mariadb=True)) or "") == _WAITING:
            return True
        time.sleep(_POLL_SECONDS)
    return False
