"""A thread that asks some signals again and again; their last answers are there at once for whoever wants to know."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from onlinealter.model.errors import BudgetUsedUp, ConnectionLost, OnlineAlterError, Refused, Unreachable
from onlinealter.throttles.signal import Signal

_BETWEEN_SAMPLES = 0.5
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
        self._thread = threading.Thread(target=self._watch, name="throttle", daemon=True)

    def start(
        self, changed: Callable[[], object], fail: Callable[[OnlineAlterError], None], leave_out: Callable[[str], None]
    ) -> None:
        """Ask each signal once, then go on in the background.

        ``changed`` is called after each sample, ``fail`` with what waiting can't cure, ``leave_out`` with the reason why an
        optional signal is done without. Raises Refused where one that the plan asks for can't be read.
        """
        self._changed, self._fail = changed, fail
        reasons = []
        for signal in list(self._signals):
            try:
                reasons.append(_answer_of(signal))
            except BudgetUsedUp:
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
        if asking is not None and age > self._stale + _BETWEEN_SAMPLES:
            return f"{asking.name} unknown: no answer for {age:.1f} s > {self._stale:.1f} s"
        return self._reason

    def _watch(self) -> None:
        while not self._over.wait(_BETWEEN_SAMPLES):
            self._sample()
            self._changed()

    def _sample(self) -> None:
        found = None
        for signal in self._signals:
            self._asking = signal
            try:
                reason = signal.reason()
            except BudgetUsedUp as error:
                self._fail(error)
                continue
            except OnlineAlterError as error:
                reason = f"{signal.name} unknown: {error.message}"
            found = found or reason
        self._asking = None
        self._reason, self._sampled = found, time.monotonic()


def _answer_of(signal: Signal) -> str | None:
    try:
        return signal.reason()
    except (Unreachable, ConnectionLost) as error:
        return f"{signal.name} unknown: {error.message}"
