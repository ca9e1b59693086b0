"""A plan played on a candidate, from prepare to cleanup, with the operator's tests in between; then undone.

The table itself goes through prepare, execute, verify, cutover, rollback, verify, cutover, rollback and abort. It is never
copied back: the original stays the original all the time, so that afterwards it is what it was, row for row, with whatever
others wrote meanwhile. A cleanup would drop just that original. It is played, after a run of the same plan, on an empty
table made LIKE the candidate's; what takes its time on the real one, dropping a table of full size with its triggers, is
what abort does at the end, by the same code.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from onlinealter.engine.alteration import advance, resolved_plan, returns_by_copy
from onlinealter.engine.preflight import plan_of
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Owned, Refused, UsageFault
from onlinealter.model.estimate import Decisions
from onlinealter.model.event_log import EventLog, Unwrapped
from onlinealter.model.events import Notice
from onlinealter.model.plan import Rollback, Strategy, VerifyOn, WorseQueries
from onlinealter.model.ports import Reporter
from onlinealter.model.query_plans import ExplainedQuery
from onlinealter.model.rehearsal import Fault, LoadRun, ProgramRun, Rehearsed, Verdict
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Account, Connection
from onlinealter.mysql.server import read_server
from onlinealter.rehearsal import statements
from onlinealter.rehearsal.candidate import open_candidate
from onlinealter.rehearsal.counting import count, counted
from onlinealter.rehearsal.course import Course
from onlinealter.rehearsal.mark import read_mark
from onlinealter.rehearsal.measured import as_decided, measured_on, reading_speed
from onlinealter.rehearsal.programs import run_test, under_load
from onlinealter.rehearsal.proving.proof import prove
from onlinealter.rehearsal.query_looks import Looks
from onlinealter.rehearsal.record import Record, begin_record, new_stand_in, read_records
from onlinealter.rehearsal.refusals import refuse_production
from onlinealter.rehearsal.snapshot import read_rows, take_snapshot
from onlinealter.rehearsal.thresholds import Condition, held_against, see_that_it_compares
from onlinealter.rehearsal.undo import open_runs, undo
from onlinealter.rehearsal.writes.load import Load, builtin_work, work_like, writing
from onlinealter.rehearsal.writes.mix import Mix
from onlinealter.tables.activity import machine_of
from onlinealter.tables.queries import Query
from onlinealter.tables.spelling import as_spelled

_TO_SWAP = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER)


BUILTIN = "builtin"  # the load that is no command
_COPIED = (
    "the server is expected to make this change without a copy, but not to undo it; the rehearsal copied the rows, so that"
    " the candidate is left as it was"
)


@dataclass(frozen=True)
class Rehearsal:
    """What is to be rehearsed: the target on the candidate, production's servers, the commands that test and write, and
    whether faults are to be planted. The load ``BUILTIN`` is no command, and a ``mix`` is played instead of one. The
    ``queries`` are explained before, and with the new definition; of the ``conditions`` that its numbers have to keep, some
    compare with the ``baseline``. What is ``decided`` on production holds here, too.
    """

    target: Target
    production: tuple[Account, ...] = ()
    test: str = ""
    load: str = ""
    prove: bool = False
    queries: tuple[Query, ...] = ()
    conditions: tuple[Condition, ...] = ()
    baseline: Rehearsed | None = None
    mix: Mix | None = None
    decided: Decisions | None = None


@dataclass(frozen=True)
class _Came:
    """What came of the play."""

    tests: tuple[ProgramRun, ...]
    faults: tuple[Fault, ...]
    load: ProgramRun | None
    writes: LoadRun | None
    queries: tuple[ExplainedQuery, ...]

    @property
    def verdict(self) -> Verdict:
        """The first thing that failed."""
        if any(fault.missed for fault in self.faults):
            return Verdict.FAULT_MISSED
        if any(test.exit_code for test in self.tests):
            return Verdict.TEST_FAILED
        if self.writes and self.writes.failed:
            return Verdict.LOAD_FAILED
        return Verdict.PLAN_WORSE if any(query.findings for query in self.queries) else Verdict.PASSED


def rehearse(rehearsal: Rehearsal, reporter: Reporter, stop: StopFlag) -> Rehearsed:
    """Play everything and undo it, also after an error; a test that fails ends the play, and is the verdict."""
    course, began = Course(reporter), time.monotonic()
    target, notes = _fitted(rehearsal.target)
    with _candidate(target, rehearsal.production) as connection:
        target = _as_spelled(connection, target)
        place = (target.schema, target.table)
        for record in read_records(connection, target.schema):
            reporter.report(Notice(f"undoing what a rehearsal of {record.table} left, begun at {record.began_at} UTC"))
            undo(target, record, reporter)
        if runs := open_runs(target):
            raise Refused(
                f"run {runs[-1].run} of {target.schema}.{target.table} is {runs[-1].state} on the candidate",
                remedy=f"End it there first. Next: {runs[-1].following} --table {target.table}",
            )
        target, decided = _decided(target, rehearsal.decided)
        if rehearsal.baseline is not None:
            see_that_it_compares(rehearsal.baseline, target.table, str(read_server(connection)))
        looks = Looks(target, rehearsal.queries, stop)
        looks.before()
        speed = reading_speed(connection, target)
        before, rows_before = take_snapshot(connection, *place), read_rows(connection, *place)
        counts, stand_in = count(connection), new_stand_in()
        record = begin_record(connection, *place, stand_in, plan_of(target).change_digest, before)
        try:
            playing = replace(rehearsal, target=target)
            came = _play_under_load(playing, record, rows_before.count, looks, course, stop)
        finally:
            course.table = target.table
            undo(target, record, course)
        counters, rows_after = counted(counts, count(connection)), read_rows(connection, *place)
        details = course.timeline.details(plan_of(target), before.definition, _hosts(rehearsal))
        result = Rehearsed(
            verdict=came.verdict,
            table=".".join(place),
            server=str(read_server(connection)),
            seconds=time.monotonic() - began,
            phases=tuple(course.phases),
            longest_swap=course.longest_swap,
            lock_attempts=course.lock_attempts,
            pauses=course.pauses,
            differences=course.differences,
            tests=came.tests,
            load=came.load,
            rows_before=rows_before.count,
            rows_after=rows_after.count,
            rows_unchanged=rows_before == rows_after,
            notes=(*notes, *decided, *course.notes),
            details=replace(details, machine=machine_of(connection)),
            writes=came.writes,
            faults=came.faults,
            queries=came.queries,
            counters=counters,
            measured=course.measured,
            rows_per_second=round(speed),
        )
        return held_against(result, rehearsal.conditions, rehearsal.baseline)


def _play_under_load(rehearsal: Rehearsal, record: Record, rows: int, looks: Looks, course: Course, stop: StopFlag) -> _Came:
    """The play, beside the command or the built-in load, if there is one."""
    target, load, writes = rehearsal.target, list[ProgramRun](), list[LoadRun]()
    work = work_like(rehearsal.mix) if rehearsal.mix else builtin_work() if rehearsal.load == BUILTIN else None
    with ExitStack() as beside:
        beside.enter_context(under_load("" if work else rehearsal.load, target, load))
        writers = None
        if work is not None:
            connection = beside.enter_context(open_candidate(target))
            resolved = resolved_plan(target)
            writers = beside.enter_context(writing(target, resolved, record.stand_in, rows, connection, writes, work))
        tests, faults = _Play(rehearsal, record, rows, writers, looks, course, stop).play()
    return _Came(tests, faults, load[0] if load else None, writes[0] if writes else None, looks.told())


@dataclass(frozen=True)
class _Play:
    """The play on the table of so many rows, while ``writers``, if there are any, write to it."""

    rehearsal: Rehearsal
    record: Record
    rows: int
    writers: Load | None
    looks: Looks
    course: Course
    stop: StopFlag

    def play(self) -> tuple[tuple[ProgramRun, ...], tuple[Fault, ...]]:
        """Gives the tests that were run, the last one the first that failed, if any did; and the planted faults.

        A test that fails, or a fault that was missed, ends the play.
        """
        tests, faults = list[ProgramRun](), list[Fault]()
        self.course.table = self.rehearsal.target.table
        for moment, step in (("before", self._to_swap), ("swapped", self._back), ("rolled-back", self._there_and_back)):
            if self.rehearsal.test:
                self.course.report(Notice(f"test {moment}: begins"))
                began = self.course.timeline.seconds()
                ran = run_test(self.rehearsal.test, moment, self.rehearsal.target, self.stop)
                tests.append(replace(ran, began=began))
            if tests and tests[-1].exit_code:
                break
            faults += step()
            if any(fault.missed for fault in faults):
                break
        return tuple(tests), tuple(faults)

    def _to_swap(self) -> tuple[Fault, ...]:
        target, faults = self.rehearsal.target, tuple[Fault, ...]()
        self._let_write()
        self._advance(Phase.PREPARE, Phase.EXECUTE)
        self._let_write()
        if self.rehearsal.prove:
            faults = prove(target, self.record.stand_in, self.rows, self.course, self.stop)
            if any(fault.missed for fault in faults):
                return faults
            self._let_write()
        self._advance(Phase.VERIFY, Phase.CUTOVER)
        self.course.measured = measured_on(target, self.rows)
        self.looks.after()
        return faults

    def _back(self) -> tuple[Fault, ...]:
        self._let_write()
        self._advance(Phase.ROLLBACK)
        return ()

    def _there_and_back(self) -> tuple[Fault, ...]:
        self._let_write()
        self._advance(Phase.VERIFY, Phase.CUTOVER)
        self._let_write()
        self._advance(Phase.ROLLBACK)
        try:
            _play_cleanup(self.rehearsal.target, self.record, self.course, self.stop)
        except Refused as error:
            said = f"cleanup was not played, the plan doesn't fit an empty table LIKE this one: {error.message}"
            self.course.notes.append(said)
        return ()

    def _advance(self, *phases: Phase) -> None:
        _advance(self.rehearsal.target, phases, self.course, self.stop)

    def _let_write(self) -> None:
        if self.writers is not None:
            self.writers.let_write(self.stop)


def _play_cleanup(target: Target, record: Record, course: Course, stop: StopFlag) -> None:
    """On the stand-in: the one phase that the original would not survive."""
    with open_candidate(target) as connection:
        connection.execute(statements.create_like(target.schema, record.stand_in, target.table))
    course.table = record.stand_in
    plan = replace(plan_of(target), table=record.stand_in)
    _advance(replace(target, table=record.stand_in, plan=plan), (*_TO_SWAP, Phase.CLEANUP), course, stop)


def _advance(target: Target, phases: Sequence[Phase], course: Course, stop: StopFlag) -> None:
    log = EventLog(f"{target.primary.address}/{target.schema}")
    log.listen(Unwrapped(course), everything=True)
    if advance(target, phases, log, stop, Choices()) is None:
        raise Refused(
            f"there is nothing to rehearse on {target.schema}.{target.table}",
            remedy="The candidate has the new definition already, or the plan's precondition doesn't hold there.",
        )


@contextmanager
def _candidate(target: Target, production: tuple[Account, ...]) -> Iterator[Connection]:
    """A session on the candidate, which may be rehearsed on and on which nobody else rehearses in this schema now."""
    with open_candidate(target) as connection:
        refuse_production(connection, production)
        if read_mark(connection, target.schema) is None:
            user, address = target.primary.user, target.primary.address
            raise Refused(
                f"nobody has marked {address} as a release candidate for rehearsals in {target.schema}",
                remedy=f"If it is one: online-alter candidate mark mysql://{user}@{address}/{target.schema}",
            )
        lock = f"online-alter rehearsal {hashlib.sha256(target.schema.encode()).hexdigest()[:24]}"
        if connection.value(statements.take_lock(), [lock]) != 1:
            raise Owned(
                f"another rehearsal is under way in {target.schema} on {target.primary.address}",
                remedy="Wait for its end.",
            )
        yield connection


def _hosts(rehearsal: Rehearsal) -> tuple[str, ...]:
    accounts = (rehearsal.target.primary, *rehearsal.target.replicas, *rehearsal.production)
    return tuple(dict.fromkeys(each.socket or each.host for each in accounts))


def _as_spelled(connection: Connection, target: Target) -> Target:
    schema, table = as_spelled(connection, read_server(connection), target.schema, target.table)
    return replace(target, schema=schema, table=table, plan=replace(plan_of(target), table=table))


def _decided(target: Target, decided: Decisions | None) -> tuple[Target, tuple[str, ...]]:
    """The target with production's decisions, as far as they can be undone here; and what that changes."""
    target, notes = as_decided(target, decided) if decided is not None else (target, ())
    if not returns_by_copy(target):
        return target, notes
    settings = replace(plan_of(target).settings, strategy=Strategy.SHADOW)
    return replace(target, plan=replace(plan_of(target), settings=settings)), (*notes, _COPIED)


def _fitted(target: Target) -> tuple[Target, tuple[str, ...]]:
    """The target with what can't hold on a candidate left out, and what that is. Raises UsageFault without a rollback."""
    settings, notes = plan_of(target).settings, []
    if settings.rollback is Rollback.NONE:
        raise UsageFault(
            'the plan says rollback = "none": without a rollback the candidate can\'t be left as it was',
            remedy="Rehearse it with --set rollback=keep.",
        )
    if settings.cutover_window:
        notes.append(f"cutover_window = {settings.cutover_window} was not waited for")
        settings = replace(settings, cutover_window="")
    if settings.verify_on in (VerifyOn.REPLICA, VerifyOn.BOTH):
        notes.append(f"verify_on = {settings.verify_on}: compared on the candidate itself, which has no replica here")
        settings = replace(settings, verify_on=VerifyOn.PRIMARY)
    settings = replace(settings, worse_queries=WorseQueries.REPORT)  # the rehearsal's own look at the queries is its verdict
    return replace(target, plan=replace(plan_of(target), settings=settings), queries=None), tuple(notes)
