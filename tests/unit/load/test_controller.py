"""How much the work holds back for an application, and how many workers it takes while there is none."""

from __future__ import annotations

import pytest

from onlinealter.load.controller import Level, LoadController
from onlinealter.load.heuristics import Heuristics, Manner
from onlinealter.model.plan import MAX_WORKERS


class _Clock:
    """Tells the time that it is set to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _seen(threads: int, times: int = 1, controller: LoadController | None = None) -> LoadController:
    """A server of two CPUs on which so many threads were at work in each sample."""
    controller = controller or LoadController(0, processors=2)
    for _ in range(times):
        controller.see(threads)
    return controller


def test_on_an_idle_server_nothing_is_held_back() -> None:
    """Whether samples came or not."""
    for load in (LoadController(0), _seen(0)):
        assert (load.level, load.workers, load.rest(1.0), load.chunk_time(0.1)) == (Level.IDLE, 2, 0.0, 0.1)


@pytest.mark.parametrize(
    ("threads", "level", "share", "rest"),
    [
        (0, Level.IDLE, 1.0, 0.0), (1, Level.LIGHT, 0.25, 0.25), (2, Level.BUSY, 0.1, 0.6), (3, Level.CROWDED, 0.4, 0.6),
        (50, Level.CROWDED, 0.4, 0.6),
    ],
)  # fmt: skip
def test_the_more_others_do_the_shorter_the_chunks_and_the_longer_the_rests(
    threads: int, level: Level, share: float, rest: float
) -> None:
    """By threads at work on two CPUs; where all wait for these, chunks are longer again: what each takes whatever its
    rows is long there.
    """
    load = _seen(threads)
    assert load.level is level
    assert load.chunk_time(1.0) == pytest.approx(share)
    assert load.rest(1.0) == pytest.approx(rest)


@pytest.mark.parametrize(
    ("processors", "threads", "workers"), [(2, 1, 1), (4, 1, 2), (4, 2, 1), (4, 3, 1), (64, 20, 2), (64, 90, 1), (1, 1, 1)]
)
def test_beside_an_application_a_processor_is_left_free(processors: int, threads: int, workers: int) -> None:
    """One worker at least; and two at most, which is what an idle server begins with."""
    load = LoadController(0, processors)
    load.see(threads)
    assert load.level is not Level.IDLE
    assert load.workers == workers


def test_a_level_is_kept_until_its_lower_bound() -> None:
    """Else the work would change with each sample: 0.45 threads a CPU are light on the way up, and busy still is not
    left at 0.55.
    """
    heuristics = Heuristics(sample_weight=1.0)
    load, seen = LoadController(0, processors=100, heuristics=heuristics), list[Level]()
    for threads in (20, 30, 20, 9, 60, 80, 55, 45, 160, 110, 90, 55, 0):
        load.see(threads)
        seen.append(load.level)
    idle, light, busy, crowded = Level
    assert seen == [
        idle, light, light, idle, light, busy, busy, light, crowded, crowded, busy, busy, idle,
    ]  # fmt: skip


def test_one_sample_without_the_application_says_little() -> None:
    """It has to be gone for some; who has to know is told at each change of level, and at first."""
    load, told = LoadController(0, processors=2), list[Level]()
    load.tell(lambda: told.append(load.level))
    _seen(5, 1, load)
    _seen(0, 1, load)
    assert told == [Level.IDLE, Level.CROWDED]
    _seen(0, 20, load)
    assert told == [Level.IDLE, Level.CROWDED, Level.BUSY, Level.LIGHT, Level.IDLE]


def test_the_numbers_come_from_one_value() -> None:
    """Another value, another behaviour; nothing of it is left in the code."""
    lazy = Heuristics(when_light=Manner(chunk_share=0.5, rest_share=3.0), longest_rest=100.0, first_workers=1)
    load = LoadController(0, processors=8, heuristics=lazy)
    load.see(3)
    assert (load.workers, load.chunk_time(1.0), load.rest(2.0)) == (1, 0.5, 6.0)


def test_a_rest_has_an_end() -> None:
    """A chunk that took minutes, over a full disk say, isn't rested from for minutes."""
    load = LoadController(0)
    load.see(5)
    assert load.rest(600.0) <= 2.0


@pytest.mark.parametrize(("processors", "busy"), [(None, True), (2, True), (4, True), (64, False)])
def test_a_large_server_is_not_busy_with_a_few_threads(processors: int | None, busy: bool) -> None:
    """What is free is taken."""
    load = LoadController(0, processors)
    load.see(2)
    assert (load.level is not Level.IDLE) is busy


def test_a_number_of_workers_that_the_plan_has_is_kept() -> None:
    """They rest all the same."""
    load = LoadController(7)
    load.see(5)
    load.done(10**9)
    assert (load.most, load.workers) == (7, 7)
    assert load.rest(1.0) > 0


def test_a_worker_more_is_kept_if_rows_come_faster() -> None:
    """Until there are as many as may be."""
    clock = _Clock()
    load = LoadController(0, clock=clock)
    for _ in range(20):
        clock.now += 2.0
        load.done(10_000 * load.workers)
    assert load.workers == MAX_WORKERS


def test_a_worker_more_that_gains_nothing_goes_again() -> None:
    """And isn't tried again for a while."""
    clock, seen = _Clock(), list[int]()
    load = LoadController(0, clock=clock)
    for _ in range(8):
        clock.now += 2.0
        load.done(10_000)
        seen.append(load.workers)
    assert seen == [3, 2, 2, 2, 2, 2, 2, 2]
    clock.now += 30.0
    load.done(10_000)
    assert load.workers == 3
