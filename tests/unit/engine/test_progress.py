"""How far a walk has come: never past the whole, never a wrong promise."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.engine import progress as progress_module
from onlinealter.engine.progress import Progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that only the test changes."""
    now = [100.0]
    monkeypatch.setattr(progress_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000), st.lists(st.integers(0, 500_000), max_size=20))
def test_it_is_never_whole_before_the_end(estimated: int, before: int, chunks: list[int]) -> None:
    """The estimate may be wrong in both directions."""
    progress = Progress(estimated, before)
    for rows in chunks:
        progress.add(rows)
    standing = progress.standing()
    assert 0 <= standing.fraction < 1
    assert standing.rows == before + sum(chunks)
    assert standing.estimated_rows >= standing.rows
    assert standing.rows_per_second >= 0
    assert standing.remaining_seconds is None or standing.remaining_seconds >= 0


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_at_the_end_it_is_whole(estimated: int, rows: int) -> None:
    """Whatever the estimate was: no row is left, no second remains."""
    standing = Progress(estimated, rows).standing(complete=True)
    assert (standing.fraction, standing.rows, standing.estimated_rows) == (1.0, rows, rows)
    assert standing.remaining_seconds == 0.0


def test_an_estimate_that_was_passed_promises_nothing() -> None:
    """How many rows are left can't be told then."""
    progress = Progress(100)
    progress.add(150)
    assert progress.standing().remaining_seconds is None


def test_rows_of_an_earlier_process_dont_count_as_speed(clock: list[float]) -> None:
    """After an interruption the rate begins again, the fraction doesn't."""
    progress = Progress(1_000_000, rows=500_000)
    clock[0] += 0.01
    assert progress.standing().rows_per_second == 0
    assert progress.standing().fraction == 0.5
    assert progress.standing().remaining_seconds is None


def test_what_remains_follows_from_the_rate(clock: list[float]) -> None:
    """Half done in some time takes that time again."""
    progress = Progress(2_000)
    clock[0] += 4.0
    progress.add(1_000)
    standing = progress.standing()
    assert (standing.rows_per_second, standing.remaining_seconds) == (250.0, 4.0)


def test_it_is_shown_now_and_then_only(clock: list[float]) -> None:
    """Thousands of small chunks don't flood the screen."""
    progress, shown = Progress(10_000), []
    for _ in range(1_000):
        shown.append(progress.add(1))
        clock[0] += 0.001
    assert shown[0] is not None
    assert sum(each is not None for each in shown) < 20


def test_rows_of_all_threads_are_counted() -> None:
    """None is lost."""
    progress = Progress(10_000)
    threads = [threading.Thread(target=lambda: [progress.add(1) for _ in range(500)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert progress.rows == 2_000
