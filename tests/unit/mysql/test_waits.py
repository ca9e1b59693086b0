"""Waiting: budgets, pauses, the stop flag, and what is said of it."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import Interrupted
from onlinealter.model.events import Blocker, Event, Paused, StatementRan, Unpaused, Waiting, WaitingForLock
from onlinealter.mysql.waits import BackOff, Waits


class _Clock:
    """A clock that continues by sleeping only; with what was reported."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.pauses, self.events = 1000.0, list[float](), list[Event]()
        monkeypatch.setattr("time.monotonic", lambda: self.now)
        self.waits = Waits(self, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def report(self, event: Event) -> None:
        self.events.append(event)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    return _Clock(monkeypatch)


def test_pauses_grow_and_are_never_the_same_for_all() -> None:
    """From the half of each bound to the whole."""
    back_off = BackOff(0.1, 1.0)
    for attempt, bound in ((1, 0.1), (2, 0.2), (3, 0.4), (4, 0.8), (5, 1.0), (500, 1.0)):
        pauses = [back_off.pause(attempt) for _ in range(50)]
        assert all(bound / 2 <= pause <= bound for pause in pauses)
        assert len(set(pauses)) > 10


def test_a_wait_ends_with_its_budget_and_says_whom_it_is_for(clock: _Clock) -> None:
    """The first word comes within two seconds, the same again only after ten, another at once."""
    wait, attempts = clock.waits.wait_for("the moon", 30.0, BackOff(1.0, 1.0)), 0
    while wait.again("clouds" if clock.now < 1020 else "rain"):
        attempts += 1
    assert 30.0 <= clock.now - 1000.0 <= 31.0
    said = [event for event in clock.events if isinstance(event, Waiting)]
    assert said[0].seconds < 2.0
    assert (said[0].what, said[0].why, said[0].longest) == ("the moon", "clouds", 30.0)
    assert [each.why for each in said] == ["clouds", "clouds", "rain"]
    assert attempts == len(clock.pauses)


def test_those_who_wait_for_the_same_share_a_budget(clock: _Clock) -> None:
    """Four waits in a row aren't four budgets; once it was there, the next absence has its own."""
    first = clock.waits.wait_for("the server", 10.0, BackOff(1.0, 1.0), shared=True)
    while first.again("gone"):
        pass
    at = clock.now
    second = clock.waits.wait_for("the server", 10.0, BackOff(1.0, 1.0), shared=True)
    assert second.just_spent == "gone"
    assert not second.again("gone")
    assert clock.now == at
    second.over()
    third = clock.waits.wait_for("the server", 10.0, BackOff(1.0, 1.0), shared=True)
    assert third.just_spent == ""
    assert third.again("gone")


def test_an_order_to_stop_ends_a_wait(clock: _Clock) -> None:
    """The sleep raises it."""

    def stopped(_: float) -> None:
        raise Interrupted("stopped")

    clock.waits.sleep = stopped
    with pytest.raises(Interrupted):
        clock.waits.wait_for("the moon", 30.0).again("clouds")


def test_what_events_say_is_waited_for_is_what_the_run_waits_for(clock: _Clock) -> None:
    """Until another event says that it is over, or nothing has been said of it for a while."""
    waits = clock.waits
    waits.report(WaitingForLock("swap the tables", 3, 1.0, (Blocker(12, "app", "h1", 5.0),)))
    assert waits.now == "a lock to swap the tables, held by connection 12 (app@h1, 5 s)"
    waits.report(StatementRan("swap the tables", "…", 1.0))
    assert waits.now == ""
    waits.report(WaitingForLock("swap the tables", 3, 1.0, ()))
    assert waits.now.endswith("held by nobody seen")
    clock.now += 7.0
    assert waits.now == ""
    waits.report(Paused("lag 7 s > 5 s"))
    clock.now += 1000.0
    assert waits.now == "lag 7 s > 5 s"
    waits.report(Unpaused(1000.0))
    assert waits.now == ""
    with waits.besides(lambda: "the row id=7"):
        assert waits.now == "the row id=7"
    assert waits.now == ""
