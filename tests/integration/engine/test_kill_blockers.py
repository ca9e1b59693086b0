"""With kill_blockers a session that holds the table's lock for too long is ended, and only such a one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

import pytest

from onlinealter.engine.alteration import check
from onlinealter.engine.shard import connect_shard
from onlinealter.engine.target import Target
from onlinealter.model.errors import Blocked, ConnectionLost
from onlinealter.model.events import Blocker, BlockerKilled, Found
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Account, Connection, Tls
from onlinealter.mysql.killing import BlockerKiller
from tests.integration.engine.alterations import Recorder, make_customers, run, widen
from tests.servers import Schema


@contextmanager
def holding(connection: Connection, row: int = 1) -> Iterator[Connection]:
    """A transaction that has written a row of the table, open until the end."""
    connection.run_all(["BEGIN", f"UPDATE customers SET amount = 1 WHERE id = {row}"])
    try:
        yield connection
    finally:
        connection.close()


def is_there(schema: Schema, connection: Connection) -> bool:
    """Whether a session still lives."""
    with schema.connect() as eyes:
        return eyes.value(f"SELECT 1 FROM information_schema.processlist WHERE id = {connection.id}") is not None


def test_who_holds_the_lock_is_ended_after_the_grace_where_that_is_certain(schema: Schema) -> None:
    """MySQL tells who holds the very lock; MariaDB doesn't without its plugin, and there nobody is ended on a guess."""
    make_customers(schema, 20)
    lock_timeout = 4 if schema.kind.is_mariadb else 60
    target, recorder = (
        schema.target("customers", widen(kill_blockers=True, kill_grace=1.0, lock_timeout=lock_timeout)),
        Recorder(),
    )
    with holding(schema.connect()) as holder:
        if schema.kind.is_mariadb:
            with pytest.raises(Blocked):
                run(target, [Phase.PREPARE], recorder)
            assert is_there(schema, holder)
        else:
            assert run(target, [Phase.PREPARE], recorder).state == "prepared"
            [event] = recorder.of(BlockerKilled)
            assert (event.blocker.connection, event.blocker.user, event.grace) == (holder.id, schema.primary.user, 1.0)
            with pytest.raises(ConnectionLost):
                holder.rows("SELECT 1")
    told = [event.finding.message for event in recorder.of(Found) if event.finding.check == "kill-blockers"]
    assert bool(told) == schema.kind.is_mariadb


def test_without_the_setting_nobody_is_ended(schema: Schema) -> None:
    """It is off by default."""
    make_customers(schema, 20)
    with holding(schema.connect()) as holder:
        with pytest.raises(Blocked):
            run(schema.target("customers", widen(kill_grace=1.0, lock_timeout=3)), [Phase.PREPARE])
        assert is_there(schema, holder)


def test_sessions_of_this_tool_and_events_are_spared(schema: Schema) -> None:
    """Another run's session, idle in its transaction, is known by its mark; an event's by what it is."""
    make_customers(schema, 20)
    recorder, shard = Recorder(), connect_shard(schema.target("customers"))
    with schema.connect() as eyes, holding(shard.open_primary()) as ours, holding(schema.connect(), 2) as application:
        eyes.execute("CREATE EVENT holds ON SCHEDULE AT CURRENT_TIMESTAMP DO DO SLEEP(4)")
        event = _event_at_work(eyes, schema)
        killer = BlockerKiller(0.0, recorder)
        blockers = [Blocker(each, "root", "", 9.0) for each in (ours.id, event, application.id) if each]
        for _ in range(2):
            killer.attend(eyes, "make the triggers", blockers)
        assert [event.blocker.connection for event in recorder.of(BlockerKilled)] == [application.id]
        assert is_there(schema, ours)


def test_another_transaction_of_the_same_session_begins_a_grace_of_its_own(schema: Schema) -> None:
    """Who was seen is looked at again right before; a session that went on isn't the one that was in the way."""
    make_customers(schema, 20)
    recorder = Recorder()
    with schema.connect() as eyes, holding(schema.connect()) as holder:
        killer, blocker = BlockerKiller(1.0, recorder), Blocker(holder.id, "root", "", 9.0)
        killer.attend(eyes, "swap the tables", [blocker])
        threading.Event().wait(1.2)
        holder.run_all(["COMMIT", "BEGIN", "UPDATE customers SET amount = 2 WHERE id = 1"])
        killer.attend(eyes, "swap the tables", [blocker])
        assert not recorder.of(BlockerKilled)
        threading.Event().wait(1.2)
        killer.attend(eyes, "swap the tables", [blocker])
        assert len(recorder.of(BlockerKilled)) == 1


def test_an_account_that_may_not_end_others_is_told_by_the_check(schema: Schema) -> None:
    """With the GRANT to give; nothing is said where the option is off."""
    make_customers(schema, 5)
    user, recorder = f"alter_{token_hex(3)}", Recorder()
    with schema.connect() as connection:
        connection.execute(f"CREATE USER {user}@'%' IDENTIFIED BY 'secret'")
        connection.execute(f"GRANT ALL ON `{schema.name}`.* TO {user}@'%'")
        connection.execute(f"GRANT PROCESS ON *.* TO {user}@'%'")
    try:
        account = Account(schema.primary.host, schema.primary.port, user, "secret", tls=Tls("PREFERRED"))
        for option in (True, False):
            recorder.events.clear()
            plan = widen(kill_blockers=option)
            check(_without_replicas(schema, account, plan), recorder)
            remedies = [event.finding.remedy for event in recorder.of(Found) if event.finding.check == "kill-blockers"]
            assert any("CONNECTION" in remedy for remedy in remedies) == option
    finally:
        with schema.connect() as connection:
            connection.execute(f"DROP USER {user}@'%'")


def _without_replicas(schema: Schema, account: Account, plan: Plan) -> Target:
    return Target("customers", schema.name, account, (), plan)


def _event_at_work(eyes: Connection, schema: Schema) -> int:
    """The connection in which the schema's event runs; 0 where the server's scheduler is off, as MariaDB's is."""
    if eyes.value("SELECT @@global.event_scheduler") != "ON":
        return 0
    for _ in range(1200):
        found = eyes.value(
            "SELECT id FROM information_schema.processlist WHERE db = %s AND info LIKE 'DO SLEEP%%'", [schema.name]
        )
        if found:
            return int(found)
        threading.Event().wait(0.05)
    raise AssertionError("the event never ran")
