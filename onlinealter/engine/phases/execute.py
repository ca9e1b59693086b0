"""When this ends, every row is in the shadow, its indexes are built, and its statistics are fresh."""

from __future__ import annotations

import threading
from functools import partial

from onlinealter.copying import statements as copying
from onlinealter.copying.copier import Copier, CopyListener
from onlinealter.copying.held_rows import HeldRows
from onlinealter.copying.method import Method
from onlinealter.copying.statements import Copy
from onlinealter.engine.auto_increment import copy_auto_increment
from onlinealter.engine.chunk_lines import ChunkLines, Merger
from onlinealter.engine.column_statistics.carry import carry_statistics
from onlinealter.engine.conflict_bound import readable, see_that_there_is_room, too_many_conflicts
from onlinealter.engine.conflicts import held_table, look_again, look_again_before_copying
from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.index_build import Writes, build_at_start, build_indexes
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.engine.progress import Progress, Standing
from onlinealter.engine.watch import Watch, watching
from onlinealter.engine.workers import WorkerPool
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.model.errors import ServerError
from onlinealter.model.events import ChunkDone, ConflictSeen, CopyAdvanced, Notice, StatementRan
from onlinealter.planning import statements
from onlinealter.tables.chunks import Chunker, remaining
from onlinealter.tables.copy_key import Key
from onlinealter.tables.facts import mean_row_bytes


def check(run: PhaseContext) -> None:
    """Everything is as it was prepared."""
    record = run.journal.record()
    run.journal.ask(lambda c: check_unchanged(c, run.resolved, record))


def execute(run: PhaseContext) -> None:
    """Copy what isn't copied yet, then build the deferred indexes."""
    record, writes = run.journal.record(), Writes(run)
    copy = run.resolved.copy()
    refused = look_again_before_copying(run, copy)
    with watching(run) as watch:
        if not record.last_key_known:
            build_at_start(run, writes, watch.load)
        last = record.last_key if record.last_key_known else _take_snapshot(run, copy)
        if last is not None:
            _copy_rows(run, copy, last, watch, refused)
    run.journal.ask(lambda c: check_unchanged(c, run.resolved, record))
    look_again(run, copy)
    build_indexes(run, writes)
    _settle_table(run)
    run.journal.note_copied()


def _take_snapshot(run: PhaseContext, copy: Copy) -> Key | None:
    """The highest key, read after the triggers exist: rows above it arrive by trigger."""
    row = run.journal.ask(lambda c: c.row(copying.outermost_key(copy, highest=True)))
    last = tuple(str(value) for value in row) if row else None
    run.journal.snapshot(last, run.journal.record().estimated_rows)
    return last


def _copy_rows(run: PhaseContext, copy: Copy, last: Key, watch: Watch, refused: dict[Key, int]) -> None:
    settings = watch.live.now
    lines = ChunkLines(run.journal, run.resolved.schema)
    done = lines.merge()
    gaps, tail = remaining([line.chunk for line in done], last)
    progress = Progress(run.journal.record().estimated_rows, sum(line.rows for line in done))
    size = ChunkSize(settings.chunk_rows, settings.max_chunk_rows, settings.chunk_time)
    row_bytes = run.journal.ask(lambda c: mean_row_bytes(c, run.resolved.schema, run.resolved.names.original))
    watch.steer(size, row_bytes)
    merger = Merger(lines, run.stop)
    teller = _Teller(run, progress, size, watch, merger, refused, row_bytes)
    pool, listener = WorkerPool(watch.gate, watch.load), teller.listener()
    reconnecting = partial(run.shard.reconnecting, partial(run.shard.open_copier, compressing=settings.compress_binlog))
    held = _held_rows(run, watch)
    with merger.at_work():
        pool.run(Copier(copy, run.id, Chunker(gaps, tail), size, reconnecting, pool, listener, held, watch.meter).work)
    run.journal.copied(progress.rows)
    teller.tell(progress.standing(complete=True), 0.0)


def _held_rows(run: PhaseContext, watch: Watch) -> HeldRows:
    """A row that somebody has locked is waited for as long as for any other lock, or as a pause may last."""

    def longest() -> float:
        settings = watch.live.now
        return min(settings.lock_timeout, settings.max_pause or settings.lock_timeout)

    held = HeldRows(held_table(run), lambda text: run.reporter.report(Notice(text)), longest)
    watch.besides.append(lambda: held.waiting)
    return held


class _Teller:
    """Turns what the workers say into events; ``refused`` rows are known from an earlier call."""

    def __init__(
        self,
        run: PhaseContext,
        progress: Progress,
        size: ChunkSize,
        watch: Watch,
        merger: Merger,
        refused: dict[Key, int],
        row_bytes: int,
    ) -> None:
        self._run = run
        self._progress = progress
        self._size = size
        self._load = watch.load
        self._live = watch.live
        self._meter = watch.meter
        self._row_bytes = row_bytes
        self._merger = merger
        self._refused = dict(refused)
        self._touches = run.resolved.copy().method is Method.TOUCH
        self._lock = threading.Lock()
        self._retries = 0

    def listener(self) -> CopyListener:
        """What the workers call."""
        return CopyListener(chunk=self._chunk, retry=self._retry, conflict=self._conflict)

    def tell(self, standing: Standing, chunk_seconds: float) -> None:
        """Report where the copy stands."""
        self._run.reporter.report(
            CopyAdvanced(
                **vars(standing),
                chunk_rows=self._size.rows,
                chunk_seconds=chunk_seconds,
                workers=self._load.workers,
                retries=self._retries,
                bytes=standing.rows * self._row_bytes,
                binlog_bytes=self._meter.in_all,
            )
        )

    def _chunk(self, rows: int, seconds: float) -> None:
        self._merger.noted()
        self._load.done(rows)
        self._run.reporter.report(ChunkDone("copy", rows, seconds))
        standing = self._progress.add(rows)
        if standing is not None:
            self.tell(standing, seconds)
        if self._touches:  # it is the triggers that met what doesn't fit
            for conflict in self._run.journal.conflicts(back=False, most=self._live.now.max_conflicts):
                see_that_there_is_room(self._run.resolved, conflict.error)
                if conflict.key not in self._refused:
                    self._conflict(conflict.key, conflict.error)

    def _retry(self) -> None:
        with self._lock:
            self._retries += 1

    def _conflict(self, key: Key, error: int) -> None:
        self._run.reporter.report(ConflictSeen(readable(self._run.resolved, key), error))
        with self._lock:
            self._refused[key] = error
            met = dict(self._refused)
        if len(met) >= self._live.now.max_conflicts:
            raise too_many_conflicts(self._run.resolved, met)


def _settle_table(run: PhaseContext) -> None:
    """AUTO_INCREMENT as the original has it, and statistics."""
    copy_auto_increment(run)
    sql = statements.analyze(run.resolved.schema, run.resolved.names.shadow)
    rows = run.journal.ask(lambda c: c.rows(sql))
    for row in rows:
        if str(row[2]).lower() == "error":
            raise ServerError(0, f"the server says of ANALYZE: {row[3]}", statement=sql)
    run.reporter.report(StatementRan("analyze the shadow", sql, 0.0))
    carry_statistics(run)
