"""Budgets, the plan's own query, and settings that change while the run is at work."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex

import pytest

from onlinealter.engine.alteration import change_settings, check, read_status
from onlinealter.engine.target import Target
from onlinealter.model.errors import BudgetUsedUp, OnlineAlterError, Refused, UsageFault, WrongPhase
from onlinealter.model.events import CopyAdvanced, Event, Notice, Paused, Unpaused
from onlinealter.model.findings import Severity
from onlinealter.model.plan import Plan
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from onlinealter.model.status import RunStatus
from onlinealter.mysql import session
from onlinealter.mysql.connection import Account
from onlinealter.mysql.server import read_server
from onlinealter.throttles.lock_waits import LockWaits
from tests.integration.engine.alterations import Recorder, make_customers, run, settings, widen
from tests.servers import Schema

_MEGABYTE = 1_000_000
_LOOKS = 5


class Reacting(Recorder):
    """A recorder that does something at the first event of a kind, or at the first of some words."""

    def __init__(self, reactions: dict[type[Event] | str, Callable[[], object]]) -> None:
        super().__init__()
        self._reactions = reactions

    def report(self, event: Event) -> None:
        super().report(event)
        for key in list(self._reactions):
            if key is type(event) or (isinstance(key, str) and isinstance(event, Paused) and key in event.reason):
                threading.Thread(target=self._reactions.pop(key)).start()


def make_documents(schema: Schema, rows: int = 900) -> None:
    """A table of which each row makes two kilobytes of binlog, compressed or not."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE documents (id INT PRIMARY KEY, body VARBINARY(4000) NOT NULL)")
        for first in range(0, rows, 100):
            rows_of = range(first, first + 100)
            values = ", ".join(f"({number}, CONCAT(RANDOM_BYTES(1000), RANDOM_BYTES(1000)))" for number in rows_of)
            connection.execute(f"INSERT INTO documents VALUES {values}")


def documents(schema: Schema, **changes: object) -> Target:
    """Its alteration, in small chunks."""
    plan = Plan("documents", ("ADD COLUMN pages INT",), settings=settings(chunk_rows=5, max_chunk_rows=20, **changes))
    return schema.target("documents", plan)


def binlog_size(schema: Schema) -> int:
    with schema.connect() as connection:
        return sum(int(row[1]) for row in connection.rows("SHOW BINARY LOGS"))


def test_a_run_stops_below_its_binlog_budget_and_goes_on_with_a_larger_one(schema: Schema) -> None:
    """1.8 megabytes under a budget of 0.6; the amount used is known to a later process, too."""
    make_documents(schema)
    run(documents(schema), [Phase.PREPARE])
    before = binlog_size(schema)
    with pytest.raises(BudgetUsedUp, match=r"binlog of the copy 0\.\d\d MB, with the next chunks 0\.\d\d MB > 0\.60 MB"):
        run(documents(schema, binlog_budget=0.6), [Phase.EXECUTE])
    [status] = read_status(documents(schema))
    assert 0.3 * _MEGABYTE < status.binlog_bytes < 0.6 * _MEGABYTE
    assert 0.3 * _MEGABYTE < binlog_size(schema) - before < 0.9 * _MEGABYTE  # heartbeats and the journal are in it
    copied = status.rows_copied
    with pytest.raises(BudgetUsedUp):
        run(documents(schema, binlog_budget=status.binlog_bytes / _MEGABYTE), [Phase.EXECUTE])
    assert read_status(documents(schema))[-1].rows_copied == copied
    with pytest.raises(BudgetUsedUp):
        run(documents(schema, binlog_budget=0.9), [Phase.EXECUTE])
    assert read_status(documents(schema))[-1].binlog_bytes < 0.9 * _MEGABYTE
    assert run(documents(schema), [Phase.EXECUTE]).state == "copied"


def test_an_hours_binlog_pauses_until_the_limit_is_changed(schema: Schema) -> None:
    """From another process, while the run waits; status shows the reason and the changed setting."""
    make_documents(schema, 300)
    target = documents(schema, binlog_per_hour=0.3)
    seen: list[RunStatus] = []

    def look_and_change() -> None:
        with suppress(OnlineAlterError):
            _until(lambda: bool(read_status(target)[-1].waiting))
        seen.extend(read_status(target))
        change_settings(target, {"binlog_per_hour": 0.0})

    recorder = Reacting({"binlog of the last hour": look_and_change})
    assert run(target, [Phase.PREPARE, Phase.EXECUTE], recorder).state == "copied"
    assert seen[0].waiting.startswith("binlog of the last hour 0.")
    assert seen[0].waiting.endswith(" > 0.30 MB")
    assert Notice("binlog_per_hour=0.0 from now on") in recorder.events
    [status] = read_status(target)
    assert (status.waiting, status.changed_settings) == ("", ("binlog_per_hour=0.0",))


def test_a_query_of_the_users_pauses_and_so_does_its_loss(schema: Schema) -> None:
    """What can't be read any more keeps the gate closed, with its reason in status, until it can be read again."""
    make_customers(schema, 20)
    with schema.connect() as connection:
        connection.execute("CREATE TABLE load_now (amount INT)")
        connection.execute("INSERT INTO load_now VALUES (7)")
    plan = widen(throttle_query="SELECT amount FROM load_now", throttle_limit=5.0, chunk_rows=1, max_chunk_rows=1, workers=1)
    target, seen = schema.target("customers", plan), []

    def sql(text: str) -> Callable[[], None]:
        def execute() -> None:
            with schema.connect() as connection:
                connection.execute(text)

        return execute

    def look_and_mend() -> None:
        _until(lambda: "throttle query unknown" in read_status(target)[-1].waiting)  # others may be, for a moment
        seen.append(read_status(target)[-1].waiting)
        sql("ALTER TABLE load_later RENAME TO load_now")()
        sql("UPDATE load_now SET amount = 0")()

    recorder = Reacting(
        {
            "throttle query 7 > 5": sql("ALTER TABLE load_now RENAME TO load_later"),
            "throttle query unknown": look_and_mend,
        }
    )
    assert run(target, [Phase.PREPARE, Phase.EXECUTE], recorder).state == "copied"
    assert seen[0].startswith("throttle query unknown: the server answered with error 1146")
    assert recorder.of(Unpaused)


def test_a_query_that_fails_from_the_start_is_a_finding(schema: Schema) -> None:
    """Of the check, and of the copy where it was changed since; never a pause without end."""
    make_customers(schema, 5)
    wrong = schema.target("customers", widen(throttle_query="SELECT 1 FROM nowhere", disk_query="SELECT 'plenty'"))
    with pytest.raises(Refused) as caught:
        check(wrong, NullReporter())
    assert [finding.check for finding in caught.value.findings] == ["budgets", "budgets"]
    run(schema.target("customers", widen()), [Phase.PREPARE])
    with pytest.raises(Refused, match="the throttle query can't be read"):
        run(wrong, [Phase.EXECUTE])


def test_what_the_account_may_not_see_is_told_and_done_without(schema: Schema) -> None:
    """Neither a refusal nor a pause without end; but for the budget that the plan itself sets, on MySQL."""
    make_customers(schema, 20)
    user, recorder = f"alter_{token_hex(3)}", Recorder()
    with schema.connect() as connection:
        connection.execute(f"CREATE USER {user}@'%' IDENTIFIED BY 'secret'")
        connection.execute(f"GRANT ALL ON `{schema.name}`.* TO {user}@'%'")
        connection.execute(f"GRANT PROCESS ON *.* TO {user}@'%'")
    try:
        account = Account(schema.primary.host, schema.primary.port, user, "secret")
        target = Target("customers", schema.name, account, (), widen())
        assert run(target, [Phase.PREPARE, Phase.EXECUTE], recorder).state == "copied"
        left_out = {
            event.text.split("'")[1] for event in recorder.of(Notice) if event.text.startswith("without the throttle")
        }
        assert left_out == (set() if schema.kind.is_mariadb else {"row lock waits on the copy"})
        assert not recorder.of(Paused)
        run(target, [Phase.ABORT])
        limited = Target("customers", schema.name, account, (), widen(binlog_budget=1.0))
        if schema.kind.is_mariadb:
            assert not [finding for finding in check(limited, NullReporter()) if finding.check == "budgets"]
        else:
            with pytest.raises(Refused) as caught:
                check(limited, NullReporter())
            refused = [each for each in caught.value.findings if each.severity is Severity.REFUSAL]
            assert ["REPLICATION CLIENT" in each.remedy for each in refused] == [True]
    finally:
        with schema.connect() as connection:
            connection.execute(f"DROP USER {user}@'%'")


def test_the_applications_waits_for_us_shrink_the_chunks_and_pause(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """By half with each look at who waits, as long as it does; then the copy continues."""
    looks, ask = list[int](), LockWaits.reason

    def look(signal: LockWaits) -> str | None:
        found = ask(signal)
        if found is not None:
            looks.append(1)
            if len(looks) == _LOOKS:
                ours.close()
        return found

    monkeypatch.setattr(LockWaits, "reason", look)
    make_customers(schema, 12_000)
    with schema.connect() as connection:
        connection.execute("CREATE TABLE other (id INT PRIMARY KEY)")
        connection.execute("INSERT INTO other VALUES (1)")
    plan = widen(max_lock_waits=0, chunk_rows=50, max_chunk_rows=50, workers=1)
    target = schema.target("customers", plan)
    run(target, [Phase.PREPARE])
    with schema.connect() as ours, schema.connect() as application:
        session.set_up(ours, read_server(ours))
        ours.run_all(["BEGIN", "UPDATE other SET id = 2"])
        application.execute("SET SESSION innodb_lock_wait_timeout = 60")
        waiting = threading.Thread(target=lambda: application.execute("UPDATE other SET id = 3"))
        waiting.start()
        _until(lambda: _waits_for_a_row(schema, application.id))
        recorder = Recorder()
        assert run(target, [Phase.EXECUTE], recorder).state == "copied"
        waiting.join()
    assert any("row lock waits on the copy 1 > 0" in event.reason for event in recorder.of(Paused))
    sizes = [event.chunk_rows for event in recorder.of(CopyAdvanced)]
    assert min(sizes) < 10, sizes


def test_no_chunk_has_more_bytes_than_it_may(schema: Schema) -> None:
    """By the mean row, which has two kilobytes here; else all rows would be one chunk."""
    make_documents(schema)
    with schema.connect() as connection:
        connection.rows("ANALYZE TABLE documents")
    bounds = {"chunk_rows": 900, "max_chunk_rows": 900, "chunk_time": 10.0}
    plan = Plan("documents", ("ADD COLUMN pages INT",), settings=settings(**bounds, max_chunk_bytes=50_000))
    recorder = Recorder()
    run(schema.target("documents", plan), [Phase.PREPARE, Phase.EXECUTE], recorder)
    sizes = [event.chunk_rows for event in recorder.of(CopyAdvanced)]
    assert sizes, "no chunk was told of"
    assert max(sizes) <= 25, sizes


def test_only_live_settings_of_a_run_under_way_can_be_changed(schema: Schema) -> None:
    """By its table or by its id; they outlast the process, and hold over the plan's."""
    make_customers(schema, 50)
    target = schema.target("customers", widen(workers=1))  # two might make each other's chunks smaller
    with pytest.raises(WrongPhase, match="has no run under way"):
        change_settings(target, {"chunk_time": 9.5})
    identity = run(target, [Phase.PREPARE]).run
    with pytest.raises(UsageFault, match="verify_on can't be changed"):
        change_settings(target, {"verify_on": "both"})
    with pytest.raises(WrongPhase, match="has no run aaaaaaaa under way"):
        change_settings(target, {"chunk_time": 9.5}, "aaaaaaaa")
    assert change_settings(target, {"chunk_time": 9.5}, identity).changed_settings == ("chunk_time=9.5",)
    assert change_settings(target, {"max_chunk_rows": 7}).changed_settings == ("chunk_time=9.5", "max_chunk_rows=7")
    recorder = Recorder()
    run(target, [Phase.EXECUTE], recorder)
    assert Notice("set while the run was at work, and still so: chunk_time=9.5, max_chunk_rows=7") in recorder.events
    sizes = [event.chunk_rows for event in recorder.of(CopyAdvanced)]
    assert max(sizes) == 7, sizes


def _waits_for_a_row(schema: Schema, connection: int) -> bool:
    with schema.connect() as eyes:
        state = "SELECT trx_state FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = %s"
        return bool(eyes.value(state, [connection]) == "LOCK WAIT")


def _until(so: Callable[[], bool]) -> None:
    waited = threading.Event()
    for _ in range(600):
        if so():
            return
        waited.wait(0.15)  # the list of transactions is renewed when nobody has read it for 0.1 s
    raise AssertionError("it never became so")
