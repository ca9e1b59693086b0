"""A process ends right after a statement of its own, before it could note that: abort leaves the table as it was."""

from __future__ import annotations

import pytest

from onlinealter.engine.alteration import advance
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import Changed
from onlinealter.model.events import Event, StatementRan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, Recorder, make_customers, objects, run, widen
from tests.integration.faults.deeds import is_clean, is_widened
from tests.servers import Schema


class _Ended(BaseException):
    """The process is gone."""


class _Ending(Recorder):
    """Ends the process when the statement has been run."""

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self._purpose = purpose

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, StatementRan) and self._purpose in event.purpose:
            raise _Ended


@pytest.mark.parametrize(
    "purpose", ["create the shadow", "create the insert trigger", "create the reverse insert trigger", "swap the tables"]
)
def test_what_was_made_and_not_yet_noted_is_found_again(place: Schema, purpose: str) -> None:
    """The intention was written down before; after the swap the same command continues instead."""
    make_customers(place, 20)
    target = place.target("customers", widen())
    with pytest.raises(_Ended):
        advance(target, TO_CUTOVER, _Ending(purpose), StopFlag(), Choices())
    with place.connect() as connection:
        written = {str(name) for (name,) in connection.rows("SELECT name FROM _oa_ledger")}
        assert objects(connection, place)[1] <= written
        assert is_widened(connection) or purpose != "swap the tables"
        if is_widened(connection):  # MariaDB makes the reverse triggers together with the swap
            run(target, [Phase.CUTOVER, Phase.ROLLBACK])
        run(target, [Phase.ABORT])
        assert not is_widened(connection)
        assert is_clean(connection, place)


def test_dropped_reverse_triggers_bar_the_rollback(place: Schema) -> None:
    """Writes made since may be missing in the old table: there is no way back that loses none."""
    make_customers(place, 20)
    target = place.target("customers", widen())
    run(target, [*TO_VERIFY, Phase.CUTOVER])
    with place.connect() as connection:
        trigger = min(objects(connection, place)[1])
        connection.execute(f"DROP TRIGGER {trigger}")
        with pytest.raises(Changed, match="writes since the cutover may be missing"):
            run(target, [Phase.ROLLBACK])
        assert is_widened(connection)
        run(target, [Phase.CLEANUP])
        assert is_clean(connection, place)
