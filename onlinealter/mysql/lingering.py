"""Waiting for transactions that stay open, without standing in the queue for their table."""

from __future__ import annotations

import time
from collections.abc import Callable

from onlinealter.model.events import Blocker, WaitingForLock
from onlinealter.model.ports import Reporter
from onlinealter.mysql.blockers import Blockers
from onlinealter.mysql.ddl_limits import gave_up
from onlinealter.mysql.statements import OLD
from onlinealter.sql.statement import Statement

_LINGERING = 0.05  # seconds; a transaction that old isn't one that is about to end
_OF_WAITING = 0.1  # of the time that we have waited: so old a transaction has to be by then
_POLL_SECONDS = 0.03  # seconds between looks
_SAY_AGAIN = 1.0  # seconds; then everything else is looked at again, too


def lingering_age(waited: float) -> float:
    """How old a transaction has to be for us not to queue behind it, after so many seconds of waiting.

    Who queues holds up all who come after, and for nothing where the table is let go of later than we may wait. Where there
    is always somebody older than the first bound, the later ones let us try.
    """
    return min(float(OLD), max(_LINGERING, waited * _OF_WAITING))


class Lingering:
    """Looks often, for the gap between two such transactions may be short; a look costs nobody anything."""

    def __init__(self, reporter: Reporter, lock_timeout: float, wait: Callable[[float], None]) -> None:
        """``lock_timeout`` in seconds; ``wait`` sleeps and raises Interrupted when the run has to stop."""
        self._reporter = reporter
        self._patience = lock_timeout
        self._wait = wait

    def outlast(
        self,
        statement: Statement,
        attempt: int,
        began: float,
        look: Callable[[float], Blockers],
        attend: Callable[[Blockers], None],
    ) -> bool:
        """Wait for who holds the statement's very lock for long, a second at most; tells whether there was anybody: then
        it has to be asked again what is to be done.

        ``look`` gives who holds it for so many seconds. ``attend`` is told of those who do for long. Raises Blocked after
        the lock_timeout.
        """
        first = time.monotonic()
        said: tuple[Blocker, ...] = ()
        while not statement.harmless:
            now = time.monotonic()
            found = look(lingering_age(now - began))
            if not (found.certain and found.sessions):
                break
            if now - began > self._patience:
                raise gave_up(statement, self._patience, found.sessions)
            if not said:
                said = found.sessions
                self._reporter.report(WaitingForLock(statement.purpose, attempt + 1, _POLL_SECONDS, said))
            if now - first > _SAY_AGAIN:
                attend(look(float(OLD)))
                break
            self._wait(_POLL_SECONDS)
        return bool(said)
