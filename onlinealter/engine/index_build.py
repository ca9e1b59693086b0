"""Which secondary indexes are built after the copy, and how they are.

MySQL and MariaDB note what is written during a build and add it at its end; the last of it (up to innodb_sort_buffer_size
for each index) while nobody may use the index. What was added before has brought the index's pages into memory, so the
application waits longest after a short build, of one index. Where it leaves processors and memory free, the indexes
are there from the start, and it never waits so (decision 13).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from onlinealter.engine.run import Run
from onlinealter.model.errors import Blocked, ServerError
from onlinealter.model.events import IndexesBuilding, Notice
from onlinealter.model.plan import Deferral
from onlinealter.mysql import error_numbers
from onlinealter.planning import statements
from onlinealter.planning.draft import Draft
from onlinealter.tables.activity import buffer_pool_bytes, count_writes, most_kept
from onlinealter.tables.facts import TableFacts, index_bytes, read_table
from onlinealter.tables.indexes import DeferredIndex, deferrable
from onlinealter.throttles.courtesy import Courtesy

_INDEXED_ROWS_PER_SECOND = 250_000  # of one index; the prototype's build, rounded down
_MOST_WRITES = 3_000  # during a build; they are added in some tenths of a second on a busy server
_NOTE = 400  # bytes that the server may keep of a written row for each index, rather too many
_LOOK = 0.25  # seconds, at least, to see how much is written
_RECENT = 60.0  # seconds; what was written before may have been by another application
_LOOK_AT_THREADS = 2.5  # seconds, to see whether the application leaves processors free
_MOST_TAKEN = 0.75  # of the server's processors by the application's threads; its own programs may need some there too
_SHARE_OF_MEMORY = 0.25  # of the server's buffer pool that indexes may need which rows are put into in no order
_BUILDS = 10


class Writes:
    """How much is written to the original, counted from now on."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._begin()

    def per_second(self) -> float:
        """Rows written in a second, in the last minute at most; 0 where the account may not see."""
        if time.monotonic() - self._began > _RECENT:
            self._begin()
        self._run.stop.sleep(max(0.0, self._began + _LOOK - time.monotonic()))
        before, now = self._before, self._count()
        if before is None or now is None:
            return 0.0
        return (now - before if now >= before else now) / (time.monotonic() - self._began)

    def _begin(self) -> None:
        self._began, self._before = time.monotonic(), self._count()

    def _count(self) -> int | None:
        run = self._run
        return run.journal.ask(lambda c: count_writes(c, run.shard.server, run.draft.schema, run.draft.names.original))


def deferred_indexes(draft: Draft, shadow: TableFacts, *, rows: int, replicas: int) -> tuple[DeferredIndex, ...]:
    """The indexes to build after the copy: none where replicas would stand still too long meanwhile (FACTS 52)."""
    settings = draft.plan.settings
    keyed = [key.columns for key in draft.keys.of_new(in_front=False).values()]
    candidates = deferrable(shadow, draft.key, [*keyed, *(key.referenced for key in draft.keys.new if not key.table)])
    if settings.deferred_indexes is Deferral.NEVER:
        return ()
    seconds = _seconds_to_build(rows, len(candidates))
    too_long = replicas and settings.deferred_indexes is Deferral.AUTO and seconds > settings.longest_index_build
    return () if too_long else candidates


def build_at_start(run: Run, writes: Writes, courtesy: Courtesy) -> None:
    """Before a row is copied, build what the application would wait for at the end of a build after the copy.

    Putting rows into many indexes one by one takes much more of the processors and of memory; both have to be there.
    """
    left = _left(run, run.journal.record().deferred)
    if not left or run.draft.plan.settings.deferred_indexes is not Deferral.AUTO:
        return
    needed = run.journal.ask(lambda c: index_bytes(c, run.draft.schema, run.draft.names.original))
    if needed > run.journal.ask(buffer_pool_bytes) * _SHARE_OF_MEMORY or _written_during(run, writes, left) <= _MOST_WRITES:
        return
    run.stop.sleep(_LOOK_AT_THREADS)
    if courtesy.taken < _MOST_TAKEN:
        build_indexes(run, writes)


def build_indexes(run: Run, writes: Writes) -> None:
    """All deferred indexes in one statement, which reads the rows once; one by one where the server couldn't keep what is
    written meanwhile. Raises Blocked when it can't keep what is written during the build of one.
    """
    wanted = run.journal.record().deferred
    left, overflowed = _left(run, wanted), False
    if left:
        run.reporter.report(IndexesBuilding(tuple(index.name for index in left)))
    while left:
        written = _written_during(run, writes, left)
        gently = overflowed or written > _MOST_WRITES
        now = left[:1] if overflowed or written * _NOTE > run.journal.ask(most_kept) else left
        try:
            _build(run, now, gently=gently)
        except ServerError as error:
            if error.number != error_numbers.TOO_MUCH_WHILE_BUILDING:
                raise
            if len(now) == 1:
                raise _overflow(now[0]) from error
            overflowed = True
        left = _left(run, wanted)


def _left(run: Run, wanted: tuple[DeferredIndex, ...]) -> tuple[DeferredIndex, ...]:
    """Those that the shadow hasn't yet."""
    shadow = run.journal.ask(lambda c: read_table(c, run.draft.schema, run.draft.names.shadow)) if wanted else None
    there = {index.name for index in shadow.indexes} if shadow else set()
    return tuple(index for index in wanted if index.name not in there)


def _overflow(index: DeferredIndex) -> Blocked:
    return Blocked(
        f"more was written during the build of {index.name} than the server keeps (innodb_online_alter_log_max_size)",
        remedy="Set that to more by SET GLOBAL, or wait for fewer writes; then the same command goes on.",
    )


def _build(run: Run, wanted: tuple[DeferredIndex, ...], *, gently: bool) -> None:
    """Lost and begun again when a transaction stands in its way (FACTS 49)."""
    schema, shadow = run.draft.schema, run.draft.names.shadow
    statement = statements.add_indexes(schema, shadow, wanted, run.shard.server, gently=gently)

    def built() -> bool:
        return not _left(run, wanted)

    def lost() -> None:
        run.reporter.report(Notice("the server gave the index build up over writes that came during it; it begins again"))

    build_anew(lambda: run.door.run(statement, built), lost)


def build_anew(build: Callable[[], object], lost: Callable[[], None]) -> None:
    """Build until the server doesn't stumble over what was written meanwhile; none of these indexes is unique. Raises what
    it says in the end.
    """
    for _ in range(_BUILDS - 1):
        try:
            build()
        except ServerError as error:
            if error.number != error_numbers.DUPLICATE_WHILE_BUILDING:
                raise
            lost()
        else:
            return
    build()


def _seconds_to_build(rows: int, indexes: int) -> float:
    return rows * indexes / _INDEXED_ROWS_PER_SECOND


def _written_during(run: Run, writes: Writes, indexes: tuple[DeferredIndex, ...]) -> float:
    """Rows that are written while these are built, of the whole table."""
    return writes.per_second() * _seconds_to_build(run.journal.record().estimated_rows, len(indexes))
