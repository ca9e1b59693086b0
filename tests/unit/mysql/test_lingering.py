"""Waiting for transactions that stay open: often looked for, seldom said, and never for ever."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from onlinealter.model.errors import Blocked
from onlinealter.model.events import Blocker, Event, WaitingForLock
from onlinealter.mysql.blockers import Blockers
from onlinealter.mysql.lingering import Lingering, lingering_age
from onlinealter.sql.statement import Statement

_SWAP = Statement("swap the tables", "RENAME …", ("orders",), exclusive=True)
_NOBODY = Blockers(certain=True, sessions=())
_SOMEBODY = Blockers(certain=True, sessions=(Blocker(7, "shop", "localhost", 1.0),))
_PERHAPS = Blockers(certain=False, sessions=_SOMEBODY.sessions)


class _Waiting:
    """A clock that continues while it is waited, who is found at each look, and what is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, found: Iterable[Blockers], lock_timeout: float = 100.0) -> None:
        self._found: Iterator[Blockers] = iter(found)
        self._now = 50.0
        self.said: list[Event] = []
        self.ages: list[float] = []
        self.attended: list[Blockers] = []
        self._lingering = Lingering(self, lock_timeout, self._wait)
        monkeypatch.setattr("onlinealter.mysql.lingering.time.monotonic", lambda: self._now)

    def report(self, event: Event) -> None:
        self.said.append(event)

    def _wait(self, seconds: float) -> None:
        self._now += seconds

    def _look(self, age: float) -> Blockers:
        self.ages.append(age)
        return next(self._found, _SOMEBODY)

    def outlast(self, statement: Statement = _SWAP, waited: float = 0.0) -> tuple[bool, float]:
        """What comes of it, and the seconds that it took."""
        before = self._now
        found = self._lingering.outlast(statement, 3, before - waited, self._look, self.attended.append)
        return found, self._now - before


def test_nothing_is_waited_for_where_nobody_lingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor where it isn't sure who holds the lock: then the attempt itself tells."""
    for found in (_NOBODY, _PERHAPS):
        waiting = _Waiting(monkeypatch, [found])
        assert waiting.outlast() == (False, 0.0)
        assert waiting.said == []


def test_the_end_of_a_transaction_is_seen_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within some hundredths of a second, and it is said once who was waited for; then everything is looked at again."""
    waiting = _Waiting(monkeypatch, [_SOMEBODY] * 10 + [_NOBODY])
    anybody, seconds = waiting.outlast()
    assert anybody
    assert 0.2 < seconds < 0.5
    [said] = waiting.said
    assert isinstance(said, WaitingForLock)
    assert (said.purpose, said.attempt, said.blockers) == (_SWAP.purpose, 4, _SOMEBODY.sessions)


def test_after_a_second_everything_else_is_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the run has to stop, whether the statement is still wanted; and who is to be ended is told."""
    waiting = _Waiting(monkeypatch, [])
    anybody, seconds = waiting.outlast()
    assert anybody
    assert 1.0 < seconds < 1.2
    assert waiting.attended == [_SOMEBODY]


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the name of who is in the way."""
    with pytest.raises(Blocked, match=r"connection 7 \(shop@localhost"):
        _Waiting(monkeypatch, [], lock_timeout=5.0).outlast(waited=6.0)


def test_a_statement_that_is_in_nobodys_way_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """CREATE TABLE … LIKE takes a lock beside which others write."""
    waiting = _Waiting(monkeypatch, [])
    assert waiting.outlast(Statement("create the shadow", "CREATE …", ("orders",), harmless=True)) == (False, 0.0)
    assert waiting.ages == []


@pytest.mark.parametrize(("waited", "age"), [(0.0, 0.05), (0.4, 0.05), (5.0, 0.5), (20.0, 2.0), (900.0, 2.0)])
def test_the_longer_it_lasts_the_older_a_transaction_has_to_be(waited: float, age: float) -> None:
    """Where there is always one of a tenth of a second, an attempt comes all the same."""
    assert lingering_age(waited) == pytest.approx(age)
