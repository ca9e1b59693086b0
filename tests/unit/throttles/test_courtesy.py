"""How much the work holds back for an application, and how many workers it takes while there is none."""

from __future__ import annotations

import pytest

from onlinealter.throttles.courtesy import MOST_WORKERS, Courtesy, count_of_ranges


class _Clock:
    """Tells the time that it is set to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_on_an_idle_server_nothing_is_held_back() -> None:
    """Whether samples came or not."""
    courtesy = Courtesy(0)
    courtesy.see(0)
    assert (courtesy.busy, courtesy.workers, courtesy.rest(1.0), courtesy.chunk_time(0.1)) == (False, 2, 0.0, 0.1)


def test_beside_an_application_one_worker_takes_shorter_chunks_and_rests() -> None:
    """From the first sample on; and no more once it is gone for some samples. Who has to know is told each time, also that
    the processors are no longer crowded.
    """
    courtesy, told = Courtesy(0), list[bool]()
    courtesy.tell(lambda: told.append(courtesy.busy))
    courtesy.see(5)
    assert (courtesy.busy, courtesy.workers) == (True, 1)
    assert courtesy.rest(1.0) > 0.2
    assert courtesy.chunk_time(0.1) < 0.1
    courtesy.see(0)
    assert courtesy.busy, "one sample without it says little"
    for _ in range(20):
        courtesy.see(0)
    assert (courtesy.busy, courtesy.workers) == (False, 2)
    assert told == [False, True, True, False]


def test_chunks_are_longer_where_all_wait_for_the_processors() -> None:
    """What a chunk takes whatever its rows is long there; elsewhere a COMMIT waits behind a short one."""
    courtesy = Courtesy(0)
    courtesy.see(1)
    assert courtesy.chunk_time(0.1) == pytest.approx(0.01)
    for _ in range(20):
        courtesy.see(8)
    assert courtesy.chunk_time(0.1) == pytest.approx(0.04)
    for _ in range(20):
        courtesy.see(1)
    assert courtesy.chunk_time(0.1) == pytest.approx(0.01)


def test_a_rest_has_an_end() -> None:
    """A chunk that took minutes, over a full disk say, isn't rested from for minutes."""
    courtesy = Courtesy(0)
    courtesy.see(5)
    assert courtesy.rest(600.0) <= 2.0


@pytest.mark.parametrize(("processors", "busy"), [(None, True), (2, True), (4, True), (64, False)])
def test_a_large_server_is_not_busy_with_a_few_threads(processors: int | None, busy: bool) -> None:
    """What is free is taken."""
    courtesy = Courtesy(0, processors)
    courtesy.see(2)
    assert courtesy.busy is busy


def test_a_number_of_workers_that_the_plan_has_is_kept() -> None:
    """They rest all the same."""
    courtesy = Courtesy(7)
    courtesy.see(5)
    courtesy.done(10**9)
    assert (courtesy.most, courtesy.workers) == (7, 7)
    assert courtesy.rest(1.0) > 0


def test_a_worker_more_is_kept_if_rows_come_faster() -> None:
    """Until there are as many as may be."""
    clock = _Clock()
    courtesy = Courtesy(0, clock=clock)
    for _ in range(20):
        clock.now += 2.0
        courtesy.done(10_000 * courtesy.workers)
    assert courtesy.workers == MOST_WORKERS


def test_a_worker_more_that_gains_nothing_goes_again() -> None:
    """And isn't tried again for a while."""
    clock, seen = _Clock(), list[int]()
    courtesy = Courtesy(0, clock=clock)
    for _ in range(8):
        clock.now += 2.0
        courtesy.done(10_000)
        seen.append(courtesy.workers)
    assert seen == [3, 2, 2, 2, 2, 2, 2, 2]
    clock.now += 30.0
    courtesy.done(10_000)
    assert courtesy.workers == 3


@pytest.mark.parametrize(("text", "count"), [("0-3", 4), ("0", 1), ("0-3,8,10-11", 7), ("", None)])
def test_processors_are_counted(text: str, count: int | None) -> None:
    """As MySQL lists them."""
    assert count_of_ranges(text) == count
