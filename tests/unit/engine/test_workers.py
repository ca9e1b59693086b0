"""Workers at one job: no more at once than there may be, and the first error ends it for all."""

from __future__ import annotations

import threading
import time

import pytest

from onlinealter.engine.workers import WorkerPool
from onlinealter.load.controller import LoadController
from onlinealter.model.errors import Refused

_CHUNK, _LONGEST = 0.02, 60.0


class _Open:
    """A gate that is never closed."""

    def wait(self) -> None:
        return


class _Job:
    """Chunks to do; counts how many are being done at once."""

    def __init__(self, pool: WorkerPool, chunks: int, at_once: int = 1) -> None:
        self._pool = pool
        self._at_once = at_once
        self._reached = threading.Event()
        self._left = chunks
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0
        self.done = 0

    def work(self) -> None:
        while True:
            self._pool.wait()
            with self._lock:
                if not self._left:
                    return
                self._left -= 1
                self._now += 1
                self.most = max(self.most, self._now)
            if self.most >= self._at_once:
                self._reached.set()
            self._reached.wait(_LONGEST)  # the first chunk lasts until as many are at work as may be
            time.sleep(_CHUNK)
            with self._lock:
                self._now -= 1
                self.done += 1


@pytest.mark.parametrize(("threads", "at_once"), [(0, 2), (5, 1)])
def test_no_more_are_at_work_than_may_be(threads: int, at_once: int) -> None:
    """Two on an idle server, one beside an application; and nothing is left undone."""
    load = LoadController(0)
    load.see(threads)
    pool = WorkerPool(_Open(), load)
    job = _Job(pool, 20, at_once)
    pool.run(job.work)
    assert (job.done, job.most) == (20, at_once)


@pytest.mark.parametrize(("chunks", "least"), [(1, 1), (20, 2)])
def test_one_chunk_is_done_by_one_worker(chunks: int, least: int) -> None:
    """So that a small table costs one connection; where there is more to do, the others come."""
    pool, opened = WorkerPool(_Open(), LoadController(4)), list[int]()
    left, lock = list(range(chunks)), threading.Lock()

    def work() -> None:
        while left:
            pool.wait()
            with lock:
                opened.append(threading.get_ident())
                if left:
                    left.pop()
            time.sleep(_CHUNK)

    pool.run(work)
    assert len(set(opened)) >= least
    assert least > 1 or len(set(opened)) == 1


def test_as_many_are_at_work_as_are_chosen_meanwhile() -> None:
    """More at once as soon as it is said, and fewer from their next chunks on."""
    load = LoadController(1)
    pool, lock, together = WorkerPool(_Open(), load), threading.Lock(), threading.Event()
    busy, met, later, left = set[int](), set[int](), list[int](), list(range(12))

    def work() -> None:
        while True:
            pool.wait()
            with lock:
                if not left:
                    return
                left.pop()
                busy.add(threading.get_ident())
                if together.is_set():
                    later.append(len(busy))
                met.add(threading.get_ident())
                if len(met) == 1:
                    load.choose(3)
                if len(met) == 3:
                    load.choose(1)
                    together.set()
            assert together.wait(_LONGEST)
            with lock:
                busy.discard(threading.get_ident())

    pool.run(work)
    assert later == [1] * 9


def test_a_worker_rests_between_its_chunks() -> None:
    """In proportion to what they took; and nobody else is at work meanwhile."""
    load = LoadController(0)
    load.see(5)
    pool = WorkerPool(_Open(), load)
    began = time.monotonic()
    pool.run(_Job(pool, 10).work)
    assert time.monotonic() - began > 10 * _CHUNK * 1.3


def test_the_first_error_ends_it_for_all() -> None:
    """The others stop at the gate, and the error is the one that is told."""
    pool = WorkerPool(_Open(), LoadController(3))
    first = threading.Event()

    def work() -> None:
        if not first.is_set():
            first.set()
            raise Refused("the disk is gone", remedy="")
        while True:
            pool.wait()
            time.sleep(_CHUNK)

    with pytest.raises(Refused, match="the disk is gone"):
        pool.run(work)
