"""The one door for every DDL of ours: look for blockers, wait briefly, step back, never queue others for long."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from onlinealter.model.errors import Blocked, Changed, ConnectionLost, ServerError
from onlinealter.model.events import Blocker, Reconnected, StatementRan, WaitingForLock
from onlinealter.model.ports import Reporter
from onlinealter.mysql import error_numbers, session
from onlinealter.mysql import statements as statements_of
from onlinealter.mysql.bare_rename import rename_bare
from onlinealter.mysql.blockers import Blockers, find_blockers
from onlinealter.mysql.connection import Connection, became_read_only
from onlinealter.mysql.killing import BlockerKiller
from onlinealter.mysql.messages import messages_of, with_settings
from onlinealter.mysql.queue_watch import QueueWatch
from onlinealter.mysql.related_tables import children_of, relatives_of
from onlinealter.mysql.server import Server, read_server
from onlinealter.mysql.steady import await_end, end_connection, hold_name
from onlinealter.sql.statement import Statement

_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 5.0
_QUIET_ATTEMPTS, _FIRST_WINDOW = 5, 0.01
_NEVER_QUEUES = 60.0  # seconds that MariaDB is asked for the lock at once or not at all, before anything is risked
_LOOK, _LOOK_MARIADB, _LONGEST_LOOK = 0.003, 0.11, 0.8
_ATTENTIVE = 0.1  # seconds, for what the application may wait for
_MOST_TIMES = 5  # that one statement is made before the next
_OURS = "_oa_"  # stands in the names of all tables that a run makes
_GAVE_WAY = error_numbers.LOCK_CONFLICTS


@dataclass(frozen=True)
class DoorLimits:
    """Seconds: ``lock_wait`` that others may queue behind one attempt, ``patience`` to go on trying, ``kill_grace`` after
    which who is in the way is ended; None spares everybody.
    """

    lock_wait: float
    patience: float
    kill_grace: float | None = None


class Door:
    """Runs DDL on the primary so that the application never waits longer than the bound behind it."""

    def __init__(
        self,
        open_connection: Callable[[], Connection],
        server: Server,
        schema: str,
        limits: DoorLimits,
        reporter: Reporter,
        wait: Callable[[float], None],
    ) -> None:
        """``wait`` sleeps and raises Interrupted when the run has to stop."""
        self._open_connection = open_connection
        self._server = server
        self._schema = schema
        self._limits = limits
        self._reporter = reporter
        self._wait = wait
        self._killer = None if limits.kill_grace is None else BlockerKiller(limits.kill_grace, reporter)
        self._hands: Connection | None = None
        self._eyes: Connection | None = None
        self._grip: Connection | None = None
        self._mover: Connection | None = None
        self._relatives: tuple[str, ...] = ()
        self._children: tuple[str, ...] = ()
        self._lost: str | None = None
        self._renaming: str | None = None  # who may be at it, and on MariaDB must not be ended
        self._used: dict[tuple[str, ...], tuple[str, ...]] = {}  # by triggers of these tables

    def run(self, statement: Statement, is_so: Callable[[], bool]) -> float:
        """Run the statement until what it does is so; gives the seconds of the attempt that succeeded.

        ``is_so`` asks the server; it decides before the first attempt and after a lost connection, whose outcome is
        unknown. Raises Blocked after the plan's patience, naming who stood in the way.
        """
        return self.run_all(lambda: () if is_so() else (statement,))

    def run_all(self, left: Callable[[], Sequence[Statement]]) -> float:
        """Run statements on the same tables, in one go where the server can; ``left`` asks it which are still to do."""
        began, attempt = time.monotonic(), 0
        blockers: tuple[Blocker, ...] = ()
        made = Counter[str]()
        while True:
            statements: Sequence[Statement] = ()
            try:
                self._end_what_was_lost()
                self._check_writable()
                statements = left()
                if not statements:
                    return 0.0
                self._relatives = self._relatives_of(statements[0].tables)
                self._children = self._children_of(statements[0])
                together = statements if self._goes_together(statements) else statements[:1]
                attempt_began = time.monotonic()
                asks_only = self._asks_only(together[0], began)
                window = 0.0 if asks_only else self._window(together[0], attempt)
                if self._may_queue(together[0]) and self._attempt(together, window):
                    now = time.monotonic()
                    for statement in self._parts(together):
                        self._reporter.report(StatementRan(statement.purpose, statement.sql, now - began))
                    if len(together) == len(statements):
                        return now - attempt_began
                    _count_made(made, together[0])
                    began, attempt = now, 0
                    continue
                found = self._blockers(together[0])
                blockers = found.sessions
                if self._killer is not None and found.certain:
                    self._killer.attend(self._watcher(), together[0].purpose, blockers)
            except ConnectionLost:
                self._note_lost(statements)
                self.close()
                self._reporter.report(Reconnected("definition changes"))
            attempt += 1
            if statements:
                self._step_back(statements[0], began, attempt, blockers)
            else:
                self._wait(_FIRST_PAUSE)

    def _note_lost(self, statements: Sequence[Statement]) -> None:
        lost = self._hands.name if self._hands is not None else self._lost
        if self._mover is not None:
            self._renaming = self._mover.name
        elif self._breaks_when_ended(statements):
            self._renaming, lost = lost, None
        self._lost = lost

    def _breaks_when_ended(self, statements: Sequence[Statement]) -> bool:
        """A RENAME of tables with triggers on MariaDB (see bare_rename)."""
        return self._server.is_mariadb and bool(statements) and statements[0].moves_keys

    def _end_what_was_lost(self) -> None:
        """A statement whose client is gone may still run, and be undone by its server: what is so is asked after its end."""
        if self._renaming is not None:
            await_end(self._watcher(), self._renaming)
            self._renaming = None
        if self._lost is not None:
            end_connection(self._watcher(), self._lost)
            self._lost = None

    def _check_writable(self) -> None:
        """While we waited the server may have been made a replica of another, which a privileged account doesn't feel."""
        if read_server(self._watcher()).read_only:
            raise became_read_only(self._watcher().account)

    def _goes_together(self, statements: Sequence[Statement]) -> bool:
        alike = all(each.exclusive and each.tables == statements[0].tables for each in statements)
        return alike and not self._server.is_mariadb

    def _relatives_of(self, tables: tuple[str, ...]) -> tuple[str, ...]:
        """MySQL locks the tables that foreign keys join to these as well; MariaDB is never asked to wait with locks held."""
        return () if self._server.is_mariadb else relatives_of(self._watcher(), self._schema, tables)

    def _children_of(self, statement: Statement) -> tuple[str, ...]:
        """MariaDB: the tables whose foreign keys a RENAME takes along."""
        moves = self._server.is_mariadb and statement.moves_keys
        return children_of(self._watcher(), self._schema, statement.tables) if moves else ()

    def _blockers(self, statement: Statement) -> Blockers:
        return find_blockers(self._watcher(), self._server, self._schema, self._taken(statement))

    def _taken(self, statement: Statement) -> tuple[str, ...]:
        """The tables that a statement takes: on MySQL also relatives by foreign keys, and LOCK TABLES takes those along that
        triggers use.
        """
        locked = (*statement.tables, *self._relatives)
        if self._server.is_mariadb or not statement.exclusive:
            return (*locked, *statement.reaches)
        if locked not in self._used:
            rows = self._watcher().rows(statements_of.tables_of_triggers(self._schema, locked, _OURS))
            self._used[locked] = tuple(str(row[0]) for row in rows)
        return tuple(dict.fromkeys((*locked, *statement.reaches, *self._used[locked])))

    def _may_queue(self, statement: Statement) -> bool:
        """Who holds the very lock for long isn't waited for in the queue, where others would wait behind us."""
        found = self._blockers(statement)
        return not (found.certain and found.sessions)

    def _asks_only(self, statement: Statement, began: float) -> bool:
        """MariaDB: whether the lock is to be had at once or not at all. What it costs others to wait is more than that,
        but not what it costs a lasting statement to begin again.
        """
        patient = bool(self._children) or time.monotonic() - began < _NEVER_QUEUES
        return self._server.is_mariadb and not statement.lasting and patient

    def _window(self, statement: Statement, attempt: int) -> float:
        """How long to stand in the queue: briefly at first, but on MariaDB, which can't look, once and for all."""
        if self._server.is_mariadb and not statement.lasting:
            return self._limits.lock_wait
        return min(self._limits.lock_wait, _FIRST_WINDOW * 2.0**attempt)

    def _step_back(self, statement: Statement, began: float, attempt: int, blockers: tuple[Blocker, ...]) -> None:
        if time.monotonic() - began > self._limits.patience:
            raise self._gave_up(statement, blockers)
        longest = (
            _FIRST_PAUSE if self._asks_only(statement, began) else min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt, 10))
        )
        pause = longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        if attempt > _QUIET_ATTEMPTS or blockers:
            self._reporter.report(WaitingForLock(statement.purpose, attempt, pause, blockers))
        self._wait(pause)

    def another(self) -> Door:
        """The same for another thread."""
        return Door(self._open_connection, self._server, self._schema, self._limits, self._reporter, self._wait)

    def close(self) -> None:
        """End the door's connections."""
        for connection in (self._hands, self._eyes, self._grip, self._mover):
            if connection is not None:
                connection.close()
        self._hands = self._eyes = self._grip = self._mover = None

    def _worker(self) -> Connection:
        if self._hands is None:
            self._hands = self._open_connection()
            hold_name(self._hands)
            session.set_up(self._hands, self._server, lock_wait=self._limits.lock_wait)
        return self._hands

    def _watcher(self) -> Connection:
        if self._eyes is None:
            self._eyes = self._open_connection()
        return self._eyes

    def _attempt(self, statements: Sequence[Statement], window: float) -> bool:
        """Take the lock without waiting if that can be had; else queue for ``window`` seconds, at a moment when that can't
        make a deadlock with a transaction that has read and may yet write.
        """
        session.check_foreign_keys(self._worker(), on=not statements[0].unchecked)
        lasting = statements[0].lasting
        if self._server.is_mariadb and not lasting and self._attempt_at_once(statements[0]):
            return True
        if not window:
            return False
        messages = messages_of(self._guarded(statements))
        if self._sheds(statements[0]):
            return self._shed(statements[0], messages[0][0])
        return self._queue(messages, statements[0], window)

    def _queue(self, messages: list[list[str]], statement: Statement, window: float) -> bool:
        hands, deadline = self._worker(), time.monotonic() + _LONGEST_LOOK
        with self._watched(hands.id, statement, window):
            while time.monotonic() < deadline:
                try:
                    for message in messages:
                        hands.run_together(message, patience=_ATTENTIVE)
                except ServerError as error:
                    unlock = () if self._server.is_mariadb else (statements_of.unlock_tables(),)
                    session.run_surely(hands, [*unlock, *session.as_ours()])  # what came after the error was not run
                    if error.number in _GAVE_WAY:
                        return False
                    if error.number != error_numbers.SEVERAL_ROWS:
                        raise
                    self._wait(_LOOK_MARIADB if self._server.is_mariadb else _LOOK)
                else:
                    return True
        return False

    def _guarded(self, statements: Sequence[Statement]) -> list[tuple[str, bool]]:
        """The statements with a query before them that fails at a bad moment; each with whether it ends its message.

        On MySQL under LOCK TABLES too: CREATE TRIGGER would first take a lock that lets readers in, and then wait for
        them while their writes wait for it.
        """
        texts = [
            (text, statement.ends_message and text == statement.sql)
            for statement in statements
            for text in with_settings(statement)
        ]
        if statements[0].lasting:
            return texts  # on the shadow, which only triggers write: nobody becomes a writer there who has only read
        tables, taken = statements[0].tables, self._taken(statements[0])
        guard = statements_of.no_upgraders(self._schema, taken, mariadb=self._server.is_mariadb, relatives=self._relatives)
        try:
            self._watcher().execute(guard)
        except ServerError as error:
            if error.number != error_numbers.SEVERAL_ROWS:
                # The account may not look; the check 'privileges' has said what that risks.
                guard = statements_of.do_nothing()
        if self._server.is_mariadb or not statements[0].exclusive:
            return [(guard, False), *texts]
        lock, unlock = statements_of.lock_tables(self._schema, (*tables, *self._relatives)), statements_of.unlock_tables()
        return [(guard, False), (lock, False), *texts, (unlock, False)]

    def _shed(self, statement: Statement, *guards: str) -> bool:
        """Whether the table has lost its triggers and its name; not when a guard kept it from that."""
        if self._mover is None:
            self._mover = self._open_connection()
            hold_name(self._mover)
        locking = (*guards, statements_of.lock_tables(self._schema, statement.tables))
        try:
            return rename_bare(self._worker(), self._mover, self._watcher(), locking, statement)
        except ServerError as error:
            if guards and error.number in (*_GAVE_WAY, error_numbers.SEVERAL_ROWS):
                return False
            raise

    def _parts(self, together: Sequence[Statement]) -> list[Statement]:
        """What was run, in its order."""
        return [part for each in together for part in (*(each.sheds if self._sheds(each) else ()), each)]

    def _sheds(self, statement: Statement) -> bool:
        """Not where children have come meanwhile: LOCK TABLES takes them along, and they have to be locked for longer."""
        return bool(statement.sheds) and not self._children

    def _attempt_at_once(self, statement: Statement) -> bool:
        """MariaDB: with lock_wait_timeout = 0 a statement never stands in the queue."""
        hands, deadline, mended = self._worker(), time.monotonic() + _LONGEST_LOOK, False
        session.never_queue(hands)
        try:
            while time.monotonic() < deadline:
                try:
                    if self._sheds(statement):
                        return self._shed(statement)
                    with self._held():
                        hands.run_all(with_settings(statement))
                except ServerError as error:
                    session.run_surely(hands, session.as_ours())
                    if error.number == error_numbers.PARSE_ERROR and not mended:
                        mended = True  # triggers that a KILL has spoilt: CREATE TRIGGER fails, and mends them by that
                        continue
                    if error.number not in _GAVE_WAY:
                        raise
                    self._wait(_LOOK)
                else:
                    return True
        finally:
            session.queue_for(hands, self._limits.lock_wait)
        return False

    @contextmanager
    def _held(self) -> Iterator[None]:
        """MariaDB: meanwhile nobody uses the tables whose foreign keys a RENAME takes along. InnoDB locks them for each of
        its steps; if a transaction came between two, it could undo no step of what it had begun, and the table would be
        gone from the engine (1932). Had at once or not at all, so that nobody waits for anybody.
        """
        if not self._children:
            yield
            return
        if self._grip is None:
            self._grip = self._open_connection()
            session.never_queue(self._grip)
        self._grip.execute(statements_of.lock_tables(self._schema, self._children))
        try:
            yield
        finally:
            session.run_surely(self._grip, [statements_of.unlock_tables()])

    @contextmanager
    def _watched(self, connection_id: int, statement: Statement, window: float) -> Iterator[None]:
        """Meanwhile end our own statement when it queues for a metadata lock longer than it may."""
        if self._breaks_when_ended((statement,)):
            yield  # lock_wait_timeout is the bound
            return
        over = threading.Event()
        longest = self._limits.lock_wait if statement.lasting else window
        taken = self._taken(statement)
        watch = QueueWatch(
            self._watcher(), self._server, self._schema, taken, self._relatives, connection_id, window, longest, self._wait
        )
        guard = threading.Thread(target=watch.until, args=(over,), daemon=True)
        guard.start()
        try:
            yield
        finally:
            over.set()
            guard.join()

    def _gave_up(self, statement: Statement, blockers: tuple[Blocker, ...]) -> Blocked:
        who = ", ".join(f"connection {b.connection} ({b.user}@{b.host}, {b.age:.0f} s)" for b in blockers)
        return Blocked(
            f"could not {statement.purpose} for {self._limits.patience:.0f} s: its table is in use by "
            f"{who or 'transactions that this account may not see'}",
            remedy="End these transactions or wait for them, then call the same command again.",
        )


def _count_made(made: Counter[str], statement: Statement) -> None:
    """A server may take a statement without doing it: MariaDB, DROP TRIGGER of one whose file is lost."""
    made[statement.sql] += 1
    if made[statement.sql] > _MOST_TIMES:
        raise Changed(
            f"the server took '{statement.purpose}' {_MOST_TIMES} times as done, and it isn't so",
            remedy=f"Look what stands in its way; by hand it is: {statement.sql}",
        )
