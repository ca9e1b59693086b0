"""Ctrl-C, SIGTERM and SIGHUP: the first asks the run to stop, the second ends the process."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import SimpleQueue

from onlinealter.engine.stop import StopFlag
from onlinealter.model.events import Notice
from onlinealter.model.exit_codes import ExitCode
from onlinealter.report.output import Output

NOTICE = "stopping at the next chunk; again to stop at once"

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SECONDS_TO_CLOSE = 1.0


@contextmanager
def stopped_by_signals(output: Output) -> Iterator[StopFlag]:
    """A flag that the first signal raises; a second signal ends the process."""
    stop = StopFlag()
    arrived: SimpleQueue[int | None] = SimpleQueue()
    # Reports take locks, which a handler must not; so handlers only pass on that there was a signal.
    threading.Thread(target=_obey, args=(arrived, stop, output), daemon=True).start()
    with _handled_by(lambda number, _: arrived.put(number)):
        try:
            yield stop
        finally:
            arrived.put(None)


@contextmanager
def ordinary_interrupts() -> Iterator[None]:
    """Let a signal raise KeyboardInterrupt, so that it ends a question."""
    with _handled_by(raise_interrupt):
        yield


def raise_interrupt(*_: object) -> None:
    """Raise KeyboardInterrupt."""
    raise KeyboardInterrupt


def _obey(arrived: SimpleQueue[int | None], stop: StopFlag, output: Output) -> None:
    while (number := arrived.get()) is not None:
        if stop.requested:
            if number == signal.SIGHUP:
                continue  # a terminal that goes away sends several: from the kernel, and from its shell
            _end_now(output)
        stop.request()
        output.report(Notice(NOTICE))


def _end_now(output: Output) -> None:
    closing = threading.Thread(target=output.close, daemon=True)
    closing.start()
    closing.join(_SECONDS_TO_CLOSE)
    os._exit(ExitCode.INTERRUPTED)


@contextmanager
def _handled_by(handler: Callable[..., object]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    # A job in the background ignores Ctrl-C, and continues doing so.
    obeyed = [number for number in _SIGNALS if signal.getsignal(number) not in (signal.SIG_IGN, None)]
    before = [signal.signal(number, handler) for number in obeyed]
    try:
        yield
    finally:
        for number, old in zip(obeyed, before, strict=True):
            signal.signal(number, old)
