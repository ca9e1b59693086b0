"""How large the chunks are while a copy is watched."""

from __future__ import annotations

from typing import Any

from onlinealter.engine.live import LiveSettings
from onlinealter.engine.watch import Watch
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.load.controller import LoadController
from onlinealter.model.plan import Settings
from onlinealter.model.ports import NullReporter

_UNUSED: Any = None  # no gate is passed, and nothing is committed


def _rows_after_a_chunk(size: ChunkSize) -> int:
    size.took(1000, 0.1)
    return size.rows


def test_chunks_follow_the_application_and_the_settings() -> None:
    """A thousand rows took a tenth of a second: that is a tenth of the plan's time, which is all that they may take
    while the application works; and they follow a setting that is changed meanwhile.
    """
    load, live = LoadController(0, processors=2), LiveSettings(Settings(chunk_time=1.0), "", NullReporter())
    size = ChunkSize(1000, 5000, 1.0)
    Watch(_UNUSED, load, live, _UNUSED).steer(size, row_bytes=0)
    assert _rows_after_a_chunk(size) == 1500
    load.see(2)
    assert _rows_after_a_chunk(size) == 1000
    live.take('{"chunk_time": 0.5}')
    assert _rows_after_a_chunk(size) == 500
    for _ in range(20):
        load.see(0)
    live.take('{"chunk_time": 10, "max_chunk_rows": 120}')
    assert _rows_after_a_chunk(size) == 120


def test_no_chunk_has_more_bytes_than_the_plan_allows() -> None:
    """By the mean of the table's rows; of rows larger than that there is one."""
    for row_bytes, rows in ((10_000, 100), (10_000_000, 1)):
        size = ChunkSize(1000, 5000, 1.0)
        live = LiveSettings(Settings(max_chunk_bytes=1_000_000), "", NullReporter())
        Watch(_UNUSED, LoadController(0, processors=2), live, _UNUSED).steer(size, row_bytes)
        assert size.rows == rows
