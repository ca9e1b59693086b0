"""The swap waits for its time of day, and nothing else does."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from onlinealter.engine.alteration import advance, change_settings, read_status
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import Interrupted
from onlinealter.model.events import Event, Paused, Swapped
from onlinealter.model.plan import Plan, Strategy
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import (
    TO_CUTOVER,
    TO_VERIFY,
    Recorder,
    make_customers,
    objects,
    run,
    settings,
    widen,
)
from tests.servers import Schema


def later() -> str:
    """A window that opens in some hours."""
    now = datetime.now(UTC)
    return f"{now + timedelta(hours=3):%H:%M}-{now + timedelta(hours=4):%H:%M} UTC"


class _AtPause(Recorder):
    """Does something at the first pause."""

    def __init__(self, reaction: threading.Thread) -> None:
        super().__init__()
        self._reaction = reaction

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, Paused) and not self._reaction.ident:
            self._reaction.start()


@pytest.mark.parametrize("strategy", Strategy)
def test_the_swap_waits_for_its_window_and_says_so(schema: Schema, strategy: Strategy) -> None:
    """A copied table's swap as the server's own change of it; another window takes effect while it waits."""
    make_customers(schema, 20)
    plan = Plan("customers", ("ADD COLUMN points INT",), settings=settings(cutover_window=later(), strategy=strategy))
    target = schema.target("customers", plan)
    seen: list[str] = []

    def look_and_open() -> None:
        seen.append(read_status(target)[-1].waiting)
        with schema.connect() as connection:
            seen.extend(str(row[0]) for row in connection.rows("SHOW COLUMNS FROM customers"))
            seen.extend(name for name in objects(connection, schema)[1] if "back" in name)
        change_settings(target, {"cutover_window": ""})

    recorder = _AtPause(threading.Thread(target=look_and_open))
    assert run(target, TO_CUTOVER, recorder).state == "swapped"
    assert "outside the cutover window" in recorder.of(Paused)[0].reason
    assert recorder.of(Paused)[0].reason in seen or seen[0] == ""  # who looks at once may be there before the journal
    assert "points" not in seen
    assert not [name for name in seen if "back" in name]
    assert read_status(target)[-1].waiting == ""


def test_waiting_for_the_window_can_be_interrupted_and_taken_up(schema: Schema) -> None:
    """The same command continues; abort is still open."""
    make_customers(schema, 20)
    closed, stop = schema.target("customers", widen(cutover_window=later())), StopFlag()
    run(closed, TO_VERIFY)
    recorder = _AtPause(threading.Thread(target=stop.request))
    with pytest.raises(Interrupted):
        advance(closed, [Phase.CUTOVER], recorder, stop, Choices())
    assert not recorder.of(Swapped)
    assert read_status(closed)[-1].waiting == ""
    now = datetime.now(UTC)
    window = f"{now - timedelta(hours=1):%H:%M}-{now + timedelta(hours=1):%H:%M} UTC"
    assert run(schema.target("customers", widen(cutover_window=window)), [Phase.CUTOVER]).state == "swapped"
