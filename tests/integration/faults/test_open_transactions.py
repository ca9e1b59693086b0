"""A transaction that touched the table stays open at each moment of a definition change.

It ends when the run has named it and others have gone on writing since; ONLINEALTER_OPEN_SECONDS=60 holds it for a minute
each time.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from onlinealter.model.events import Event, IndexesBuilding, PhaseBegan, StatementRan, WaitingForLock
from onlinealter.model.plan import Deferral
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import (
    TO_CUTOVER,
    TO_VERIFY,
    Recorder,
    age_the_copy,
    make_customers,
    objects,
    run,
    widen,
)
from tests.integration.engine.test_waiting import Prober
from tests.integration.faults.deeds import Reacting, running, wait_until
from tests.integration.faults.slow_index import slow_index
from tests.servers import Schema, ServerPair

_OPEN = float(os.environ.get("ONLINEALTER_OPEN_SECONDS", "1"))
_LONGEST_OPEN = _OPEN + 60.0
# A machine that does other things too makes everybody wait, but for as long as the run does only who stands behind it.
_NEVER = 30.0
_BOUND, _SLACK = 0.3, 0.7  # the latter of a machine that has time
_LONGEST_PREPARATION = 300.0
_FEWEST = 20  # writes
_WRITE = "UPDATE customers SET amount = 1 WHERE id = 1"


@dataclass
class _Holder:
    """Opens a transaction in the middle of a run; it ends some seconds later, when the run has said who is in its way."""

    place: Schema
    recorder: Recorder
    prober: Prober
    ids: list[int] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def hold(self, sql: str = _WRITE) -> None:
        """Touch the table, and leave the transaction open."""
        connection = self.place.connect()
        connection.execute("BEGIN")
        connection.execute(sql)
        self.ids.append(connection.id)
        self._in_background(lambda: self._end(connection))

    def hold_during_build(self) -> None:
        """Begin when the index build is under way, so that its end meets the transaction."""

        def hold() -> None:
            with self.place.connect() as connection:
                wait_until(lambda: running(connection, "LOCK=NONE") is not None)
            self.hold()

        self._in_background(hold)

    def hold_retired(self) -> None:
        """Nobody but who names it touches the old table."""
        with self.place.connect() as connection:
            retired = next(name for name in objects(connection, self.place)[0] if name.endswith("_old"))
        self.hold(f"UPDATE {retired} SET amount = amount WHERE id = 1")

    @property
    def is_named(self) -> bool:
        waits = self.recorder.of(WaitingForLock)
        return any(blocker.connection in self.ids for wait in waits for blocker in wait.blockers)

    def _end(self, connection: Connection) -> None:
        until = time.monotonic() + _LONGEST_OPEN
        time.sleep(_OPEN)
        with suppress(TimeoutError):  # the test says so
            wait_until(lambda: self.is_named)
            wanted = self.prober.writes + _FEWEST
            wait_until(lambda: self.prober.writes >= wanted, until - time.monotonic())
        connection.execute("COMMIT")
        connection.close()

    def _in_background(self, deed: Callable[[], None]) -> None:
        self.threads.append(threading.Thread(target=deed))
        self.threads[-1].start()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        try:
            yield
        finally:
            for thread in self.threads:
                thread.join()


@dataclass(frozen=True)
class _Moment:
    """A phase, what was done before it, and the event at which the transaction begins; at the phase's begin by default.

    Where the transaction has to come between a build's begin and its end, there are enough ``rows`` for it to come in time.
    """

    phase: Phase
    before: Sequence[Phase]
    event: type[Event] = PhaseBegan
    purpose: str = ""
    deed: Callable[[_Holder], object] = _Holder.hold
    rows: int = 1000

    def is_met(self, event: Event) -> bool:
        return not isinstance(event, StatementRan) or self.purpose in event.purpose


_MOMENTS = {
    "forward triggers": _Moment(Phase.PREPARE, (), StatementRan, "secondary indexes"),
    "end of the build": _Moment(Phase.EXECUTE, (Phase.PREPARE,), IndexesBuilding, deed=_Holder.hold_during_build, rows=5000),
    "swap": _Moment(Phase.CUTOVER, TO_VERIFY),  # reverse triggers are made, and forward ones dropped, behind its lock
    "drop reverse triggers": _Moment(Phase.CLEANUP, TO_CUTOVER),
    "drop retired": _Moment(Phase.CLEANUP, TO_CUTOVER, deed=_Holder.hold_retired),
}


@pytest.mark.parametrize("fine", [False, pytest.param(True, marks=pytest.mark.statistical)], ids=["at all", "to a second"])
def test_a_transaction_that_stays_open_holds_up_nobody_but_the_run(own_servers: ServerPair, fine: bool) -> None:
    """Others go on, by night waiting no longer than the bound; who is in the way is named, and the run continues when the
    transaction ends.

    All moments at once, each in a schema of its own, since most of it is waiting.
    """
    ready = threading.Barrier(len(_MOMENTS))
    with ThreadPoolExecutor(len(_MOMENTS)) as pool:
        tasks = {name: pool.submit(_live_through, own_servers, moment, ready, fine) for name, moment in _MOMENTS.items()}
        found = {name: task.result() for name, task in tasks.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}


def _live_through(servers: ServerPair, moment: _Moment, ready: threading.Barrier, fine: bool) -> list[str]:
    """What was wrong, in words."""
    with servers.schema("open_transaction") as place:
        make_customers(place, moment.rows)
        with place.connect() as connection:
            connection.execute("CREATE TABLE calm AS SELECT id, amount FROM customers")
        make_plan = slow_index if moment.event is IndexesBuilding else widen
        # Beside writes, the indexes of so small a table would be there from the start.
        plan = make_plan(lock_wait=_BOUND, lock_timeout=600, old_transaction_timeout=600, deferred_indexes=Deferral.ALWAYS)
        target, prober, calm = place.target("customers", plan), Prober(place), Prober(place, "calm")
        if moment.before:
            run(target, moment.before)
            with place.connect() as connection:
                age_the_copy(connection)  # nobody's transaction is to count as older than it
        ready.wait(_LONGEST_PREPARATION)
        recorder = Reacting({moment.event: lambda: moment.deed(holder)}, moment.is_met)
        holder = _Holder(place, recorder, prober)
        with prober.at_work(), calm.at_work(), holder.at_work():
            run(target, [moment.phase], recorder)
    # A table that nothing is done to says how long one waits here anyway.
    longest = _BOUND + _SLACK + calm.longest if fine else _NEVER
    return [
        *([] if len(holder.ids) == 1 else [f"{len(holder.ids)} transactions were held open"]),
        *([] if holder.is_named else ["nobody said who was in the way"]),
        *prober.errors,
        *([] if prober.writes > _FEWEST else [f"only {prober.writes} writes"]),
        *([] if prober.longest <= longest else [f"a write waited {prober.longest:.2f} s > {longest:.2f} s"]),
    ]
