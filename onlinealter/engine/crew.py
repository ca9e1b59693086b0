"""Several threads at one job, as many at work as the server gains by; the first error ends it for all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from onlinealter.engine.stop import StopFlag
from onlinealter.model.ports import Gate
from onlinealter.throttles.courtesy import Courtesy

_GLANCE = 0.05


class Crew:
    """Stands at the gate before each chunk; there a worker rests, or waits while enough others are at work."""

    def __init__(self, gate: Gate, courtesy: Courtesy) -> None:
        self._gate = gate
        self._courtesy = courtesy
        self._stop = StopFlag()
        self._lock = threading.Lock()
        self._at_work: dict[int, float] = {}  # since when, by thread

    def run(self, work: Callable[[], None]) -> None:
        """Run ``work`` in the threads and wait for all. Raises the first error, after which the others end soon."""
        errors: list[BaseException] = []

        def guarded() -> None:
            try:
                work()
            except BaseException as error:  # noqa: BLE001 - carried to the caller's thread, whatever it is
                errors.append(error)
                self._stop.request()
            finally:
                self._leave()

        threads = [
            threading.Thread(target=guarded, name=f"worker-{number}", daemon=True) for number in range(self._courtesy.most)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]

    def wait(self) -> None:
        """Rest as long as the application needs it, then wait at the gate, and for a place among those at work. Raises
        Interrupted after an error of one of the crew.
        """
        self._stop.check()
        self._rest()
        self._gate.wait()
        while not self._enter():
            self._stop.sleep(_GLANCE)
            self._gate.wait()

    def _enter(self) -> bool:
        with self._lock:
            if len(self._at_work) >= self._courtesy.workers:
                return False
            self._at_work[threading.get_ident()] = time.monotonic()
            return True

    def _rest(self) -> None:
        """Who rests keeps the place: else another would be at work meanwhile."""
        with self._lock:
            since = self._at_work.get(threading.get_ident())
        if since is not None:
            self._stop.sleep(self._courtesy.rest(time.monotonic() - since))
        self._leave()

    def _leave(self) -> None:
        with self._lock:
            self._at_work.pop(threading.get_ident(), None)
