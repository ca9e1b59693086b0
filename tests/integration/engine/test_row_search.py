"""The scan all old rows: waits at the gate, is paused and resumed, and continues where a killed one ended."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import pytest

from onlinealter.checks import statements as checks
from onlinealter.checks.statements import Looked
from onlinealter.engine.alteration import advance, check, read_status, set_paused
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import ConflictsFound, ConnectionLost, Interrupted, Refused
from onlinealter.model.events import Event, Notice, Paused, SearchAdvanced, Unpaused
from onlinealter.model.plan import Plan
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from onlinealter.model.status import RunStatus
from onlinealter.mysql.connection import Connection
from onlinealter.tables.chunks import KeyRange
from onlinealter.tables.expression import Expression
from tests.integration.engine.alterations import TO_VERIFY, Recorder, make_customers, objects, run, settings
from tests.integration.engine.test_bounded_walks import seen
from tests.integration.faults.deeds import wait_until
from tests.servers import Schema

ROWS, CHUNK = 1_000, 100
_LONG = 60.0  # seconds that nothing here takes


class Killed(BaseException):
    """The process is gone."""


class Acting(Recorder):
    """Does something at the first event of a kind."""

    def __init__(self, kind: type[Event] = Event, deed: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self._kind, self._deed, self._done = kind, deed, False

    def report(self, event: Event) -> None:
        super().report(event)
        if isinstance(event, self._kind) and not self._done:
            self._done = True
            self._deed()

    def pauses_by(self, deed: Callable[[], object]) -> None:
        """Do it, and wait for a pause after it: on a busy machine there is one at the start, until the replica answers."""
        before = len(self.of(Paused))
        deed()
        wait_until(lambda: len(self.of(Paused)) > before)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small table has many; and check looks at its first row."""
    monkeypatch.setattr("onlinealter.checks.search._FIRST_ROWS", CHUNK)
    monkeypatch.setattr("onlinealter.checks.search._MOST_ROWS", CHUNK)


def narrowed(schema: Schema, **changes: object) -> Target:
    """All names fit into twelve characters, but that has to be looked at."""
    plan = Plan("customers", ("MODIFY name VARCHAR(12) NOT NULL",), settings=settings(check_rows=1, **changes))
    return schema.target("customers", plan)


def kill() -> None:
    """End the process."""
    raise Killed


def looked_at(connection: Connection) -> int:
    """How many rows the journal says were looked at."""
    return int(connection.value("SELECT row_count FROM _oa_chunk WHERE phase = 'search'") or 0)


def wait_until_it_waits(target: Target) -> RunStatus:
    """The run's status once that says that it waits."""
    deadline = time.monotonic() + _LONG
    while not (status := read_status(target)[0]).waiting and time.monotonic() < deadline:
        time.sleep(0.05)
    return status


def is_one_walk(key_ranges: list[KeyRange]) -> bool:
    """Whether each begins where the one before ended, from the first row to the last."""
    ends = [None, *(each.high for each in key_ranges)]
    return [each.low for each in key_ranges] == ends[:-1] and ends[-1] is None


def test_a_search_is_paused_and_goes_on(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The run is there while it looks: ``status`` says why it waits, and no row is looked at meanwhile or twice."""
    make_customers(schema, ROWS)
    target = narrowed(schema)
    said: list[str] = []
    positions: list[int] = []

    def pause() -> None:
        recorder.pauses_by(lambda: set_paused(target, True))
        operator.start()

    def go_on() -> None:
        with schema.connect() as connection:
            positions.append(looked_at(connection))
            status = wait_until_it_waits(target)
            said.append(f"{status.state}: {status.waiting}")
            positions.append(looked_at(connection))
        set_paused(target, False)

    recorder, operator = Acting(SearchAdvanced, pause), threading.Thread(target=go_on)
    key_ranges = seen(monkeypatch, checks, "count_suspects")
    assert run(target, [Phase.PREPARE], recorder).state == "prepared"
    operator.join()
    assert said[0].startswith("preparing: ")
    assert "pause" in said[0]
    assert positions == [CHUNK, CHUNK]
    assert recorder.of(Unpaused)
    assert recorder.of(SearchAdvanced)[-1].rows == ROWS
    assert is_one_walk(key_ranges[1:]), "check's first row, then all"
    run(target, [Phase.ABORT])


def test_a_killed_search_goes_on_behind_its_last_row(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it had found by then counts; the run is refused in the end, and nothing is left of it."""
    make_customers(schema, ROWS)
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET name = 'far too long a name' WHERE id IN (50, 777)")
    target = narrowed(schema)
    key_ranges = seen(monkeypatch, checks, "count_suspects")

    with pytest.raises(Killed):
        run(target, [Phase.PREPARE], Acting(SearchAdvanced, kill))
    assert read_status(target)[0].state == "preparing"
    (first,) = key_ranges[1:]
    assert (first.low, first.high) == (None, (str(CHUNK),))
    key_ranges.clear()
    with pytest.raises(Refused) as caught:
        run(target, [Phase.PREPARE])
    assert is_one_walk([first, *key_ranges])
    (finding,) = caught.value.findings
    assert "more than 12 characters: 2 rows, id=50; id=777" in finding.message
    with schema.connect() as connection:
        assert read_status(target)[0].state == "aborted"
        assert not {name for name in objects(connection, schema)[0] if name.endswith("_new")}
        connection.execute("UPDATE customers SET name = 'short'")
    assert run(target, TO_VERIFY).state == "verified"
    run(target, [Phase.ABORT])


def test_a_search_stops_when_it_is_asked_to(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same command continues. What the journal can't have from the tool counts as nothing."""
    make_customers(schema, ROWS)
    target, stop = narrowed(schema), StopFlag()
    with pytest.raises(Interrupted):
        advance(target, [Phase.PREPARE], Acting(SearchAdvanced, stop.request), stop, Choices())
    with schema.connect() as connection:
        assert looked_at(connection) == CHUNK
        for text in ('[["none"], [1, 0, 1, 0], {}, {}, {}]', '[["500", "1"], [1, 0, 1, 0], {}, {}, {}]', "[[1]]", "x"):
            connection.execute("UPDATE _oa_chunk SET low_key = CONCAT(LEFT(low_key, 65), %s) WHERE phase = 'search'", [text])
            key_ranges = seen(monkeypatch, checks, "count_suspects")
            with pytest.raises(Killed):
                run(target, [Phase.PREPARE], Acting(SearchAdvanced, kill))
            assert [each.low for each in key_ranges] == [None]
    key_ranges = seen(monkeypatch, checks, "count_suspects")
    assert run(target, [Phase.PREPARE]).state == "prepared"
    assert key_ranges[0].low == (str(CHUNK),)
    assert key_ranges[-1].high is None
    run(target, [Phase.ABORT])


def test_a_lagging_replica_throttles_the_search(schema: Schema) -> None:
    """As it does the copy: not a row is looked at until it follows again, though the rows are read there."""
    make_customers(schema, ROWS)
    target = narrowed(schema)
    replica = target.replicas[0].address
    positions, said = list[int](), list[str]()

    def lag() -> None:
        with schema.connect_to_replica() as connection, schema.connect() as primary:
            recorder.pauses_by(lambda: connection.execute(f"STOP {_word(connection)} SQL_THREAD"))
            positions.append(looked_at(primary))
        operator.start()

    def follow() -> None:
        with schema.replica.connect(schema.name) as connection, schema.connect() as primary:
            try:
                said.append(wait_until_it_waits(target).waiting)
                positions.append(looked_at(primary))
            finally:
                connection.execute(f"START {_word(connection)} SQL_THREAD")

    recorder, operator = Acting(SearchAdvanced, lag), threading.Thread(target=follow)
    assert run(target, [Phase.PREPARE], recorder).state == "prepared"
    operator.join()
    assert replica in recorder.of(Paused)[-1].reason
    assert replica in said[0]
    assert positions == [CHUNK, CHUNK]
    assert {event.server for event in recorder.of(SearchAdvanced)} == {replica}
    assert recorder.of(SearchAdvanced)[-1].rows == ROWS
    run(target, [Phase.ABORT])


def _word(connection: Connection) -> str:
    return "SLAVE" if connection.mariadb else "REPLICA"


def test_duplicates_are_looked_for_within_bounds_and_check_says_who_does(
    schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a small table by prepare, from its first row after a kill too; in a large one they are left to the copy."""
    make_customers(schema, ROWS)
    with schema.connect() as connection:
        connection.execute("UPDATE customers SET amount = id")
        connection.execute("UPDATE customers SET amount = 10 WHERE id = 900")
    plan = Plan("customers", ("ADD UNIQUE KEY only (amount)",), settings=settings(check_rows=1))
    target = schema.target("customers", plan)
    notes = [finding.message for finding in check(target, NullReporter())]
    assert any(each.startswith("prepare looks for duplicates of only too") for each in notes), notes
    with pytest.raises(Killed):
        run(target, [Phase.PREPARE], Acting(SearchAdvanced, kill))
    with pytest.raises(Refused) as caught:
        run(target, [Phase.PREPARE])
    assert "the unique key only (amount) has duplicates: 1 row, id=900" in caught.value.findings[0].message
    monkeypatch.setattr("onlinealter.engine.search.MOST_APART", 1)
    monkeypatch.setattr("onlinealter.engine.row_search.MOST_APART", 1)
    notes = [finding.message for finding in check(target, NullReporter())]
    assert any("duplicates of only are left to the copy" in each for each in notes), notes
    with pytest.raises(ConflictsFound, match="id=900"):
        run(target, [Phase.PREPARE, Phase.EXECUTE])
    run(target, [Phase.ABORT])


def test_the_primary_is_read_where_a_replica_is_lost(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the last row that was looked at there."""
    make_customers(schema, ROWS)
    target, count_suspects = narrowed(schema), checks.count_suspects
    calls: list[KeyRange] = []

    def losing(looked: Looked, key_range: KeyRange, conditions: Sequence[Expression]) -> str:
        calls.append(key_range)
        if len(calls) == 4:  # after check's row and two chunks
            raise ConnectionLost("the replica is gone")
        return count_suspects(looked, key_range, conditions)

    monkeypatch.setattr(checks, "count_suspects", losing)
    recorder = Recorder()
    assert run(target, [Phase.PREPARE], recorder).state == "prepared"
    assert calls[3].low == calls[4].low == (str(2 * CHUNK),)
    assert is_one_walk([*calls[1:3], *calls[4:]])
    assert any("the replica is gone" in event.text for event in recorder.of(Notice))
    assert recorder.of(SearchAdvanced)[-1].server == target.primary.address
    run(target, [Phase.ABORT])
