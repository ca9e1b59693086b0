"""So many shards of one server at a time, by whichever process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from onlinealter.engine.stop import StopFlag
from onlinealter.fleet.places import place_name, place_on
from onlinealter.fleet.target import FleetShard
from onlinealter.model.errors import Interrupted
from onlinealter.model.events import Notice
from tests.integration.engine.alterations import Recorder
from tests.servers import Schema


def _shard(schema: Schema) -> FleetShard:
    return FleetShard("eu-1", "rest", schema.target("t"))


def _wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_who_comes_second_waits_until_the_first_is_done(schema: Schema) -> None:
    """It tells what it waits for; where two may be at work it doesn't wait."""
    heard, inside = Recorder(), threading.Event()

    def second() -> None:
        with place_on(_shard(schema), 1, StopFlag(), heard):
            inside.set()

    course = threading.Thread(target=second, daemon=True)
    with place_on(_shard(schema), 1, StopFlag(), Recorder()):
        course.start()
        _wait_until(lambda: heard.of(Notice))
        assert not inside.is_set()
        with place_on(_shard(schema), 2, StopFlag(), Recorder()):
            pass
    assert inside.wait(60)
    course.join(60)
    assert "1 at a time" in heard.of(Notice)[0].text


def test_who_waits_can_be_stopped(schema: Schema) -> None:
    """And leaves nothing behind."""
    stop = StopFlag()
    stop.request()
    with (
        place_on(_shard(schema), 1, StopFlag(), Recorder()),
        pytest.raises(Interrupted),
        place_on(_shard(schema), 1, stop, Recorder()),
    ):
        pass
    with schema.connect() as connection:
        _wait_until(lambda: connection.value("SELECT IS_USED_LOCK(%s)", [place_name(0)]) is None)


def test_a_place_that_was_lost_is_taken_again(schema: Schema) -> None:
    """Somebody ends the idle session that holds it."""
    with schema.connect() as connection, place_on(_shard(schema), 1, StopFlag(), Recorder(), between_looks=0.05):
        holder = connection.value("SELECT IS_USED_LOCK(%s)", [place_name(0)])
        connection.execute(f"KILL CONNECTION {holder}")
        _wait_until(lambda: connection.value("SELECT IS_USED_LOCK(%s)", [place_name(0)]) not in (None, holder))
