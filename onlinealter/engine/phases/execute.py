"""When this ends, every row is in the shadow, its indexes are built, and its statistics are fresh."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from onlinealter.copying import statements as copying
from onlinealter.copying.copier import Copier, CopyListener
from onlinealter.copying.statements import Copy
from onlinealter.engine.conflicts import look_again
from onlinealter.engine.counting import carry_auto_increment
from onlinealter.engine.crew import Crew
from onlinealter.engine.guard import check_unchanged
from onlinealter.engine.index_build import Writes, build_at_start, build_indexes
from onlinealter.engine.progress import Progress, Standing
from onlinealter.engine.run import Run
from onlinealter.engine.watch import Watch, watching
from onlinealter.model.errors import ServerError
from onlinealter.model.events import ConflictSeen, CopyAdvanced, StatementRan
from onlinealter.mysql.connection import Connection
from onlinealter.planning import statements
from onlinealter.tables.chunk_size import ChunkSize
from onlinealter.tables.copy_key import Key
from onlinealter.tables.facts import mean_row_bytes
from onlinealter.tables.ranges import Walk, remaining
from onlinealter.throttles.courtesy import Courtesy


def execute(run: Run) -> None:
    """Copy what isn't copied yet, then build the deferred indexes."""
    record, writes = run.journal.record(), Writes(run)
    run.journal.ask(lambda c: check_unchanged(c, run.draft, record))
    copy = run.draft.copy()
    with watching(run) as watch:
        if not record.last_key_known:
            build_at_start(run, writes, watch.courtesy)
        last = record.last_key if record.last_key_known else _take_snapshot(run, copy)
        if last is not None:
            _copy_rows(run, copy, last, watch)
    run.journal.ask(lambda c: check_unchanged(c, run.draft, record))
    look_again(run, copy)
    build_indexes(run, writes)
    _settle_table(run)
    run.journal.note_copied()


def _take_snapshot(run: Run, copy: Copy) -> Key | None:
    """The highest key, read after the triggers exist: rows above it arrive by trigger."""
    row = run.journal.ask(lambda c: c.row(copying.outermost_key(copy, highest=True)))
    last = tuple(str(value) for value in row) if row else None
    run.journal.snapshot(last, run.journal.record().estimated_rows)
    return last


def _copy_rows(run: Run, copy: Copy, last: Key, watch: Watch) -> None:
    settings = watch.live.now
    done = run.journal.chunks("copy")
    gaps, tail = remaining([chunk for chunk, _ in done], last)
    progress = Progress(run.journal.record().estimated_rows, sum(rows for _, rows in done))
    size = ChunkSize(settings.chunk_rows, settings.most_chunk_rows, settings.chunk_time)
    watch.steer(size, run.journal.ask(lambda c: mean_row_bytes(c, run.draft.schema, run.draft.names.original)))
    teller = _Teller(run, progress, size, watch.courtesy)
    crew, listener = Crew(watch.gate, watch.courtesy), teller.listener(watch.meter.transact)
    open_copier = partial(run.shard.open_copier, compressing=settings.compress_binlog)
    crew.run(Copier(copy, run.id, Walk(gaps, tail), size, open_copier, crew, listener).work)
    run.journal.copied(progress.rows)
    teller.tell(progress.standing(complete=True), 0.0)


class _Teller:
    """Turns what the workers say into events."""

    def __init__(self, run: Run, progress: Progress, size: ChunkSize, courtesy: Courtesy) -> None:
        self._run = run
        self._progress = progress
        self._size = size
        self._courtesy = courtesy
        self._lock = threading.Lock()
        self._retries = 0

    def listener(self, transact: Callable[[Connection, Sequence[str], int], int]) -> CopyListener:
        """What the workers call."""
        return CopyListener(chunk=self._chunk, retry=self._retry, conflict=self._conflict, transact=transact)

    def tell(self, standing: Standing, chunk_seconds: float) -> None:
        """Report where the copy stands."""
        self._run.reporter.report(
            CopyAdvanced(
                rows=standing.rows,
                estimated_rows=standing.estimated_rows,
                fraction=standing.fraction,
                rows_per_second=standing.rows_per_second,
                remaining_seconds=standing.remaining_seconds,
                chunk_rows=self._size.rows,
                chunk_seconds=chunk_seconds,
                workers=self._courtesy.workers,
                retries=self._retries,
            )
        )

    def _chunk(self, rows: int, seconds: float) -> None:
        self._courtesy.done(rows)
        standing = self._progress.add(rows)
        if standing is not None:
            self.tell(standing, seconds)

    def _retry(self) -> None:
        with self._lock:
            self._retries += 1

    def _conflict(self, key: Key, error: int) -> None:
        self._run.reporter.report(ConflictSeen(self._run.draft.key.readable(key), error))


def _settle_table(run: Run) -> None:
    """AUTO_INCREMENT as the original has it, and statistics."""
    carry_auto_increment(run)
    sql = statements.analyze(run.draft.schema, run.draft.names.shadow)
    rows = run.journal.ask(lambda c: c.rows(sql))
    for row in rows:
        if str(row[2]).lower() == "error":
            raise ServerError(0, f"the server says of ANALYZE: {row[3]}", statement=sql)
    run.reporter.report(StatementRan("analyze the shadow", sql, 0.0))
