"""Several threads at one job, as many at work as the server gains by; the first error ends it for all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from onlinealter.engine.stop import StopFlag
from onlinealter.load.controller import LoadController
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.ports import Gate


class WorkerPool:
    """Stands at the gate before each chunk; there a worker rests, or waits while enough others are at work."""

    def __init__(self, gate: Gate, load: LoadController) -> None:
        self._gate = gate
        self._load = load
        self._stop = StopFlag()
        self._lock = threading.Lock()
        self._at_work: dict[int, float] = {}  # since when, by thread
        self._rounds = 0
        self._goes_on = threading.Event()  # there is work for more than one
        self._over = threading.Event()  # one has found nothing more to do, or an error
        self._news = threading.Event()  # it is over, or others may be wanted

    def run(self, work: Callable[[], None]) -> None:
        """Run ``work`` in the threads and wait for all. Raises the first error, after which the others end soon.

        The others begin when the first has done a chunk, or takes long over it: a table of one chunk needs one connection.
        More of them begin when more are wanted; those that are too many wait. Once one has ended there is nothing to begin.
        """
        errors: list[BaseException] = []

        def guarded() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - carried to the caller's thread, whatever it is
                errors.append(error)
                self._stop.request()
            finally:
                self._leave()
                self._goes_on.set()
                self._over.set()
                self._news.set()

        self._rounds = 0
        self._goes_on.clear()
        self._over.clear()
        threads = [_started(guarded, 0)]
        self._goes_on.wait(HEURISTICS.alone)
        self._load.tell(self._news.set)
        while not self._over.is_set():
            threads += [_started(guarded, number) for number in range(len(threads), self._load.most)]
            self._news.wait()
            self._news.clear()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]

    def wait(self) -> None:
        """Rest as long as the application needs it, then wait at the gate, and for a place among those at work. Raises
        Interrupted after an error of one of the pool.
        """
        self._stop.check()
        self._rounds += 1
        if self._rounds > 1:
            self._goes_on.set()
        self._rest()
        self._gate.wait()
        while not self._enter():
            self._stop.sleep(HEURISTICS.turn)
            self._gate.wait()

    def _enter(self) -> bool:
        with self._lock:
            if len(self._at_work) >= self._load.workers:
                return False
            self._at_work[threading.get_ident()] = time.monotonic()
            return True

    def _rest(self) -> None:
        """Who rests keeps the place: else another would be at work meanwhile."""
        with self._lock:
            since = self._at_work.get(threading.get_ident())
        if since is not None:
            self._stop.sleep(self._load.rest(time.monotonic() - since))
        self._leave()

    def _leave(self) -> None:
        with self._lock:
            self._at_work.pop(threading.get_ident(), None)


def _started(work: Callable[[], None], number: int) -> threading.Thread:
    thread = threading.Thread(target=work, name=f"worker-{number}", daemon=True)
    thread.start()
    return thread
