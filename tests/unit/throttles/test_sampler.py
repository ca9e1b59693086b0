"""Signals that answer, that don't, and that can't be read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from onlinealter.model.errors import OnlineAlterError, Refused, ServerError
from onlinealter.throttles.sampler import Sampler

_TIMEOUT = 60.0


class _Signal:
    """Answers as it is told to."""

    name = "free disk"
    reading = None

    def __init__(self, answer: Callable[[], str | None], *, optional: bool = False) -> None:
        self._answer = answer
        self.optional = optional

    def reason(self) -> str | None:
        return self._answer()


def started(signal: _Signal, stale: float = 10.0) -> tuple[Sampler, list[str], list[OnlineAlterError]]:
    """A sampler at work, what it leaves out, and what it fails with."""
    left_out: list[str] = []
    failures: list[OnlineAlterError] = []
    sampler = Sampler([signal], lambda: None, stale)
    sampler.start(lambda: None, failures.append, left_out.append, lambda _: None)
    return sampler, left_out, failures


def eventually(ask: Callable[[], str | None]) -> str | None:
    """The first answer that isn't None."""
    deadline = time.monotonic() + _TIMEOUT
    while (found := ask()) is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def failing() -> str | None:
    """As a server does to an account that may not look."""
    raise ServerError(1227, "you need PROCESS")


def test_a_signal_that_stops_answering_is_a_reason() -> None:
    """Though nobody can tell why; it is named."""
    hangs, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        if hangs.is_set():
            go_on.wait(_TIMEOUT)

    sampler, _, _ = started(_Signal(hang), stale=0.1)
    try:
        assert eventually(lambda: "open" if sampler.reason() is None else None) == "open"
        hangs.set()
        assert str(eventually(sampler.reason)).startswith("free disk unknown: no answer for ")
    finally:
        go_on.set()
        sampler.stop()


def test_a_signal_that_is_lost_is_a_reason_until_it_is_found_again() -> None:
    """With what the server said."""
    lost = threading.Event()
    sampler, _, _ = started(_Signal(lambda: failing() if lost.is_set() else None, optional=True))
    try:
        lost.set()
        assert eventually(sampler.reason) == "free disk unknown: the server answered with error 1227: you need PROCESS"
        lost.clear()
        assert eventually(lambda: "open" if sampler.reason() is None else None) == "open"
    finally:
        sampler.stop()


def test_what_can_never_be_read_is_left_out_or_refused_at_the_start() -> None:
    """Refused is what the plan asks for by itself."""
    sampler, left_out, _ = started(_Signal(failing, optional=True))
    assert sampler.reason() is None
    sampler.stop()
    assert [text.startswith("without the throttle 'free disk'") for text in left_out] == [True]
    with pytest.raises(Refused, match="the free disk can't be read"):
        started(_Signal(failing))
