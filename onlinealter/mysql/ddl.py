"""The one runner for every DDL of ours: look for blockers, wait briefly, step back, never queue others for long."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.model.events import Blocker, Reconnected, StatementRan, WaitingForLock
from onlinealter.model.ports import Reporter
from onlinealter.mysql import error_numbers, session
from onlinealter.mysql import statements as statements_of
from onlinealter.mysql.backup_locks.holders import backup_holders
from onlinealter.mysql.bare_rename import rename_bare
from onlinealter.mysql.blockers import Blockers, find_blockers
from onlinealter.mysql.connection import Account, Connection
from onlinealter.mysql.ddl_limits import DdlLimits, count_made, gave_up, goes_together, is_disproved
from onlinealter.mysql.killing import BlockerKiller
from onlinealter.mysql.lingering import Lingering
from onlinealter.mysql.messages import messages_of, with_settings
from onlinealter.mysql.queue_watch import QueueWatch
from onlinealter.mysql.read_only import became_read_only
from onlinealter.mysql.reconnecting import Losses, await_end, end_connection, hold_name
from onlinealter.mysql.related.tables import children_of, relatives_of
from onlinealter.mysql.server import Server, identity_and_role
from onlinealter.mysql.waits import BackOff, Waits
from onlinealter.sql.statement import Statement

_BACK_OFF, _AT_ONCE = BackOff(0.02, 5.0), BackOff(0.01, 0.01)
_QUIET_ATTEMPTS, _QUIET, _FIRST_WINDOW = 5, 1.0, 0.01
_NEVER_QUEUES = 60.0  # seconds that MariaDB is asked for the lock at once or not at all, before anything is risked
_LOOK, _LOOK_MARIADB, _LONGEST_LOOK = 0.003, 0.11, 0.8
_ATTENTIVE = 0.1  # seconds, for what the application may wait for
_OURS = "_oa_"  # stands in the names of all tables that a run makes
_GAVE_WAY = error_numbers.LOCK_CONFLICTS


class DdlRunner:
    """Runs DDL on the primary so that the application never waits longer than the bound behind it."""

    def __init__(
        self,
        open_connection: Callable[[], Connection],
        server: Server,
        schema: str,
        limits: DdlLimits,
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
        self._waits = Waits(reporter, wait)
        self._lingering = Lingering(reporter, limits.lock_timeout, wait)
        self._killer = None if limits.kill_grace is None else BlockerKiller(limits.kill_grace, reporter)
        self._account: Account | None = None
        self._worker_connection: Connection | None = None
        self._watcher_connection: Connection | None = None
        self._child_lock: Connection | None = None
        self._renamer: Connection | None = None
        self._relatives: tuple[str, ...] = ()
        self._children: tuple[str, ...] = ()
        self._lost: str | None = None
        self._renaming: str | None = None  # who may be at it, and on MariaDB must not be ended
        self._restored = False
        self._used: dict[tuple[str, ...], tuple[str, ...]] = {}  # by triggers of these tables

    def run(self, statement: Statement, is_so: Callable[[], bool]) -> float:
        """Run the statement until what it does is so; gives the seconds of the attempt that succeeded.

        ``is_so`` asks the server; it decides before the first attempt and after a lost connection, whose outcome is
        unknown. Raises Blocked after the plan's lock_timeout, naming who stood in the way.
        """
        return self.run_all(lambda: () if is_so() else (statement,))

    def run_all(self, left: Callable[[], Sequence[Statement]]) -> float:
        """Run statements on the same tables, in one go where the server can; ``left`` asks it which are still to do."""
        began, attempt, losses = time.monotonic(), 0, Losses(self._waits, lambda: self._account)
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
                first = statements[0]
                if self._lingering.outlast(
                    first, attempt, began, partial(self._blockers, first), partial(self._attend, first)
                ):
                    continue
                together = statements if goes_together(statements, self._server) else statements[:1]
                attempt_began = time.monotonic()
                asks_only = self._asks_only(together[0], began)
                window = 0.0 if asks_only else self._window(together[0], attempt)
                if self._attempt(together, window):
                    now = time.monotonic()
                    for statement in self._parts(together):
                        self._reporter.report(StatementRan(statement.purpose, statement.sql, now - began))
                    if len(together) == len(statements):
                        return now - attempt_began
                    count_made(made, together[0])
                    began, attempt, losses = now, 0, Losses(self._waits, lambda: self._account)
                    continue
                found = self._blockers(together[0])
                blockers = (*found.sessions, *(who for _, who in backup_holders(self._watcher()) or ()))
                self._attend(together[0], found)
            except ConnectionLost as error:
                self._note_lost(statements)
                self.close()
                self._reporter.report(Reconnected("definition changes"))
                losses.count(error)
            attempt += 1
            if statements:
                self._step_back(statements[0], began, attempt, blockers)

    def _note_lost(self, statements: Sequence[Statement]) -> None:
        lost = self._worker_connection.name if self._worker_connection is not None else self._lost
        if self._renamer is not None:
            self._renaming = self._renamer.name
        elif self._server.is_mariadb and statements and statements[0].moves_keys:  # see bare_rename
            self._renaming, lost = lost, None
        self._lost = lost

    def _end_what_was_lost(self) -> None:
        """A statement whose client is gone may still run, and be undone by its server: what is so is asked after its end."""
        if self._renaming is not None:
            await_end(self._watcher(), self._renaming, self._waits)
            self._renaming = None
        if self._lost is not None:
            end_connection(self._watcher(), self._lost, self._waits)
            self._lost = None

    def _check_writable(self) -> None:
        """While we waited the server may have been made a replica of another, which a privileged account doesn't feel."""
        _, read_only = identity_and_role(self._watcher())
        if read_only:
            raise became_read_only(self._watcher().account)

    def _relatives_of(self, tables: tuple[str, ...]) -> tuple[str, ...]:
        """MySQL locks the tables that foreign keys join to these as well; MariaDB is never asked to wait with locks held."""
        return () if self._server.is_mariadb else relatives_of(self._watcher(), self._schema, tables)

    def _children_of(self, statement: Statement) -> tuple[str, ...]:
        """MariaDB: the tables whose foreign keys a RENAME takes along."""
        moves = self._server.is_mariadb and statement.moves_keys
        return children_of(self._watcher(), self._schema, statement.tables) if moves else ()

    def _blockers(self, statement: Statement, age: float = statements_of.OLD) -> Blockers:
        return find_blockers(self._watcher(), self._server, self._schema, self._taken(statement), age)

    def _taken(self, statement: Statement) -> tuple[str, ...]:
        """The tables that a statement takes: on MySQL also relatives by foreign keys, and LOCK TABLES takes those along that
        triggers use.
        """
        locked = (*statement.tables, *self._relatives)
        if self._server.is_mariadb or not statement.exclusive:
            return (*locked, *statement.also_locks)
        if locked not in self._used:
            rows = self._watcher().rows(statements_of.tables_of_triggers(self._schema, locked, _OURS))
            self._used[locked] = tuple(str(row[0]) for row in rows)
        return tuple(dict.fromkeys((*locked, *statement.also_locks, *self._used[locked])))

    def _attend(self, statement: Statement, found: Blockers) -> None:
        if self._killer is not None and found.certain:
            self._killer.attend(self._watcher(), statement.purpose, found.sessions)

    def _asks_only(self, statement: Statement, began: float) -> bool:
        """MariaDB: whether the lock is to be had at once or not at all. What it costs others to wait is more than that,
        but not what it costs a lasting statement to start again.
        """
        patient = bool(self._children) or time.monotonic() - began < _NEVER_QUEUES
        return self._server.is_mariadb and not statement.long_running and patient

    def _window(self, statement: Statement, attempt: int) -> float:
        """How long to stand in the queue: briefly at first, but on MariaDB, which can't look, once and for all."""
        if self._server.is_mariadb and not statement.long_running:
            return self._limits.lock_wait
        return min(self._limits.lock_wait, _FIRST_WINDOW * 2.0**attempt)

    def _step_back(self, statement: Statement, began: float, attempt: int, blockers: tuple[Blocker, ...]) -> None:
        if time.monotonic() - began > self._limits.lock_timeout:
            raise gave_up(statement, self._limits.lock_timeout, blockers)
        pause = (_AT_ONCE if self._asks_only(statement, began) else _BACK_OFF).pause(attempt)
        if attempt > _QUIET_ATTEMPTS or blockers or time.monotonic() - began > _QUIET:
            self._reporter.report(WaitingForLock(statement.purpose, attempt, pause, blockers))
        self._wait(pause)

    def another(self) -> DdlRunner:
        """The same for another thread."""
        return DdlRunner(self._open_connection, self._server, self._schema, self._limits, self._reporter, self._wait)

    def close(self) -> None:
        for connection in (self._worker_connection, self._watcher_connection, self._child_lock, self._renamer):
            if connection is not None:
                connection.close()
        self._worker_connection = self._watcher_connection = self._child_lock = self._renamer = None

    def _opened(self) -> Connection:
        connection = self._open_connection()
        self._account = connection.account
        return connection

    def _worker(self) -> Connection:
        if self._worker_connection is None:
            self._worker_connection = self._opened()
            hold_name(self._worker_connection)
            session.set_up(self._worker_connection, self._server, lock_wait=self._limits.lock_wait)
        return self._worker_connection

    def _watcher(self) -> Connection:
        if self._watcher_connection is None:
            self._watcher_connection = self._opened()
        return self._watcher_connection

    def _attempt(self, statements: Sequence[Statement], window: float) -> bool:
        """Take the lock without waiting if that can be had; else queue for ``window`` seconds, at a moment when that can't
        make a deadlock with a transaction that has read and may yet write.
        """
        if statements[0].gains and self._children:
            return False  # the caller makes these triggers by themselves now
        session.check_foreign_keys(self._worker(), on=not statements[0].skip_fk_checks)
        long_running = statements[0].long_running
        if self._server.is_mariadb and not long_running and self._attempt_at_once(statements[0]):
            return True
        if not window:
            return False
        messages = messages_of(self._guarded(statements))
        if self._sheds(statements[0]):
            return self._shed(statements[0], messages[0][0])
        return self._queue(messages, statements[0], window)

    def _queue(self, messages: list[list[str]], statement: Statement, window: float) -> bool:
        worker, deadline = self._worker(), time.monotonic() + _LONGEST_LOOK
        with self._watched(worker.id, statement, window):
            while time.monotonic() < deadline:
                try:
                    for message in messages:
                        worker.run_together(message, timeout=_ATTENTIVE)
                except ServerError as error:
                    # What came after the error was not run.
                    session.run_surely(worker, [statements_of.unlock_tables(), session.lasts(), *session.as_ours()])
                    if error.number in _GAVE_WAY or is_disproved(statement, error):
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
            (text, statement.last_in_message and text == statement.sql)
            for statement in statements
            for text in with_settings(statement)
        ]
        if (statements[0].long_running and not statements[0].beside_writers) or statements[0].harmless:
            # The first is on the shadow, which only triggers write: nobody becomes a writer there who has only read.
            return texts
        proof = [(statements[0].proof, False)] if statements[0].proof else []
        tables, taken = statements[0].tables, self._taken(statements[0])
        guard = statements_of.no_upgraders(self._schema, taken, mariadb=self._server.is_mariadb, relatives=self._relatives)
        try:
            self._watcher().execute(guard)
        except ServerError as error:
            if error.number != error_numbers.SEVERAL_ROWS:
                # The account may not look; the check 'privileges' has said what that risks.
                guard = statements_of.do_nothing()
        if self._sheds(statements[0]):
            return [(guard, False), *texts]  # rename_bare asks for the proof behind its lock
        if not statements[0].locked and (self._server.is_mariadb or not statements[0].exclusive):
            return [(guard, False), *proof, *texts]
        lock, unlock = statements_of.lock_tables(self._schema, (*tables, *self._relatives)), statements_of.unlock_tables()
        before = [(text, False) for text in (guard, session.ends_soon(), lock)]
        return [*before, *proof, *texts, (unlock, False), (session.lasts(), False)]

    def _shed(self, statement: Statement, *guards: str) -> bool:
        """Whether the table has lost its triggers and its name; not when a guard kept it from that."""
        if self._renamer is None:
            self._renamer = self._open_connection()
            hold_name(self._renamer)
        locking = (*guards, statements_of.lock_tables(self._schema, statement.tables))
        try:
            return rename_bare(self._worker(), self._renamer, self._watcher(), locking, statement, self._note_regained)
        except ServerError as error:
            if guards and error.number in (*_GAVE_WAY, error_numbers.SEVERAL_ROWS):
                return False
            if is_disproved(statement, error):
                return False
            raise

    def has_restored(self) -> bool:
        """Whether a table has got triggers back that were taken off for a RENAME, since that was last asked."""
        regained, self._restored = self._restored, False
        return regained

    def _note_regained(self) -> None:
        self._restored = True

    def _parts(self, together: Sequence[Statement]) -> list[Statement]:
        """What was run, in its order."""
        return [
            part
            for each in together
            for part in (*(each.gains + each.drop_triggers_first if self._sheds(each) else ()), each)
        ]

    def _sheds(self, statement: Statement) -> bool:
        """Not where children have come meanwhile: LOCK TABLES takes them along, and they have to be locked for longer."""
        return bool(statement.drop_triggers_first) and not self._children

    def _attempt_at_once(self, statement: Statement) -> bool:
        """MariaDB: with lock_wait_timeout = 0 a statement never stands in the queue."""
        worker, deadline, fixed = self._worker(), time.monotonic() + _LONGEST_LOOK, False
        session.never_queue(worker)
        try:
            while time.monotonic() < deadline:
                try:
                    if self._sheds(statement):
                        return self._shed(statement)
                    with self._held():
                        worker.run_all(self._at_once(statement))
                except ServerError as error:
                    session.run_surely(worker, [statements_of.unlock_tables(), *session.as_ours()])
                    if is_disproved(statement, error):
                        return False
                    if error.number == error_numbers.PARSE_ERROR and not fixed:
                        fixed = True  # triggers that a KILL has spoilt: CREATE TRIGGER fails, and fixes them by that
                        continue
                    if error.number not in _GAVE_WAY:
                        raise
                    self._wait(_LOOK)
                else:
                    return True
        finally:
            session.queue_for(worker, self._limits.lock_wait)
        return False

    def _at_once(self, statement: Statement) -> list[str]:
        texts = [*([statement.proof] if statement.proof else []), *with_settings(statement)]
        if not statement.locked:
            return texts
        return [statements_of.lock_tables(self._schema, statement.tables), *texts, statements_of.unlock_tables()]

    @contextmanager
    def _held(self) -> Iterator[None]:
        """MariaDB: meanwhile nobody uses the tables whose foreign keys a RENAME takes along. InnoDB locks them for each of
        its steps; if a transaction came between two, it could undo no step of what it had begun, and the table would be
        gone from the engine (1932). Had at once or not at all, so that nobody waits for anybody.
        """
        if not self._children:
            yield
            return
        if self._child_lock is None:
            self._child_lock = self._open_connection()
            session.never_queue(self._child_lock)
        lock = statements_of.lock_tables(self._schema, self._children)
        self._child_lock.run_together([session.ends_soon(self._limits.lock_wait), lock])
        try:
            yield
        finally:
            session.run_surely(self._child_lock, [statements_of.unlock_tables(), session.lasts()])

    @contextmanager
    def _watched(self, connection_id: int, statement: Statement, window: float) -> Iterator[None]:
        """Meanwhile end our own statement when it queues for a metadata lock longer than it may."""
        if self._server.is_mariadb and statement.moves_keys:  # a RENAME breaks when it is ended (see bare_rename)
            yield  # lock_wait_timeout is the bound
            return
        over = threading.Event()
        longest = self._limits.lock_wait if statement.long_running else window
        taken = self._taken(statement)
        watch = QueueWatch(
            self._watcher(), self._server, self._schema, taken, self._relatives, connection_id, window, longest, self._waits
        )
        guard = threading.Thread(target=watch.until, args=(over,), daemon=True)
        guard.start()
        try:
            yield
        finally:
            over.set()
            guard.join()
