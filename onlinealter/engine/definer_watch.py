"""While a phase is at work: are the triggers' definer and its rights still there?

Without them every write of the application fails. A session that came in before continues by the rights that it had then, as
long as it doesn't ask for others (USE, SET ROLE): over one of those the triggers can still be dropped.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from onlinealter.checks import definer
from onlinealter.checks.statements import show_own_grants
from onlinealter.engine.ledger import TRIGGER
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.errors import Changed, ConnectionLost, OnlineAlterError, ServerError, internal_fault
from onlinealter.model.events import StatementRan
from onlinealter.model.states import Phase
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.waits import Waits
from onlinealter.sql.statement import Statement

WITH_TRIGGERS = (Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.ROLLBACK)
_BETWEEN_LOOKS = 1.0


@contextmanager
def definer_watched(run: PhaseContext) -> Iterator[None]:
    """Meanwhile take the triggers away when they could only fail. Raises Changed at the end where that was done."""
    watch, over = DefinerWatch(run), threading.Event()
    watch.look()  # the connections have to be there before anything is lost
    thread = threading.Thread(target=watch.until, args=(over,), name="definer", daemon=True)
    thread.start()
    try:
        yield
    except OnlineAlterError as error:
        _end(over, thread)
        watch.look()  # the workers may have met it first
        if watch.loss is not None:
            raise watch.loss from error
        raise
    finally:
        _end(over, thread)
        watch.close()
    if watch.loss is not None:
        raise watch.loss


def _end(over: threading.Event, thread: threading.Thread) -> None:
    over.set()
    thread.join()


class DefinerWatch:
    """For one thread of its own. ``loss`` says what was lost, once the triggers are gone for it."""

    def __init__(self, run: PhaseContext) -> None:
        self._run = run
        self._eyes: Connection | None = None
        self._hands: Connection | None = None
        self._approved: object = None
        self.loss: Changed | None = None

    def until(self, over: threading.Event) -> None:
        """Look again and again until it is over."""
        try:
            while self.loss is None and not over.wait(_BETWEEN_LOOKS):
                self.look()
        except Exception as error:  # noqa: BLE001 - unwatched, the run must not go on
            self._run.stop.fail(internal_fault("definer", error))

    def look(self) -> None:
        """Look once. What can't be asked now is asked the next time: an account that may not come in any more may still be
        a definer.
        """
        if self.loss is not None:
            return
        try:
            lost = self._lost()
        except OnlineAlterError:
            self._let_go_of_eyes()
            return
        if lost:
            self.loss = self._take_triggers_away(lost)

    def close(self) -> None:
        self._let_go_of_eyes()
        if self._hands is not None:
            self._hands.close()
            self._hands = None

    def _let_go_of_eyes(self) -> None:
        if self._eyes is not None:
            self._eyes.close()
            self._eyes = None

    def _lost(self) -> str:
        """What is lost; empty while all is there."""
        if self._hands is None:
            self._hands = self._run.shard.open_primary()
        if self._eyes is None:
            self._approved = self._hands.rows(show_own_grants())  # asked before: what was granted by then, these eyes know
            self._eyes = definer.connect_as_definer(self._run.shard.primary)
        try:
            grants = self._eyes.rows(show_own_grants())
            definer.become_definer(self._eyes)
        except ServerError as error:
            if error.number in error_numbers.ACCOUNT_GONE:
                return "the account was dropped or renamed"
            raise
        lacking = definer.lacking(self._eyes, self._run.resolved.schema, self._run.id)
        if not lacking and grants != self._approved:
            # What was granted on everything is remembered by the session.
            with definer.connect_as_definer(self._run.shard.primary) as fresh:
                lacking = definer.lacking(fresh, self._run.resolved.schema, self._run.id)
            self._approved = grants
        return f"it may no longer {', '.join(lacking)}" if lacking else ""

    def _take_triggers_away(self, lost: str) -> Changed:
        resolved = self._run.resolved
        drops = {**resolved.drop_triggers("", back=False), **resolved.drop_triggers("", back=True)}
        left = [statement.sql for statement in drops.values() if not self._is_dropped(statement)]
        for name in drops if not left else ():
            with suppress(OnlineAlterError):  # the journal may be closed to us now; abort asks the server anyway
                self._run.journal.note_gone(TRIGGER, name)
        what = f"the triggers of {resolved.schema}.{resolved.names.original} run as our account, and {lost}"
        if left:
            return Changed(
                f"{what}: every write of the application fails, and the triggers could not be dropped",
                remedy=f"As another account run now: {'; '.join(left)}; then 'online-alter abort'.",
            )
        return Changed(
            f"{what}: the triggers were dropped, because every write of the application would fail",
            remedy="Give the account its rights back ('online-alter check' names them), call 'online-alter abort', and "
            "start again.",
        )

    def _is_dropped(self, statement: Statement) -> bool:
        """Writes fail already: the DDL runner's looks before a lock, which these rights may not allow now, are left out."""
        began, waits = time.monotonic(), Waits(self._run.reporter)  # writes fail: no order to stop keeps it from this
        wait = waits.wait_for(f"the lock to {statement.purpose}", self._run.resolved.plan.settings.lock_timeout)
        while self._hands is not None:
            try:
                self._hands.execute(statement.sql)
            except ConnectionLost:
                return False
            except ServerError as error:
                if error.number not in error_numbers.LOCK_CONFLICTS or not wait.again(error.text):
                    return False
            else:
                self._run.reporter.report(StatementRan(statement.purpose, statement.sql, time.monotonic() - began))
                return True
        return False
