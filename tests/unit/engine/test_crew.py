"""Workers at one job: no more at once than there may be, and the first error ends it for all."""

from __future__ import annotations

import threading
import time

import pytest

from onlinealter.engine.crew import Crew
from onlinealter.model.errors import Refused
from onlinealter.throttles.courtesy import Courtesy

_CHUNK = 0.02


class _Open:
    """A gate that is never closed."""

    def wait(self) -> None:
        return


class _Job:
    """Chunks to do; counts how many are being done at once."""

    def __init__(self, crew: Crew, chunks: int) -> None:
        self._crew = crew
        self._left = chunks
        self._lock = threading.Lock()
        self._now = 0
        self.most = 0
        self.done = 0

    def work(self) -> None:
        while True:
            self._crew.wait()
            with self._lock:
                if not self._left:
                    return
                self._left -= 1
                self._now += 1
                self.most = max(self.most, self._now)
            time.sleep(_CHUNK)
            with self._lock:
                self._now -= 1
                self.done += 1


@pytest.mark.parametrize(("threads", "at_once"), [(0, 2), (5, 1)])
def test_no_more_are_at_work_than_may_be(threads: int, at_once: int) -> None:
    """Two on an idle server, one beside an application; and nothing is left undone."""
    courtesy = Courtesy(0)
    courtesy.see(threads)
    crew = Crew(_Open(), courtesy)
    job = _Job(crew, 20)
    crew.run(job.work)
    assert (job.done, job.most) == (20, at_once)


def test_a_worker_rests_between_its_chunks() -> None:
    """In proportion to what they took; and nobody else is at work meanwhile."""
    courtesy = Courtesy(0)
    courtesy.see(5)
    crew = Crew(_Open(), courtesy)
    began = time.monotonic()
    crew.run(_Job(crew, 10).work)
    assert time.monotonic() - began > 10 * _CHUNK * 1.3


def test_the_first_error_ends_it_for_all() -> None:
    """The others stop at the gate, and the error is the one that is told."""
    crew = Crew(_Open(), Courtesy(3))
    first = threading.Event()

    def work() -> None:
        if not first.is_set():
            first.set()
            raise Refused("the disk is gone", remedy="")
        while True:
            crew.wait()
            time.sleep(_CHUNK)

    with pytest.raises(Refused, match="the disk is gone"):
        crew.run(work)
