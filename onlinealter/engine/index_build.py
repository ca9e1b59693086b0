"""Which secondary indexes are built after the copy, and how they are.

MySQL and MariaDB note what is written during a build and add it at its end; the last of it (up to innodb_sort_buffer_size
for each index) while nobody may use the index. What was added before has brought the index's pages into memory, so the
application waits longest after a short build, of one index. Where it leaves CPUs and memory free, the indexes
are there from the start, and it never waits so (decision 13).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from onlinealter.engine.phase_context import PhaseContext
from onlinealter.load.controller import LoadController
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Blocked, Changed, ServerError
from onlinealter.model.events import IndexesBuilding, Notice
from onlinealter.model.plan import Deferral, Settings
from onlinealter.mysql import error_numbers
from onlinealter.mysql.advice.waiting import keep_more_while_building
from onlinealter.planning import statements
from onlinealter.planning.preview import preview_shadow
from onlinealter.planning.resolved_plan import ResolvedPlan
from onlinealter.sql import quoting
from onlinealter.tables.activity import buffer_pool_bytes, count_writes, most_kept
from onlinealter.tables.facts import TableFacts, index_bytes, read_table
from onlinealter.tables.indexes import DeferredIndex, deferrable, key_lines


class Writes:
    """How much is written to the original, counted from now on."""

    def __init__(self, run: PhaseContext) -> None:
        self._run = run
        self._begin()

    def per_second(self) -> float:
        """Rows written in a second, in the last minute at most; 0 where the account may not see."""
        if time.monotonic() - self._began > HEURISTICS.recent_writes:
            self._begin()
        self._run.stop.sleep(max(0.0, self._began + HEURISTICS.look_at_writes - time.monotonic()))
        before, now = self._before, self._count()
        if before is None or now is None:
            return 0.0
        return (now - before if now >= before else now) / (time.monotonic() - self._began)

    def _begin(self) -> None:
        self._began, self._before = time.monotonic(), self._count()

    def _count(self) -> int | None:
        run = self._run
        return run.journal.ask(lambda c: count_writes(c, run.shard.server, run.resolved.schema, run.resolved.names.original))


def deferred_indexes(
    resolved: ResolvedPlan, shadow: TableFacts, *, rows: int, replicas: int, writes: Writes | None = None
) -> tuple[DeferredIndex, ...]:
    """The indexes to build after the copy: none where replicas would stand still too long meanwhile.

    Nor, beside an application that writes, those of a small table: a build needs the shadow for itself twice, and the
    application's transactions have it in use as long as they are open.
    """
    settings = resolved.plan.settings
    keyed = [key.columns for key in resolved.keys.of_new(in_front=False).values()]
    candidates = deferrable(shadow, resolved.key, [*keyed, *(key.referenced for key in resolved.keys.new if not key.table)])
    if settings.deferred_indexes is Deferral.NEVER:
        return ()
    seconds = _seconds_to_build(rows, len(candidates))
    too_long = replicas and settings.deferred_indexes is Deferral.AUTO and seconds > settings.max_index_build
    if too_long or _are_few_beside_writes(seconds, settings, writes):
        return ()
    return candidates


def _are_few_beside_writes(seconds: float, settings: Settings, writes: Writes | None) -> bool:
    if writes is None or settings.deferred_indexes is not Deferral.AUTO or not 0 < seconds < HEURISTICS.small_build:
        return False
    return writes.per_second() > 0


def build_at_start(run: PhaseContext, writes: Writes, load: LoadController) -> None:
    """Before a row is copied, build what the application would wait for at the end of a build after the copy.

    Putting rows into many indexes one by one takes much more of the CPUs and of memory; both have to be there.
    """
    left = _left(run, run.journal.record().deferred)
    if not left or run.resolved.plan.settings.deferred_indexes is not Deferral.AUTO:
        return
    needed = run.journal.ask(lambda c: index_bytes(c, run.resolved.schema, run.resolved.names.original))
    if needed > run.journal.ask(buffer_pool_bytes) * HEURISTICS.share_of_memory:
        return
    if _written_during(run, writes, left) <= HEURISTICS.most_writes:
        return
    run.stop.sleep(HEURISTICS.look_at_threads)
    if load.taken < HEURISTICS.most_taken:
        build_indexes(run, writes)


def build_indexes(run: PhaseContext, writes: Writes) -> None:
    """All deferred indexes in one statement, which reads the rows once; one by one where the server couldn't keep what is
    written meanwhile. Raises Blocked when it can't keep what is written during the build of one.
    """
    wanted = _wanted(run)
    left, overflowed = _left(run, wanted), False
    if left:
        run.reporter.report(IndexesBuilding(tuple(index.name for index in left)))
    while left:
        written = _written_during(run, writes, left)
        gently = overflowed or written > HEURISTICS.most_writes
        now = left[:1] if overflowed or written * HEURISTICS.note_bytes > run.journal.ask(most_kept) else left
        try:
            _build(run, now, gently=gently)
        except ServerError as error:
            if error.number != error_numbers.TOO_MUCH_WHILE_BUILDING:
                raise
            if len(now) == 1:
                raise _overflow(run, now[0]) from error
            overflowed = True
        left = _left(run, wanted)


def _wanted(run: PhaseContext) -> tuple[DeferredIndex, ...]:
    """The deferred indexes, by the journal. Their text goes into a statement: it has to be what the plan makes of the table.

    Raises Changed where it is another.
    """
    wanted, resolved = run.journal.record().deferred, run.resolved
    if not wanted:
        return ()
    shadow = resolved.names.shadow
    made = run.journal.ask(lambda c: preview_shadow(c, resolved.plan, resolved.original, shadow, begun=True))
    lines = key_lines(made.create_statement)
    wrong = [
        index.name
        for index in wanted
        if lines.get(index.name) != index.definition and index.definition not in _made_for_keys(resolved, index.name)
    ]
    if wrong:
        raise Changed(
            f"the journal holds another text of {', '.join(wrong)} than the plan gives",
            remedy="Somebody changed the journal. Call 'online-alter abort', and start again.",
        )
    return wanted


def _made_for_keys(resolved: ResolvedPlan, name: str) -> frozenset[str]:
    """The server makes an index for a foreign key that has none, which the preview, without foreign keys, can't show."""
    columns = (",".join(map(quoting.name, key.columns)) for key in resolved.keys.new)
    return frozenset(f"KEY {quoting.name(name)} ({each})" for each in columns)


def _left(run: PhaseContext, wanted: tuple[DeferredIndex, ...]) -> tuple[DeferredIndex, ...]:
    """Those that the shadow hasn't yet."""
    shadow = run.journal.ask(lambda c: read_table(c, run.resolved.schema, run.resolved.names.shadow)) if wanted else None
    there = {index.name for index in shadow.indexes} if shadow else set()
    return tuple(index for index in wanted if index.name not in there)


def _overflow(run: PhaseContext, index: DeferredIndex) -> Blocked:
    return Blocked(
        f"more was written during the build of {index.name} than the server keeps (innodb_online_alter_log_max_size)",
        remedy=run.journal.ask(keep_more_while_building),
    )


def _build(run: PhaseContext, wanted: tuple[DeferredIndex, ...], *, gently: bool) -> None:
    """Lost and begun again when a transaction stands in its way."""
    schema, shadow = run.resolved.schema, run.resolved.names.shadow
    statement = statements.add_indexes(schema, shadow, wanted, run.shard.server, gently=gently)

    def built() -> bool:
        return not _left(run, wanted)

    def lost() -> None:
        run.reporter.report(Notice("the server gave the index build up over writes that came during it; it begins again"))

    build_again(lambda: run.ddl.run(statement, built), lost)


def build_again(build: Callable[[], object], lost: Callable[[], None]) -> None:
    """Build until the server doesn't stumble over what was written meanwhile; none of these indexes is unique. Raises what
    it says in the end.
    """
    for _ in range(HEURISTICS.most_builds - 1):
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
    return rows * indexes / HEURISTICS.indexed_rows_per_second


def _written_during(run: PhaseContext, writes: Writes, indexes: tuple[DeferredIndex, ...]) -> float:
    """Rows that are written while these are built, of the whole table."""
    return writes.per_second() * _seconds_to_build(run.journal.record().estimated_rows, len(indexes))
