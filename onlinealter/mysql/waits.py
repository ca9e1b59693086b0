"""One way to wait: a budget, growing pauses, the run's stop flag, and a word to whoever wants to know what is waited for.

Libraries such as stamina or tenacity decide by exceptions and sleep by themselves: they know neither a flag that ends the
sleep, nor a budget that several threads share because they wait for the same, nor whom to tell (decision 16).
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from onlinealter.model.events import Event, Paused, PhaseEnded, StatementRan, Unpaused, Waiting, WaitingForLock
from onlinealter.model.ports import NullReporter, Reporter

_QUIET = 1.0  # seconds of waiting that are worth no word
_SAID_AGAIN = 10.0  # seconds after which the same is said again
_SPENT = 10.0  # seconds in which who comes next needn't try for himself
_HOLDS = 5.0  # seconds after which what an event said is over, unless it is said again


@dataclass(frozen=True)
class BackOff:
    """Pauses in seconds that double from the first to the longest, each shortened by chance by up to half of it."""

    first: float
    longest: float

    def pause(self, attempt: int) -> float:
        """How long to wait after so many attempts, from 1 on."""
        bound = min(self.longest, self.first * 2.0 ** min(attempt - 1, 30))
        return bound * random.uniform(0.5, 1.0)  # noqa: S311 - jitter


USUAL = BackOff(0.05, 1.0)


class Waits:
    """What a run waits for now. As a reporter it passes events on, and remembers which of them say that it waits."""

    def __init__(self, reporter: Reporter | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        """``sleep`` raises Interrupted when the run has to stop."""
        self._reporter = reporter or NullReporter()
        self.sleep = sleep
        self._lock = threading.Lock()
        self._began: dict[str, float] = {}
        self._spent: dict[str, tuple[str, float]] = {}  # why the budget was used up, and when
        self._said: dict[str, tuple[str, float]] = {}  # until when it holds, by kind
        self._sources: list[Callable[[], str]] = []

    @property
    def now(self) -> str:
        """What is waited for; empty while nothing is."""
        with self._lock:
            sources, said = list(self._sources), list(self._said.values())
        texts = (*(ask() for ask in sources), *(text for text, until in said if time.monotonic() < until))
        return next(filter(None, texts), "")

    def report(self, event: Event) -> None:
        with self._lock:
            self._take_note(event)
        self._reporter.report(event)

    def _take_note(self, event: Event) -> None:
        match event:
            case WaitingForLock():
                who = ", ".join(map(str, event.blockers)) or "nobody seen"
                text = f"a lock to {event.purpose}, held by {who}"
                self._said["lock"] = (text, time.monotonic() + event.pause + _HOLDS)
            case Waiting():
                self._said[event.what] = (f"{event.what}: {event.why}", time.monotonic() + _HOLDS + _SAID_AGAIN)
            case Paused():
                self._said["pause"] = (event.reason, float("inf"))
            case Unpaused():
                self._said.pop("pause", None)
            case StatementRan():
                self._said.pop("lock", None)
            case PhaseEnded():
                self._said.clear()

    @contextmanager
    def besides(self, source: Callable[[], str]) -> Iterator[None]:
        """Meanwhile ask the source, too, what is waited for."""
        with self._lock:
            self._sources.append(source)
        try:
            yield
        finally:
            with self._lock:
                self._sources.remove(source)

    def wait_for(self, what: str, longest: float, back_off: BackOff = USUAL, *, shared: bool = False) -> Wait:
        """Something to wait for, ``longest`` seconds at most; ``shared`` with all who wait for the same: one budget."""
        return Wait(self, what, longest, back_off, shared=shared)

    def begin(self, what: str, began: float) -> float:
        """The budget that all share who wait for this begins at that moment, unless it has begun; gives when that was."""
        return self._since(what, began, shared=True)

    def _since(self, what: str, began: float, *, shared: bool) -> float:
        with self._lock:
            return self._began.setdefault(what, began) if shared else began

    def _spend(self, what: str, why: str) -> None:
        with self._lock:
            self._spent[what] = (why, time.monotonic())

    def _forget(self, what: str) -> None:
        with self._lock:
            self._spent.pop(what, None)
            self._began.pop(what, None)
            self._said.pop(what, None)


class Wait:
    def __init__(self, waits: Waits, what: str, longest: float, back_off: BackOff, *, shared: bool) -> None:
        self._waits = waits
        self._what = what
        self._longest = longest
        self._back_off = back_off
        self._shared = shared
        self._began: float | None = None
        self._attempts = 0
        self._said: tuple[str, float] = ("", 0.0)

    def again(self, why: str) -> bool:
        """Wait until the next attempt is due; False when the budget is used up. Raises Interrupted when the run has to stop.

        ``why``: who or what keeps the last attempt from having succeeded.
        """
        now = time.monotonic()
        if self._began is None:
            self._began = now
        waited = now - self._waits._since(self._what, self._began, shared=self._shared)
        if waited > self._longest:
            if self._shared:
                self._waits._spend(self._what, why)
            return False
        self._attempts += 1
        text, at = self._said
        if waited >= _QUIET and (text != why or now - at >= _SAID_AGAIN):
            self._said = (why, now)
            self._waits.report(Waiting(self._what, why, waited, self._longest))
        self._waits.sleep(self._back_off.pause(self._attempts))
        return True

    @property
    def just_spent(self) -> str:
        """Why the budget that is shared was used up a moment ago; empty where it wasn't."""
        why, at = self._waits._spent.get(self._what, ("", 0.0))
        return why if time.monotonic() - at < _SPENT else ""

    def over(self) -> None:
        if self._began is not None or self._shared:
            self._waits._forget(self._what)
