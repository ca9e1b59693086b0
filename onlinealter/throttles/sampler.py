"""A thread that asks some signals again and again; their last answers are there at once for whoever wants to know."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import (
    BudgetUsedUp,
    ConflictsFound,
    ConnectionLost,
    NoRoom,
    OnlineAlterError,
    Refused,
    Unreachable,
    internal_fault,
)
from onlinealter.model.events import Sampled
from onlinealter.throttles.signal import Signal

STALE = 10.0
STALE_REPLICA = 1.5


class Sampler:
    """Signals that share a connection, one after the other. One that doesn't answer holds up only those."""

    def __init__(self, signals: Sequence[Signal], close: Callable[[], None], stale: float = STALE) -> None:
        """``close`` ends what the signals have opened; an answer older than ``stale`` seconds counts as lost."""
        self._signals = list(signals)
        self._close = close
        self._stale = stale
        self._over = threading.Event()
        self._asking: Signal | None = None
        self._sampled = time.monotonic()
        self._reason: str | None = None
        self._changed: Callable[[], object] = lambda: None
        self._fail: Callable[[OnlineAlterError], None] = lambda _: None
        self._see: Callable[[Sampled], object] = lambda _: None
        self._thread = threading.Thread(target=self._watch, name="throttle", daemon=True)

    def start(
        self,
        changed: Callable[[], object],
        fail: Callable[[OnlineAlterError], None],
        leave_out: Callable[[str], None],
        see: Callable[[Sampled], object],
    ) -> None:
        """Ask each signal once, then go on in the background.

        ``changed`` is called after each sample, ``fail`` with what waiting can't cure, ``leave_out`` with the reason why an
        optional signal is done without, ``see`` with each number that a signal saw. Raises Refused where one that the plan
        asks for can't be read.
        """
        self._changed, self._fail, self._see = changed, fail, see
        reasons = []
        for signal in list(self._signals):
            try:
                reasons.append(_answer_of(signal))
                self._tell(signal)
            except (BudgetUsedUp, ConflictsFound, NoRoom):
                raise
            except OnlineAlterError as error:
                if not signal.optional:
                    raise Refused(f"the {signal.name} can't be read: {error.message}", remedy=error.remedy) from error
                self._signals.remove(signal)
                leave_out(f"without the throttle '{signal.name}', which can't be read: {error.message}")
        self._reason = next(filter(None, reasons), None)
        self._sampled = time.monotonic()
        changed()
        self._thread.start()

    def stop(self) -> None:
        """End the sampling."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        self._close()

    def reason(self) -> str | None:
        """Why the work has to wait, by the last sample; a sample that is too old is a reason itself."""
        age, asking = time.monotonic() - self._sampled, self._asking
        if asking is not None and age > self._stale + HEURISTICS.between_samples:
            return f"{asking.name} unknown: no answer for {age:.1f} s > {self._stale:.1f} s"
        return self._reason

    def _watch(self) -> None:
        try:
            while not self._over.wait(HEURISTICS.between_samples):
                self._sample()
                self._changed()
        except Exception as error:  # noqa: BLE001 - nobody else would hear of it, and the signals would stay as they are
            asking = self._asking.name if self._asking else "throttle"
            self._fail(internal_fault(f"signal {asking}", error))

    def _sample(self) -> None:
        found = None
        for signal in self._signals:
            if self._over.is_set():
                return
            self._asking = signal
            try:
                reason = signal.reason()
                self._tell(signal)
            except (BudgetUsedUp, ConflictsFound, NoRoom) as error:
                self._fail(error)
                continue
            except OnlineAlterError as error:
                reason = f"{signal.name} unknown: {error.message}"
            found = found or reason
        self._asking = None
        self._reason, self._sampled = found, time.monotonic()

    def _tell(self, signal: Signal) -> None:
        if (seen := signal.reading) is not None:
            self._see(Sampled(signal.name, seen.value, seen.limit))


def _answer_of(signal: Signal) -> str | None:
    try:
        return signal.reason()
    except (Unreachable, ConnectionLost) as error:
        return f"{signal.name} unknown: {error.message}"
