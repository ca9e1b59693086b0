"""Something happens just between the last look and the deed, or right after the deed: where a look alone doesn't help."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from onlinealter.model.errors import Interrupted
from onlinealter.model.events import Event
from onlinealter.mysql.ddl import DdlRunner
from onlinealter.sql.statement import Statement
from tests.integration.engine.alterations import Recorder


def just_before(patch: pytest.MonkeyPatch, words: str, deed: Callable[[], object]) -> list[str]:
    """Do something before the first attempt at a statement with these words, when all looks are over; tells if it was."""
    attempt, done = DdlRunner._attempt, list[str]()

    def attempted(ddl: DdlRunner, statements: Sequence[Statement], window: float) -> bool:
        if not done and any(words in statement.sql for statement in statements):
            done.append(words)
            deed()
        return attempt(ddl, statements, window)

    patch.setattr(DdlRunner, "_attempt", attempted)
    return done


class Stopped(Recorder):
    """A recorder in which a process ends at the first event of a kind, as a kill would end it there."""

    def __init__(self, kind: type[Event], number: int = 1) -> None:
        super().__init__()
        self._kind = kind
        self._left = number

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, self._kind):
            self._left -= 1
            if not self._left:
                raise Interrupted("the process was killed here")
