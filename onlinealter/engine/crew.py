"""Several threads at one job; the first error ends it for all."""

from __future__ import annotations

import threading
from collections.abc import Callable

from onlinealter.engine.stop import StopFlag
from onlinealter.model.ports import Gate


class CrewGate:
    """The gate, and the crew's own stop after an error of one of them."""

    def __init__(self, gate: Gate, stop: StopFlag) -> None:
        self._gate = gate
        self._stop = stop

    def wait(self) -> None:
        """Wait at the gate unless the crew is stopping."""
        self._stop.check()
        self._gate.wait()


def run_crew(work: Callable[[], None], workers: int, stop_all: Callable[[], None]) -> None:
    """Run ``work`` in so many threads and wait for all; ``stop_all`` makes the others end soon after an error.

    Raises the first error.
    """
    errors: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - carried to the caller's thread, whatever it is
            errors.append(error)
            stop_all()

    threads = [threading.Thread(target=guarded, name=f"worker-{number}", daemon=True) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
