"""When something is in the way, the run waits and the application doesn't."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from onlinealter.engine.alteration import advance, read_status, set_paused
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import Blocked, Different, Interrupted, ServerError
from onlinealter.model.events import (
    CopyAdvanced,
    Event,
    Paused,
    StatementRan,
    Swapped,
    Unpaused,
    VerifyAdvanced,
    WaitingForLock,
)
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import TO_CUTOVER, TO_VERIFY, WHOLE, Recorder, make_customers, run, widen
from tests.integration.faults.deeds import waiting
from tests.servers import Schema

_BOUND = 0.3
# A machine that does other things too makes everybody wait, but for as long as the run does only who stands behind it.
_LONGEST_HELD, _NEVER = 30.0, 10.0
_SLACK = 0.5  # of a machine that has time
_WRITES = 50


@contextmanager
def meanwhile(deed: Callable[[threading.Event], None]) -> Iterator[None]:
    """Do something in a thread of its own until the block ends, which it is told by the event."""
    over = threading.Event()
    thread = threading.Thread(target=deed, args=(over,))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@dataclass
class Prober:
    """An application that writes all the time and notes its longest wait."""

    schema: Schema
    table: str = "customers"
    longest: float = 0.0
    writes: int = 0
    connection: int = 0
    errors: list[str] = field(default_factory=list)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with meanwhile(self._write):
            yield

    def _write(self, over: threading.Event) -> None:
        with self.schema.connect() as connection:
            self.connection = connection.id
            while not over.wait(0.005):
                began = time.monotonic()
                try:
                    connection.execute(f"UPDATE {self.table} SET amount = amount + 1 WHERE id = {self.writes % 100 + 200}")
                except Exception as error:  # noqa: BLE001 - every error of the application is one too many
                    self.errors.append(str(error))
                self.longest = max(self.longest, time.monotonic() - began)
                self.writes += 1


@contextmanager
def held_open(schema: Schema, seconds: float) -> Iterator[Connection]:
    """A transaction that has read the table stays open so long."""
    connection = schema.connect()
    connection.execute("BEGIN")
    connection.rows("SELECT * FROM customers WHERE id = 1")
    timer = threading.Timer(seconds, connection.close)
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        timer.join()
        connection.close()


_MOMENTS = pytest.mark.parametrize("moment", ["prepare", "cutover", "rollback", "cleanup"])


@_MOMENTS
def test_an_open_transaction_makes_the_run_wait_and_nobody_else(schema: Schema, moment: str) -> None:
    """At each moment of DDL others go on, and the run does when the transaction ends."""
    prober, _ = _wait_behind_a_transaction(schema, moment)
    assert prober.longest < _NEVER


@pytest.mark.statistical
@_MOMENTS
def test_nobody_waits_longer_than_the_bound(schema: Schema, moment: str) -> None:
    """To some tenths of a second, beside a table that nothing is done to."""
    prober, calm = _wait_behind_a_transaction(schema, moment)
    assert prober.longest < _BOUND + _SLACK + calm.longest


def test_the_empty_shadow_is_made_beside_an_open_transaction(schema: Schema) -> None:
    """Its lock on the original is one beside which others write: it is the triggers that wait."""
    make_customers(schema)
    target = schema.target("customers", widen(lock_wait=_BOUND, lock_timeout=60))
    with held_open(schema, _LONGEST_HELD) as holder:
        time.sleep(2.1)  # by then it counts as old
        recorder = _Naming(holder.id)
        ending = threading.Thread(target=_end_when_named, args=(holder, recorder))
        ending.start()
        run(target, [Phase.PREPARE], recorder)
        ending.join()
    waited = {event.purpose for event in recorder.of(WaitingForLock) if event.blockers}
    assert waited == {"create the delete trigger"}


def _wait_behind_a_transaction(schema: Schema, moment: str) -> tuple[Prober, Prober]:
    """The transaction ends when the run has said that it waits for it, and others have gone on writing since."""
    make_customers(schema)
    with schema.connect() as connection:
        connection.execute("CREATE TABLE calm AS SELECT id, amount FROM customers")
    target, prober = schema.target("customers", widen(lock_wait=_BOUND, lock_timeout=60)), Prober(schema)
    calm = Prober(schema, "calm")  # nothing is done to it: it says how long one waits here anyway
    before = {
        "prepare": (),
        "cutover": TO_VERIFY,
        "rollback": TO_CUTOVER,
        "cleanup": TO_CUTOVER,
    }[moment]
    if before:
        run(target, before)
    with schema.connect() as looker, prober.at_work(), calm.at_work(), held_open(schema, _LONGEST_HELD) as holder:
        recorder, queued = _Naming(holder.id), list[int]()
        ending = threading.Thread(target=_end_when_others_went_on, args=(holder, recorder, prober, looker, queued))
        ending.start()
        run(target, [Phase(moment)], recorder)
        ending.join()
    assert recorder.named.is_set()
    assert prober.errors == []
    assert prober.writes > _WRITES
    if schema.kind.is_mariadb:
        assert not queued, "something of ours stood in the queue for the table"
    return prober, calm


class _Naming(Recorder):
    """Knows when the run has said that it waits for somebody."""

    def __init__(self, connection: int) -> None:
        super().__init__()
        self._connection = connection
        self.named = threading.Event()

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, WaitingForLock) and any(each.connection == self._connection for each in event.blockers):
            self.named.set()


def _end_when_named(holder: Connection, recorder: _Naming) -> None:
    recorder.named.wait(_LONGEST_HELD)
    holder.close()


def _end_when_others_went_on(
    holder: Connection, recorder: _Naming, prober: Prober, looker: Connection, queued: list[int]
) -> None:
    """Or when that was too long. ``queued`` is who of ours stood in the queue meanwhile, where others wait behind it."""
    deadline = time.monotonic() + _LONGEST_HELD
    if recorder.named.wait(_LONGEST_HELD):
        wanted = prober.writes + _WRITES
        while prober.writes < wanted and time.monotonic() < deadline:
            queued.extend(filter(None, [waiting(looker)]))
            time.sleep(0.002)
    holder.close()


def test_patience_ends_with_the_name_of_who_is_in_the_way(schema: Schema) -> None:
    """The error says which connection it is; later the same command continues."""
    make_customers(schema, 50)
    target = schema.target("customers", widen(lock_wait=_BOUND, lock_timeout=4))
    with held_open(schema, 60) as holder, pytest.raises(Blocked, match=f"connection {holder.id} "):
        run(target, [Phase.PREPARE])
    assert run(target, [Phase.PREPARE]).state == "prepared"


@pytest.mark.parametrize("soon", [None, pytest.param(2.0 + _SLACK, marks=pytest.mark.statistical)], ids=["ever", "soon"])
@pytest.mark.parametrize(("how", "words"), [("stops", "stands still: its "), ("lags", " s > 0.5 s")])
def test_a_replica_that_stops_or_lags_pauses_the_copy(schema: Schema, how: str, words: str, soon: float | None) -> None:
    """With the reason, though a stopped one would still be within the lag that is allowed; nobody
    else is affected, and the copy continues when the replica does.
    """
    make_customers(schema, 50)
    max_lag = 600.0 if how == "stops" else 0.5
    target = schema.target("customers", widen(max_lag=max_lag, chunk_rows=1, max_chunk_rows=1, workers=1))
    run(target, [Phase.PREPARE])
    trouble, prober = _ReplicaTrouble(schema, how), Prober(schema)
    recorder = _Timed({CopyAdvanced: trouble.begin, Paused: trouble.end_later}, once=True, words=words)
    with prober.at_work():
        assert run(target, [Phase.EXECUTE], recorder).state == "copied"
    reasons = [event.reason for event in recorder.of(Paused)]
    assert any(words in reason for reason in reasons), reasons
    if soon is not None:
        assert recorder.at[Paused] - trouble.since < soon
    assert max(event.seconds for event in recorder.of(Unpaused)) > 1.0
    assert prober.errors == []


def test_a_pause_that_lasts_too_long_ends_in_a_resumable_stop(schema: Schema, tmp_path: Path) -> None:
    """The pause file is there; the run gives up after the plan's bound and continues when it is gone."""
    make_customers(schema, 50)
    file = tmp_path / "pause"
    file.touch()
    target = schema.target("customers", widen(pause_file=str(file), max_pause=1.0))
    run(target, [Phase.PREPARE])
    with pytest.raises(Blocked, match="pause file"):
        run(target, [Phase.EXECUTE])
    file.unlink()
    assert run(target, [Phase.EXECUTE]).state == "copied"


def test_pause_and_resume_from_another_process(schema: Schema) -> None:
    """The copy stands still from the request until it is taken back."""
    make_customers(schema)
    target = schema.target("customers", widen(chunk_rows=1, max_chunk_rows=1, workers=1))
    run(target, [Phase.PREPARE])
    recorder = _Timed(
        {CopyAdvanced: lambda: set_paused(target, True), Paused: lambda: set_paused(target, False)},
        once=True,
        words="online-alter pause",
    )
    assert run(target, [Phase.EXECUTE], recorder).state == "copied"
    assert any("online-alter pause" in event.reason for event in recorder.of(Paused))


def test_an_interrupted_copy_goes_on_where_it_stopped(schema: Schema) -> None:
    """No row is copied twice: the chunks of both calls together are the rows of the table."""
    make_customers(schema, 800)
    target = schema.target("customers", widen(chunk_rows=5, max_chunk_rows=5))
    run(target, [Phase.PREPARE])
    stop = StopFlag()
    with pytest.raises(Interrupted):
        advance(target, [Phase.EXECUTE], _Reacting({CopyAdvanced: stop.request}, once=True), stop, Choices())
    copied = read_status(target)[-1].rows_copied
    assert 0 < copied < 800
    run(target, [Phase.EXECUTE])
    with schema.connect() as connection:
        assert connection.value("SELECT SUM(row_count) FROM _oa_chunk WHERE phase = 'copy'") == 800
    assert run(target, [Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP]).state == "done"


@pytest.mark.parametrize("moment", [StatementRan, CopyAdvanced, VerifyAdvanced, Swapped])
def test_killed_connections_are_replaced(schema: Schema, moment: type[Event]) -> None:
    """Every idle connection of the run is killed at such a moment, five times where it comes so often; it ends as if nothing
    had been. One at work may be in MariaDB's swap, or read triggers (decisions 14 and 15).
    """
    make_customers(schema, 300)
    target = schema.target("customers", widen(chunk_rows=4, max_chunk_rows=4))
    prober = Prober(schema)
    killer = _Killer(schema, prober, "AND command = 'Sleep'")
    recorder = _Reacting({moment: lambda: killer.kill_all() if killer.rounds < 5 else None}, once=False)
    with prober.at_work():
        assert run(target, WHOLE, recorder).state == "done"
    assert killer.kills >= killer.rounds > 0
    assert prober.errors == []


@pytest.mark.statistical
def test_connections_killed_all_the_time_are_replaced(schema: Schema) -> None:
    """Every connection of the run is killed again and again; it ends as if nothing had been.

    Unless a kill comes in the few milliseconds of MariaDB's swap: then it says how to go on (decision 14).
    """
    make_customers(schema, 800)
    target = schema.target("customers", widen(chunk_rows=4, max_chunk_rows=4))
    prober = Prober(schema)
    killer = _Killer(schema, prober)
    with prober.at_work(), killer.at_work():
        try:
            ended = run(target, WHOLE)
        except Different as different:
            if not schema.kind.is_mariadb or "the swap was ended by somebody" not in different.message:
                raise
            killer.stop()
            run(target, [Phase.VERIFY], choices=Choices(repair=True))
            ended = run(target, WHOLE)
        assert ended.state == "done"
    assert killer.kills >= 5
    assert prober.errors == []


class _ReplicaTrouble:
    """A replica that stops, or whose applying waits for somebody's lock on the journal there."""

    def __init__(self, schema: Schema, how: str) -> None:
        self._connection = schema.connect_to_replica()
        self._stops = how == "stops"
        self._seen = threading.Event()
        self.since = 0.0

    def begin(self) -> None:
        """The worker that tells of its chunk is held here, so that it doesn't end before the trouble is seen."""
        self._connection.execute("STOP REPLICA" if self._stops else "LOCK TABLES _oa_run READ")
        self.since = time.monotonic()
        self._seen.wait(60)

    def end_later(self) -> None:
        self._seen.set()
        threading.Timer(1.5, self._end).start()

    def _end(self) -> None:
        self._connection.execute("START REPLICA" if self._stops else "UNLOCK TABLES")
        self._connection.close()


class _Reacting(Recorder):
    """A recorder that does something at an event."""

    def __init__(self, reactions: dict[type[Event], Callable[[], object]], *, once: bool) -> None:
        super().__init__()
        self._reactions = dict(reactions)
        self._once = once

    def report(self, event: Event) -> None:
        super().report(event)
        reaction = self._reactions.pop(type(event), None) if self._once else self._reactions.get(type(event))
        if reaction is not None:
            reaction()


class _Timed(_Reacting):
    """Notes when the first event of each kind came; of pauses the first for this reason: there may be another before."""

    def __init__(self, reactions: dict[type[Event], Callable[[], object]], *, once: bool, words: str) -> None:
        super().__init__(reactions, once=once)
        self.at: dict[type[Event], float] = {}
        self._words = words

    def report(self, event: Event) -> None:
        if isinstance(event, Paused) and self._words not in event.reason:
            self.events.append(event)
            return
        self.at.setdefault(type(event), time.monotonic())
        super().report(event)


class _Killer:
    """Kills every session on the schema but the application's, a few times a second."""

    def __init__(self, schema: Schema, spared: Prober, which: str = "") -> None:
        self._schema = schema
        self._spared = spared
        self._which = which
        self._stopped = threading.Event()
        self.kills = self.rounds = 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with meanwhile(self._kill):
            yield

    def stop(self) -> None:
        """Kill no more."""
        self._stopped.set()

    def kill_all(self) -> None:
        """Once."""
        with self._schema.connect() as connection:
            self._kill_all(connection)

    def _kill(self, over: threading.Event) -> None:
        with self._schema.connect() as connection:
            while not over.wait(0.2) and not self._stopped.is_set() and self.kills < 60:
                self._kill_all(connection)

    def _kill_all(self, connection: Connection) -> None:
        self.rounds += 1
        rows = connection.rows(
            f"SELECT id FROM information_schema.processlist WHERE db = %s AND id NOT IN (CONNECTION_ID(), %s) {self._which}",
            [self._schema.name, self._spared.connection],
        )
        for (other,) in rows:
            self.kills += 1
            with suppress(ServerError):  # it ended by itself meanwhile
                connection.execute(f"KILL CONNECTION {int(other)}")
