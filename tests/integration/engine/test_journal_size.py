"""The journal of a copy keeps to a bound whatever the table's size: its rows, the start from it, and the memory for that."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from onlinealter.copying import statements as copying
from onlinealter.engine import chunk_lines
from onlinealter.engine.alteration import advance
from onlinealter.engine.chunk_lines import ChunkLines, Merger
from onlinealter.engine.journal import Journal
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Changed, Interrupted, ServerError
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.sql import quoting
from onlinealter.tables.chunks import KeyRange, remaining
from tests.integration.engine.alterations import Recorder, objects, run, settings
from tests.integration.engine.slow_copy import make_parcels
from tests.servers import Schema

ROWS = 2_000_000_000
CHUNK = 500
MOST_LIVE, MOST_SECONDS, MOST_BYTES = 5_000, 2.0, 100_000_000
_PLAN = Plan("parcels", ("ADD COLUMN size INT",), settings=settings(chunk_rows=CHUNK, max_chunk_rows=CHUNK, workers=2))


def _line(position: int, part: int, low: int | None, high: int, rows: int = CHUNK) -> str:
    keys = ["NULL" if key is None else quoting.text(json.dumps([str(key)])) for key in (low, high)]
    return f"(@run, 'copy', {position}, {part}, {keys[0]}, {keys[1]}, {rows}, 0.1, NULL, NULL)"


def _write(connection: Connection, lines: Sequence[str]) -> None:
    connection.execute("SET @run = (SELECT id FROM _oa_run)")
    for begin in range(0, len(lines), 1000):
        connection.execute(f"INSERT INTO _oa_chunk VALUES {', '.join(lines[begin : begin + 1000])}")


def _lines(first: int, many: int) -> list[str]:
    """So many chunks that adjoin; the first has this position."""
    return [_line(n, 0, (n - 1) * CHUNK or None, n * CHUNK) for n in range(first, first + many)]


def _live(connection: Connection) -> int:
    return int(connection.value("SELECT COUNT(*) FROM _oa_chunk"))


def _content(connection: Connection) -> list[Row]:
    columns = "position, part, low_key, high_key, row_count, first_position, first_part"
    return connection.rows(f"SELECT {columns} FROM _oa_chunk ORDER BY position, part")


@pytest.fixture
def target(schema: Schema) -> Target:
    """A table whose copy is about to begin."""
    make_parcels(schema)
    target = schema.target("parcels", _PLAN)
    run(target, [Phase.PREPARE])
    return target


@contextmanager
def _opened(schema: Schema, open_connection: Callable[[], Connection] | None = None) -> Iterator[ChunkLines]:
    with schema.connect() as connection:
        name = str(connection.value("SELECT id FROM _oa_run"))
    journal = Journal(ReconnectingConnection(open_connection or schema.connect), schema.name, name)
    try:
        yield ChunkLines(journal, schema.name)
    finally:
        journal.close()


@pytest.fixture
def lines(schema: Schema, target: Target) -> Iterator[ChunkLines]:
    """Its journal's lines."""
    del target
    with _opened(schema) as lines:
        yield lines


def test_lines_that_adjoin_become_one(schema: Schema, lines: ChunkLines) -> None:
    """What is in flight stays a gap, to be found by the numbers that it has."""
    with schema.connect() as connection:
        _write(connection, [*_lines(1, 3), _line(4, 0, 1500, 1700), _line(4, 1, 1700, 1800), *_lines(6, 2), *_lines(9, 1)])
        left = lines.merge()
        assert _content(connection) == [
            (4, 1, None, '["1800"]', 2500, 1, 0),
            (7, 0, '["2500"]', '["3500"]', 1000, 6, 0),
            (9, 0, '["4000"]', '["4500"]', 500, None, None),
        ]
        gaps, tail = remaining([line.chunk for line in left], ("9000",))
        assert gaps == [KeyRange(("1800",), ("2500",), 4, 2), KeyRange(("3500",), ("4000",), 7, 1)]
        assert tail == KeyRange(("4500",), ("9000",), 10)
        _write(connection, [_line(4, 2, 1800, 2000), _line(4, 3, 2000, 2500, 7), _line(7, 1, 3500, 4000)])
        assert [line.rows for line in lines.merge()] == [2500 + 1000 + 500 + 1007] == [lines.copied_rows()]
        assert _content(connection) == [(9, 0, None, '["4500"]', 5007, 1, 0)]
        lines.merge()
        assert _live(connection) == 1


def test_a_chunk_is_found_in_the_line_that_stands_for_it(schema: Schema, lines: ChunkLines) -> None:
    """A worker that lost its COMMIT's answer asks by the chunk's number."""
    with schema.connect() as connection:
        _write(connection, [*_lines(1, 3), _line(4, 0, 1500, 1700), *_lines(6, 2)])
        lines.merge()
        name = str(connection.value("SELECT id FROM _oa_run"))
        copy: Any = SimpleNamespace(original=SimpleNamespace(schema=schema.name))

        def there(position: int, part: int) -> bool:
            chunk = KeyRange(None, None, position, part)
            return connection.value(copying.find_chunk(copy, name, chunk)) is not None

        found = [(position, part) for position in range(9) for part in range(2) if there(position, part)]
        assert found == [(1, 0), (1, 1), (2, 0), (2, 1), (3, 0), (3, 1), (4, 0), (6, 0), (6, 1), (7, 0)]


@pytest.mark.parametrize("at", ["BEGIN", "UPDATE", "DELETE", "COMMIT"])
@pytest.mark.parametrize("how", ["killed before", "killed after", "ended"])
def test_a_merge_is_done_whole_or_not_at_all(schema: Schema, target: Target, at: str, how: str) -> None:
    """Wherever the connection is lost, or somebody ends a statement; the next try, or the next process, continues."""
    del target
    losing = [True]

    def connect() -> Connection:
        connection = schema.connect()
        execute = connection.execute

        def executed(sql: str, parameters: Sequence[object] = ()) -> int:
            hit = losing[0] and sql.startswith(at)
            losing[0] = losing[0] and not hit
            if hit and how == "ended":
                raise ServerError(error_numbers.QUERY_INTERRUPTED, "Query execution was interrupted", statement=sql)
            if hit and how == "killed before":
                connection.close()
            done = execute(sql, parameters)
            if hit:
                connection.close()
            return done

        connection.execute = executed  # type: ignore[method-assign]
        return connection

    with schema.connect() as looker, _opened(schema, connect) as lines:
        _write(looker, [*_lines(1, 40), *_lines(42, 40)])
        sizes = {_live(looker)}
        left = lines.merge()
        sizes.add(_live(looker))
        assert not losing[0]
        assert ([line.rows for line in left], sizes) == ([40 * CHUNK] * 2, {80, 2})
        assert lines.copied_rows() == 80 * CHUNK


def test_a_worker_commits_a_chunk_meanwhile(schema: Schema, target: Target) -> None:
    """The merge neither waits for a line that isn't committed nor takes it away."""
    del target
    with schema.connect() as worker, _opened(schema) as lines:
        _write(worker, _lines(1, 10))
        worker.execute("BEGIN")
        _write(worker, [_line(11, 0, 5000, 5500), _line(13, 0, 6000, 6500)])
        began = time.monotonic()
        assert [line.chunk.high for line in lines.merge()] == [("5000",)]
        assert time.monotonic() - began < 20  # a lock would be waited for longer
        worker.execute("COMMIT")
        assert [line.chunk.high for line in lines.merge()] == [("5500",), ("6500",)]


def test_lines_changed_between_look_and_deed_are_left(schema: Schema, target: Target) -> None:
    """Only those that were read are taken away."""
    del target
    with schema.connect() as other:

        def connect() -> Connection:
            connection = schema.connect()
            rows = connection.rows

            def then_changed(sql: str, parameters: Sequence[object] = ()) -> list[Row]:
                found = rows(sql, parameters)
                if "low_key" in sql and _live(other) == 10:
                    _write(other, [_line(4, 7, 1, 2)])
                return found

            connection.rows = then_changed  # type: ignore[method-assign]
            return connection

        _write(other, _lines(1, 10))
        with _opened(schema, connect) as lines:
            with pytest.raises(Changed, match=r"_oa_chunk of run .* others have changed"):
                lines.merge()
            assert _live(other) == 11


@pytest.mark.parametrize(
    "line",
    [
        "(@run, 'copy', 3, 0, NULL, '[\"1\"]', -5, 0.1, NULL, NULL)",
        "(@run, 'copy', 3, 0, NULL, '[\"1\"]', 9223372036854775807, 0.1, NULL, NULL)",
        "(@run, 'copy', 3, 0, NULL, '[\"1\"]', 5, 0.1, 7, 0)",
        "(@run, 'copy', 3, 0, '{}', '[\"1\"]', 5, 0.1, 1, 0)",
    ],
)
def test_a_line_that_has_no_meaning_is_named(schema: Schema, target: Target, line: str) -> None:
    """And the run can be given up."""
    with schema.connect() as connection:
        connection.execute("UPDATE _oa_run SET last_key = '[\"100\"]'")
        _write(connection, [line])
        with pytest.raises(Changed, match="_oa_chunk of run"):
            run(target, [Phase.EXECUTE])
        run(target, [Phase.ABORT])
        assert not _live(connection)


def test_forged_lines_do_not_overflow_when_merged(schema: Schema, target: Target, lines: ChunkLines) -> None:
    """The most that is believed of one is the most of all together; odd moments stay what they are."""
    del target
    with schema.connect() as connection:
        _write(connection, [_line(1, 0, None, 1, 10**15), _line(2, 0, 1, 2, 10**15)])
        connection.execute("UPDATE _oa_chunk SET seconds = IF(position = 1, 1.5e308, -7)")
        assert [line.rows for line in lines.merge()] == [10**15]


def test_lines_go_in_parts(schema: Schema, target: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    """No DELETE takes more than a part of them, neither while copying nor at the end."""
    monkeypatch.setattr(chunk_lines, "_AT_ONCE", 100)
    most = list[int]()

    def connect() -> Connection:
        connection = schema.connect()
        execute = connection.execute

        def executed(sql: str, parameters: Sequence[object] = ()) -> int:
            done = execute(sql, parameters)
            most.extend([done] if sql.startswith("DELETE") else [])
            return done

        connection.execute = executed  # type: ignore[method-assign]
        return connection

    del target
    with schema.connect() as connection, _opened(schema, connect) as lines:
        _write(connection, _lines(1, 350))
        lines.merge()
        _write(connection, [line for n in range(1, 351) for line in _lines(1000 + 2 * n, 1)])
        lines.forget()
        assert (_live(connection), max(most), sum(most)) == (0, 100, 349 + 351)


def _resident_bytes(process: int | str | None = "self", kind: str = "VmRSS") -> int:
    """Memory of a process as Linux tells it; 0 of one that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{kind}:")), 0)


@dataclass
class _Watcher:
    """Looks how many lines there are, until so many rows are copied; then stops the run."""

    schema: Schema
    goal: int
    stop: StopFlag = field(default_factory=StopFlag)
    live: list[int] = field(default_factory=list)
    grown: int = 0  # bytes

    @contextmanager
    def looking(self) -> Iterator[None]:
        over, before = threading.Event(), _resident_bytes()

        def look() -> None:
            with self.schema.connect() as connection:
                while not over.wait(0.05):
                    live, rows = connection.row("SELECT COUNT(*), SUM(row_count) FROM _oa_chunk") or (0, 0)
                    self.live.append(int(live))
                    self.grown = max(self.grown, _resident_bytes() - before)
                    if int(rows or 0) >= self.goal:
                        self.stop.request()

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


@pytest.fixture
def first_copies(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """The copy's statements are faked, for chunks of the run's size; their lines are real. When they were copied, by the
    clock and by the work done until then.
    """
    moments, copy_chunk = list[tuple[float, float]](), copying.copy_chunk

    def look_ahead(_: object, key_range: KeyRange, rows: int) -> str:
        low = key_range.low[0] if key_range.low else "0"
        assert key_range.high is not None
        return f"SELECT CAST(LEAST({low} + {rows}, {key_range.high[0]}) AS CHAR)"

    def copied(copy: Any, name: str, chunk: KeyRange, **more: Any) -> list[str]:
        moments.append((time.monotonic(), time.process_time()))
        counted = f"IF(FALSE, 0, {CHUNK})"
        return [
            text.replace("IF(ROW_COUNT() < 0, 500, ROW_COUNT())", counted) for text in copy_chunk(copy, name, chunk, **more)
        ]

    monkeypatch.setattr(copying, "look_ahead", look_ahead)
    monkeypatch.setattr(copying, "copy_key_range", lambda *_, **__: "DO 0")
    monkeypatch.setattr(copying, "copy_chunk", copied)
    return moments


@pytest.mark.parametrize("wall", [False, pytest.param(True, marks=pytest.mark.statistical)], ids=["", "by the clock"])
@pytest.mark.parametrize("done", [0, 3_990_000], ids=["at the beginning", "deep in the table"])
def test_a_copy_of_two_billion_rows_resumed(
    schema: Schema,
    target: Target,
    first_copies: list[tuple[float, float]],
    monkeypatch: pytest.MonkeyPatch,
    *,
    done: int,
    wall: bool,
) -> None:
    """However many chunks are done, with as many lines and gaps left as a run leaves at most, it starts at once, and neither
    lines nor memory grow. Statements of the copy are faked, the journal isn't.
    """
    often = 300
    monkeypatch.setattr(chunk_lines, "_MERGED_AFTER", often)
    with schema.connect() as connection:
        connection.execute(f"UPDATE _oa_run SET last_key = '[\"{ROWS}\"]', estimated_rows = {ROWS}")
        before = [_line(done, 0, None, done * CHUNK, done * CHUNK)] if done else []
        _write(connection, [*before, *(line for n in range(40) for line in _lines(done + 1 + n * 120, 119))])
        assert MOST_LIVE - 300 < _live(connection) < MOST_LIVE
        rows = int(connection.value("SELECT SUM(row_count) FROM _oa_chunk"))
        watcher = _Watcher(schema, rows + 1200 * CHUNK)
        # How long it takes by the clock depends on what else the machine does.
        began, worked = time.monotonic(), time.process_time()
        with watcher.looking(), pytest.raises(Interrupted):
            advance(target, [Phase.EXECUTE], Recorder(), watcher.stop, Choices())
        moment, work = first_copies[0]
        assert (moment - began if wall else work - worked) < MOST_SECONDS
        assert max(watcher.live) < MOST_LIVE
        assert watcher.grown < MOST_BYTES
        assert connection.value("SELECT SUM(row_count) FROM _oa_chunk") >= watcher.goal
        assert _live(connection) < 2 * often
        run(target, [Phase.ABORT])
        assert not _live(connection)
        assert objects(connection, schema)[1] == set()


@pytest.mark.statistical
def test_all_chunks_of_two_billion_rows(schema: Schema, lines: ChunkLines, target: Target) -> None:
    """Four million lines, written by two threads as fast as they come, with a gap occasionally; begun again five times."""
    del target
    chunks = int(os.environ.get("ONLINEALTER_SIMULATED_CHUNKS", ROWS // CHUNK))
    watcher, before = _Watcher(schema, ROWS * 2), _resident_bytes()
    with schema.connect() as connection, watcher.looking():
        for bout in range(5):
            began = time.monotonic()
            left = lines.merge()
            assert time.monotonic() - began < MOST_SECONDS
            assert sum(line.rows for line in left) == chunks // 5 * bout * CHUNK
            merger = Merger(lines, StopFlag())
            with merger.at_work():
                for begin in range(chunks // 5 * bout, chunks // 5 * (bout + 1), 100):
                    # Chunks end out of order.
                    for part in (_lines(begin + 51, 50), _lines(begin + 1, 50)):
                        _write(connection, part)
                        for _ in part:
                            merger.noted()
            assert _resident_bytes() - before < MOST_BYTES
        assert [line.rows for line in lines.merge()] == [chunks // 5 * 5 * CHUNK]
    assert max(watcher.live) < MOST_LIVE


_NARROW_ROWS = int(os.environ.get("ONLINEALTER_NARROW_ROWS", 20_000_000))


@pytest.mark.statistical
@pytest.mark.timeout(4 * 3600)
def test_a_table_of_many_narrow_rows_in_small_chunks(schema: Schema) -> None:
    """Killed and resumed five times; each process tells its own memory."""
    with schema.connect() as connection:
        _make_narrow(connection, _NARROW_ROWS)
        small = settings(chunk_rows=100, max_chunk_rows=100, workers=2, verify_on="primary")
        target = schema.target("narrow", Plan("narrow", ("ADD COLUMN size TINYINT",), settings=small))
        run(target, [Phase.PREPARE])
        at_first = 0.0
        for bout in range(6):
            child = multiprocessing.get_context("spawn").Process(target=_execute, args=(target,))
            watcher = _Watcher(schema, _NARROW_ROWS * (bout + 1) // 6)
            began, before = time.monotonic(), int(connection.value(_COPIED) or 0)
            with watcher.looking():
                child.start()
                first, most = math.inf, 0
                while child.is_alive():
                    most = max(most, _resident_bytes(child.pid, "VmHWM") or most)
                    if first == math.inf and int(connection.value(_COPIED) or 0) > before:
                        first = time.monotonic() - began
                    if bout < 5 and watcher.stop.requested:
                        child.kill()
                    child.join(0.02)
            assert child.exitcode == (0 if bout == 5 else -signal.SIGKILL)
            assert max(watcher.live) < MOST_LIVE
            assert most < MOST_BYTES
            at_first = first if bout == 0 else at_first  # with an empty journal: what this machine takes for a start
            assert first < max(MOST_SECONDS, at_first * 1.5)
        assert connection.value(_COPIED) == _NARROW_ROWS
        run(target, [Phase.VERIFY, Phase.ABORT])
        assert not _live(connection)


_COPIED = "SELECT SUM(row_count) FROM _oa_chunk"


def _execute(target: Target) -> None:
    """In a process of its own."""
    run(target, [Phase.EXECUTE])


def _make_narrow(connection: Connection, rows: int) -> None:
    connection.execute("CREATE TABLE narrow (id INT NOT NULL PRIMARY KEY, n TINYINT NOT NULL)")
    connection.execute("INSERT INTO narrow VALUES (1, 1)")
    made = 1
    while made < rows:
        more = min(made, rows - made, 500_000)
        connection.execute(
            f"INSERT INTO narrow SELECT id + {made}, id %% 100 FROM narrow WHERE id <= {more}".replace("%%", "%")
        )
        made += more
