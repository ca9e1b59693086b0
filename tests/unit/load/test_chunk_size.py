"""The next chunk's size follows the time."""

from __future__ import annotations

import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.load.chunk_size import ChunkSize


def test_a_quick_server_gets_larger_chunks_step_by_step() -> None:
    """At most half as large again each time."""
    size = ChunkSize(rows=1_000, most=20_000, seconds=0.1)
    seen = []
    for _ in range(10):
        seen.append(size.rows)
        size.took(size.rows, size.rows / 1_000_000)
    assert seen == [1_000, 1_500, 2_250, 3_375, 5_062, 7_593, 11_389, 17_083, 20_000, 20_000]


def test_a_slow_chunk_shrinks_the_next_at_once() -> None:
    """There is no lower step."""
    size = ChunkSize(rows=1_000, most=20_000, seconds=0.1)
    size.took(1_000, 10.0)
    assert size.rows == 10


def test_after_a_lock_conflict_the_chunk_is_halved() -> None:
    """Down to a single row."""
    size = ChunkSize(rows=5, most=100, seconds=0.1)
    assert [size.shrink() for _ in range(4)] == [2, 1, 1, 1]


def test_after_a_wait_it_grows_slowly_to_where_it_was() -> None:
    """And from there on as before."""
    size = ChunkSize(rows=1_000, most=20_000, seconds=0.1)
    size.shrink()
    seen = []
    for _ in range(10):
        seen.append(size.rows)
        size.took(size.rows, size.rows / 1_000_000)
    assert seen == [500, 550, 605, 665, 731, 804, 884, 972, 1069, 1603]


def test_other_bounds_hold_at_once() -> None:
    """For settings that change while the copy is at work."""
    size = ChunkSize(rows=1_000, most=20_000, seconds=0.1)
    size.bound(most=300, seconds=0.01, whole=0.01)
    assert size.rows == 300
    size.took(300, 0.1)
    assert size.rows == 30


def test_an_empty_chunk_teaches_nothing() -> None:
    """A gap without rows says nothing about the server."""
    size = ChunkSize(rows=50, most=100, seconds=0.1)
    size.took(0, 5.0)
    assert size.rows == 50


def test_a_steady_server_keeps_the_time() -> None:
    """20,000 rows a second and a tenth of a second make 2,000 rows."""
    size = ChunkSize(rows=100, most=20_000, seconds=0.1)
    for _ in range(20):
        size.took(size.rows, size.rows / 20_000)
    assert 1_990 <= size.rows <= 2_010


def test_from_one_row_it_grows_again() -> None:
    """Half of one more would be none."""
    size = ChunkSize(rows=1, most=100, seconds=0.1)
    size.took(1, 0.001)
    assert size.rows == 2


def test_what_a_chunk_takes_whatever_its_rows_does_not_make_it_smaller() -> None:
    """A quarter of a second for each commit, and a tenth of a millisecond for a row: hundreds of rows."""
    size, taken = ChunkSize(rows=1_000, most=20_000, seconds=0.1), list[int]()
    for _ in range(60):
        taken.append(size.rows)
        size.took(size.rows, 0.25 + size.rows * 0.0001)
    assert min(taken) > 100
    assert 200 < taken[-1] < 2_000


def test_rows_that_take_long_by_themselves_come_one_by_one() -> None:
    """A third of a second for each row, and nothing else."""
    size = ChunkSize(rows=1_000, most=20_000, seconds=0.1)
    for _ in range(30):
        size.took(size.rows, size.rows * 0.33)
        assert size.rows <= 1_000
    assert size.rows == 1


def test_a_server_that_gets_slow_gets_smaller_chunks_though_they_were_all_alike() -> None:
    """Ten times as slow from one chunk to the next."""
    size = ChunkSize(rows=2_000, most=2_000, seconds=0.1)
    for _ in range(20):
        size.took(size.rows, size.rows / 20_000)
    for _ in range(8):
        size.took(size.rows, size.rows / 2_000)
    assert size.rows <= 250


def test_a_chunk_of_few_rows_may_take_the_whole_time() -> None:
    """A tenth of the time is wanted of a chunk, and what a busy server takes has nothing to do with its rows."""
    chance = random.Random(1)
    size = ChunkSize(rows=1_000, most=20_000, seconds=0.1)
    size.bound(most=20_000, seconds=0.01, whole=0.1)
    for _ in range(60):
        size.took(size.rows, chance.uniform(0.005, 0.06))
        assert size.rows >= 200


def test_the_copy_gets_away_from_single_rows() -> None:
    """Where nearly all of a chunk's time, now more, now less, is what it takes whatever its rows."""
    chance = random.Random(1)
    size = ChunkSize(rows=1, most=20_000, seconds=0.1)
    size.bound(most=20_000, seconds=0.01, whole=0.1)
    seen = []
    for _ in range(200):
        size.took(size.rows, chance.uniform(0.03, 0.4))
        seen.append(size.rows)
    assert statistics.median(seen[50:]) > 100


def test_but_no_longer_than_that() -> None:
    """A millisecond a row: a hundred of them; ten milliseconds a row: ten."""
    for each, rows in ((0.001, 100), (0.01, 10)):
        size = ChunkSize(rows=50, most=20_000, seconds=0.1)
        size.bound(most=20_000, seconds=0.01, whole=0.1)
        for _ in range(40):
            size.took(size.rows, size.rows * each)
        assert size.rows == pytest.approx(rows, rel=0.1)


@given(st.lists(st.tuples(st.integers(0, 100_000), st.floats(0, 100)), max_size=30), st.integers(1, 50_000))
def test_a_chunk_never_leaves_its_bounds(chunks: list[tuple[int, float]], most: int) -> None:
    """At least a row, at most what the plan allows."""
    size = ChunkSize(rows=1_000, most=most, seconds=0.1)
    for rows, seconds in chunks:
        size.took(rows, seconds)
        assert 1 <= size.rows <= most
