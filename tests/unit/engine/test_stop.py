"""Stopping a run on request, or with an error that a thread beside it met."""

from __future__ import annotations

import threading
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from onlinealter.engine import definer_watch, watch
from onlinealter.engine.definer_watch import DefinerWatch
from onlinealter.engine.stop import StopFlag
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.exit_codes import ExitCode
from onlinealter.throttles.sampler import Sampler
from onlinealter.throttles.signal import Reading


def _unused() -> Any:
    return SimpleNamespace(close=lambda: None)


def _fails(*_: object) -> None:
    raise KeyError("column")


def test_a_guard_that_dies_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever ended it: the run doesn't go on unguarded, and says why."""
    monkeypatch.setattr(watch, "HEURISTICS", replace(HEURISTICS, between_guard_looks=0.0))
    monkeypatch.setattr(watch, "TriggerRepair", lambda _: SimpleNamespace(look=_fails, close=lambda: None))
    stop = StopFlag()
    run: Any = SimpleNamespace(
        stop=stop, journal=SimpleNamespace(record=_fails), shard=SimpleNamespace(open_primary=_unused)
    )
    watch._guard(run, _fails, SimpleNamespace(), threading.Event())  # type: ignore[arg-type]
    with pytest.raises(OnlineAlterError, match=r"'guard' ended by an unexpected error: KeyError") as caught:
        stop.sleep(10)
    assert caught.value.exit_code is ExitCode.BUG
    assert "_fails" in caught.value.remedy  # where it was


def test_a_watch_of_the_definer_that_dies_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the guard does."""
    monkeypatch.setattr(definer_watch, "_BETWEEN_LOOKS", 0.0)
    monkeypatch.setattr(DefinerWatch, "look", _fails)
    stop = StopFlag()
    run: Any = SimpleNamespace(stop=stop)
    DefinerWatch(run).until(threading.Event())
    with pytest.raises(OnlineAlterError, match="'definer'"):
        stop.check()


def test_a_signal_that_dies_fails_the_gate() -> None:
    """Its last answer would else hold for ever."""
    asked: list[int] = []
    failed: list[OnlineAlterError] = []
    told = threading.Event()

    class Signal:
        name, optional = "lag", False
        reading: Reading | None = None

        def reason(self) -> str | None:
            asked.append(1)
            if len(asked) > 1:
                raise KeyError("lag")
            return None

    def fail(error: OnlineAlterError) -> None:
        failed.append(error)
        told.set()

    sampler = Sampler([Signal()], lambda: None)
    sampler.start(lambda: None, fail, lambda _: None, lambda _: None)
    assert told.wait(30)
    sampler.stop()
    assert failed[0].exit_code is ExitCode.BUG
    assert "signal lag" in failed[0].message
