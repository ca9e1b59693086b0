"""What Ctrl-C, SIGTERM and SIGHUP do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from onlinealter.cli.signals import NOTICE, ordinary_interrupts, stopped_by_signals
from onlinealter.model.events import Event, Notice


class _Kept:
    """An output that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def report(self, event: Event) -> None:
        """Keep it."""
        self.events.append(event)

    def error(self, error: Exception) -> None:
        """Take no notice."""

    def close(self) -> None:
        """Take no notice."""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_asks_the_run_to_stop(number: signal.Signals) -> None:
    """And says so; what the signal did before is as it was."""
    before, output = signal.getsignal(number), _Kept()
    with stopped_by_signals(output) as stop:
        os.kill(os.getpid(), number)
        deadline = time.monotonic() + 60
        while not output.events and time.monotonic() < deadline:
            time.sleep(0.01)
        assert stop.requested
    assert output.events == [Notice(NOTICE)]
    assert signal.getsignal(number) is before


def test_an_interrupt_ends_a_question() -> None:
    """Also within a run, where it else waits for the chunk's end."""
    output = _Kept()
    with stopped_by_signals(output) as stop:
        with pytest.raises(KeyboardInterrupt):
            _interrupt_a_question()
        assert not stop.requested


def _interrupt_a_question() -> None:
    with ordinary_interrupts():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)


def test_a_signal_that_is_ignored_stays_ignored(monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """As for a job in the background."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stopped_by_signals(_Kept()):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


_STUBBORN = """
import time
from onlinealter.cli.signals import stopped_by_signals
class Output:
    def report(self, event): print(event.text, flush=True)
    def close(self): print("closed", flush=True)
with stopped_by_signals(Output()):
    print("at work", flush=True)
    while True: time.sleep(0.05)
"""


def test_the_second_signal_ends_the_process_at_once() -> None:
    """With the terminal given back."""
    with subprocess.Popen([sys.executable, "-c", _STUBBORN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == f"{NOTICE}\n"
        process.send_signal(signal.SIGTERM)
        assert process.stdout.readline() == "closed\n"
        assert process.wait(60) == 130


def test_a_terminal_that_goes_away_asks_once() -> None:
    """It sends SIGHUP more than once, by the kernel and by the shell: the run still stops where it can go on."""
    with subprocess.Popen([sys.executable, "-c", _STUBBORN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.send_signal(signal.SIGHUP)
        assert process.stdout.readline() == f"{NOTICE}\n"
        process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 130
