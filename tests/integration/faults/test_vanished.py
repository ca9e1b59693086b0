"""The tool's machine vanishes without a word, no FIN and no RST: what we hold on the server ends in seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from onlinealter.engine.target import Target
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import TO_VERIFY, WHOLE, make_customers, run, widen
from tests.integration.faults.deeds import is_clean
from tests.integration.faults.relay import Cut, Loss, Relay
from tests.servers import Schema

_LOCK_WAIT = 1.0
_LONGEST = _LOCK_WAIT + 5.0
_LONG_ENOUGH = 12.0  # seconds that the machine is gone
_PAUSE = 0.005  # seconds between two writes: without it a replica falls behind, and the run pauses for that


@dataclass
class Waits:
    """How long the application's statements took, and what failed."""

    longest: float = 0.0
    errors: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def work(self, schema: Schema) -> None:
        """Write to one row again and again."""
        with schema.connect() as connection:
            while not self.over.is_set():
                began = time.monotonic()
                try:
                    connection.execute("UPDATE customers SET amount = amount + 1 WHERE id = 7")
                except OnlineAlterError as error:
                    self.errors.append(error.message)
                self.longest = max(self.longest, time.monotonic() - began)
                self.over.wait(_PAUSE)


@contextmanager
def _application(schema: Schema) -> Iterator[Waits]:
    waits = Waits()
    thread = threading.Thread(target=waits.work, args=(schema,), daemon=True)
    thread.start()
    try:
        yield waits
    finally:
        waits.over.set()
        thread.join()


def _vanish_at(place: Schema, relay: Relay, target: Target, cut: Cut, *phases: Phase) -> Waits:
    """Run the phases until the machine vanishes at the cut; after some time it is back, and the run continues to its end."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            run(relay.before(target), phases)
        except OnlineAlterError as error:
            failures.append(error)

    with _application(place) as waits:
        gone = threading.Event()
        cut.deed = gone.set
        relay.cuts = [cut]
        worker = threading.Thread(target=work, daemon=True)
        worker.start()
        assert gone.wait(60)
        waits.over.wait(_LONG_ENOUGH)
        relay.come_back()
        worker.join(120)
    assert not worker.is_alive()
    return waits


def test_a_machine_that_vanishes_under_the_lock_of_the_swap(place: Schema, relay: Relay) -> None:
    """MariaDB drops the triggers in messages of their own while the table is locked; MySQL has all in one message."""
    make_customers(place, 60)
    target = place.target("customers", widen(lock_wait=_LOCK_WAIT))
    run(target, TO_VERIFY)
    words = ("DROP TRIGGER", "_delete") if place.kind.is_mariadb else ("LOCK TABLES", "RENAME TABLE")
    loss = Loss.VANISHED_BEFORE if place.kind.is_mariadb else Loss.VANISHED_AFTER
    waits = _vanish_at(place, relay, target, Cut(words, loss), Phase.CUTOVER)
    assert waits.errors == []
    assert waits.longest < _LONGEST
    _ends_well(place, target)


def test_a_machine_that_vanishes_while_a_row_is_copied_again(place: Schema, relay: Relay) -> None:
    """The row is locked from one message to the next."""
    make_customers(place, 60)
    target = place.target("customers", widen(lock_wait=_LOCK_WAIT))
    run(target, TO_VERIFY[:1])
    with place.connect() as connection:
        connection.execute(
            "INSERT INTO _oa_conflict (run, back, digest, copy_key, error)"
            " SELECT id, 0, UNHEX(SHA2('7', 256)), '7', 1406 FROM _oa_run"
        )
    waits = _vanish_at(place, relay, target, Cut(("WHERE", "`id`", "7", "FOR UPDATE"), Loss.VANISHED_AFTER), Phase.EXECUTE)
    assert waits.errors == []
    assert waits.longest < _LONGEST
    _ends_well(place, target)


def test_a_machine_that_vanishes_between_a_chunk_and_its_commit(place: Schema, relay: Relay) -> None:
    """With a budget for the binlog the chunk's COMMIT is a message of its own."""
    make_customers(place, 60)
    target = place.target("customers", widen(lock_wait=_LOCK_WAIT, binlog_budget=1000.0))
    run(target, TO_VERIFY[:1])
    waits = _vanish_at(place, relay, target, Cut(("/* online-alter", "*/ COMMIT"), Loss.VANISHED_BEFORE), Phase.EXECUTE)
    assert waits.errors == []
    assert waits.longest < _LONGEST
    _ends_well(place, target)


def _ends_well(place: Schema, target: Target) -> None:
    try:
        run(target, WHOLE)
    except OnlineAlterError as error:
        pytest.fail(f"{error.message} {error.remedy}")
    with place.connect() as connection:
        assert is_clean(connection, place)
