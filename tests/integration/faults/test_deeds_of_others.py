"""Somebody does something to tables, journal, server or account in mid-run: the run notices while it works, and says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.engine import watch
from onlinealter.engine.alteration import advance, read_status
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Changed, OnlineAlterError, Refused, Unreachable, WrongPhase
from onlinealter.model.events import Notice, Paused, StatementRan, WaitingForLock
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import (
    TO_VERIFY,
    WHOLE,
    Recorder,
    age_the_copy,
    make_customers,
    objects,
    run,
    settings,
    shadow_of,
    widen,
)
from tests.integration.engine.test_waiting import held_open
from tests.integration.faults.deeds import Reacting, is_clean, is_widened, wait_until
from tests.integration.faults.relay import Relay
from tests.servers import Schema


@pytest.fixture(autouse=True)
def _look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "HEURISTICS", replace(HEURISTICS, between_guard_looks=0.1))


def execute_while_somebody(deed: Callable[[], object], target: Target, file: Path) -> None:
    """Execute under a pause, so that the copy doesn't end before the deed is noticed."""
    file.touch()
    assert target.plan is not None
    plan = replace(target.plan, settings=replace(target.plan.settings, pause_file=str(file), max_pause=60.0))
    try:
        run(replace(target, plan=plan), [Phase.EXECUTE], Reacting({Paused: deed}))
    finally:
        file.unlink()


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("DROP TRIGGER _oa_{run}_delete", "delete is not on customers"),
        ("ALTER TABLE customers ADD COLUMN late INT", "altered"),
        ("TRUNCATE TABLE customers", "truncated"),
        ("DROP TABLE {shadow}", "the shadow .* is gone"),
        ("RENAME TABLE customers TO customers_before", "customers is gone"),
    ],
)
@pytest.mark.remedy(
    "engine/guard.py:check_definition", "engine/guard.py:check_unchanged", "engine/guard.py:_check_identities"
)
def test_a_deed_stops_the_copy(place: Schema, tmp_path: Path, deed: str, says: str) -> None:
    """Within seconds, not at the end; abort takes everything of ours away all the same."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        shadow = shadow_of(connection, place)
        statement = deed.format(shadow=shadow, run=shadow.split("_")[-2])
        with pytest.raises(Changed, match=says):
            execute_while_somebody(lambda: connection.execute(statement), target, tmp_path / "pause")
        run(target, [Phase.ABORT])
        tables, triggers = objects(connection, place)
        assert triggers == set()
        assert shadow not in tables


def test_a_shadow_that_somebody_rebuilt_stops_the_copy_and_is_left_alone(place: Schema, tmp_path: Path) -> None:
    """It is no longer the table that the run made: abort takes the triggers, ends the run, and names what it left."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        shadow = shadow_of(connection, place)

        def deed() -> None:
            connection.execute(f"ALTER TABLE {shadow} DROP COLUMN amount, FORCE")
            connection.execute(f"INSERT INTO {shadow} (name) VALUES ('of somebody')")

        with pytest.raises(Changed, match="altered the shadow"):
            execute_while_somebody(deed, target, tmp_path / "pause")
        with pytest.raises(Changed, match=f"is aborted; {shadow} in .* was left alone"):
            run(target, [Phase.ABORT])
        tables, triggers = objects(connection, place)
        assert (shadow in tables, triggers) == (True, set())
        assert advance(target, [Phase.ABORT], Recorder(), StopFlag(), Choices()) is None


def test_a_journal_row_that_was_removed_stops_the_copy(place: Schema, tmp_path: Path) -> None:
    """What is left is named by the next command, which touches nothing that it has no record of."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        with pytest.raises(Changed, match="was taken away: its row in"):
            execute_while_somebody(lambda: connection.execute("DELETE FROM _oa_run"), target, tmp_path / "pause")
        _stands_until_dropped_by_hand(connection, place, target)


@pytest.mark.remedy("is not whole")
def test_a_journal_table_that_was_dropped_stops_the_copy(place: Schema, tmp_path: Path) -> None:
    """As long as the ledger is there, abort works; without it what is left is named."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        connection.execute("DROP TABLE _oa_chunk")
        with pytest.raises(Changed, match=r"_oa_chunk of .* is gone"):
            run(target, [Phase.EXECUTE])
        run(target, [Phase.ABORT])
        assert is_clean(connection, place)
        run(target, [Phase.PREPARE])
        with pytest.raises(Changed, match="was taken away"):
            execute_while_somebody(lambda: connection.execute("DROP TABLE _oa_run"), target, tmp_path / "pause")
        connection.execute("DELETE FROM _oa_ledger")
        connection.execute("DROP TABLE _oa_ledger")
    with place.connect() as connection:
        assert objects(connection, place)[1] != set()


def test_an_emptied_ledger_keeps_nothing_from_being_taken_away(place: Schema) -> None:
    """What the run made is known by its identity and by the run's id, not by the ledger alone."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        connection.execute("DELETE FROM _oa_ledger")
        assert run(target, [Phase.ABORT]).state == "aborted"
        assert is_clean(connection, place)


def test_a_ledger_that_names_the_applications_table_drops_nothing(place: Schema) -> None:
    """Whoever wrote that: the table that bears the application's name is no run's to drop."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        connection.execute("UPDATE _oa_ledger SET name = 'customers' WHERE kind = 'table'")
        recorder = Recorder()
        assert run(target, [Phase.ABORT], recorder).state == "aborted"
        assert "_oa_ledger names customers" in recorder.of(Notice)[0].text
        assert connection.value("SELECT COUNT(*) FROM customers") == 50
        assert is_clean(connection, place)


@pytest.mark.remedy("was there a failover?", "is read-only: a replica?")
def test_a_primary_that_becomes_read_only_stops_the_copy(place: Schema, tmp_path: Path) -> None:
    """Also for an account that may write all the same, on connections that live on; later the same command continues."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with _read_only(place) as (switch_on, _):
        with pytest.raises(Changed, match="is read-only"):
            execute_while_somebody(switch_on, target, tmp_path / "pause")
        with pytest.raises(Refused, match="is read-only"):
            run(target, [Phase.EXECUTE])
    assert run(target, WHOLE).state == "done"


def test_a_primary_that_becomes_read_only_while_the_swap_waits(place: Schema) -> None:
    """No RENAME is made on a server that was made a replica meanwhile."""
    make_customers(place, 50)
    target = place.target("customers", widen(lock_wait=0.3))
    run(target, TO_VERIFY)
    with _read_only(place) as (switch_on, connection):
        age_the_copy(connection)
        recorder = Reacting({WaitingForLock: switch_on})
        with held_open(place, 30), pytest.raises(Changed, match="is read-only"):
            run(target, [Phase.CUTOVER], recorder)
        assert not is_widened(connection)
    assert run(target, WHOLE).state == "done"


def test_another_server_at_the_address_stops_the_run(place: Schema, relay: Relay, tmp_path: Path) -> None:
    """A failover to the replica: nothing is written there, and a new process doesn't go on there either."""
    make_customers(place, 50)
    target = relay.before(place.target("customers", widen()))
    run(target, [Phase.PREPARE])

    def fail_over() -> None:
        relay.server = place.replica
        relay.cut_all()

    with place.connect_to_replica() as replica:
        before = objects(replica, place), replica.rows("SELECT * FROM _oa_chunk")
        with pytest.raises(Changed, match="no longer the server that this run began on"):
            execute_while_somebody(fail_over, target, tmp_path / "pause")
        assert (objects(replica, place), replica.rows("SELECT * FROM _oa_chunk")) == before
    relay.server = place.primary
    assert run(target, WHOLE).state == "done"


@pytest.mark.remedy("is no longer the server that this run began on")
def test_a_new_process_does_not_go_on_where_another_server_took_over(place: Schema) -> None:
    """The journal travelled with the tables; going on is refused, and abort works from it."""
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    with place.connect() as connection:
        connection.execute("UPDATE _oa_run SET server_identity = 'the server before the failover'")
        with pytest.raises(Changed, match="no longer the server that this run began on"):
            run(target, [Phase.EXECUTE])
        assert run(target, [Phase.ABORT]).state == "aborted"
        assert is_clean(connection, place)


@pytest.mark.remedy("refused the account")
def test_a_password_changed_in_mid_run(place: Schema, tmp_path: Path) -> None:
    """What needs a new connection is refused with the account's name; with the new password the run continues."""
    make_customers(place, 50)
    with _account(place) as (target, connection, user):
        run(target, [Phase.PREPARE])

        def change() -> None:
            connection.execute(f"ALTER USER {user} IDENTIFIED BY 'another'")
            for (other,) in connection.rows("SELECT id FROM information_schema.processlist WHERE user = 'alterer'"):
                connection.execute(f"KILL CONNECTION {other}")

        with pytest.raises(Unreachable, match="refused the account 'alterer'"):
            execute_while_somebody(change, target, tmp_path / "pause")
        connection.execute("INSERT INTO customers (name) VALUES ('no password needed')")
        changed = replace(target, primary=replace(target.primary, password="another"))
        assert run(changed, [*TO_VERIFY, Phase.ABORT]).state == "aborted"


def test_an_account_locked_in_mid_run(place: Schema, tmp_path: Path) -> None:
    """It is said at once, not after two minutes of trying; the triggers go on working."""
    make_customers(place, 50)
    with _account(place) as (target, connection, user):
        run(target, [Phase.PREPARE])

        def lock() -> None:
            connection.execute(f"ALTER USER {user} ACCOUNT LOCK")
            for (other,) in connection.rows("SELECT id FROM information_schema.processlist WHERE user = 'alterer'"):
                connection.execute(f"KILL CONNECTION {other}")

        with pytest.raises(Unreachable, match="refused the account 'alterer'"):
            execute_while_somebody(lock, target, tmp_path / "pause")
        connection.execute("INSERT INTO customers (name) VALUES ('the triggers go on')")
        connection.execute(f"ALTER USER {user} ACCOUNT UNLOCK")
        assert run(target, [Phase.EXECUTE, Phase.ABORT]).state == "aborted"


def test_an_account_dropped_between_two_commands_is_what_reaches_the_application(place: Schema) -> None:
    """The triggers are its own: while it is gone writes fail with 1449. Another account's abort ends that."""
    make_customers(place, 50)
    with _account(place) as (target, connection, user):
        run(target, [Phase.PREPARE])
        connection.execute(f"DROP USER {user}")
        with pytest.raises(OnlineAlterError, match="1449"):
            connection.execute("INSERT INTO customers (name) VALUES ('refused')")
        assert run(place.target("customers", target.plan), [Phase.ABORT]).state == "aborted"
        connection.execute("INSERT INTO customers (name) VALUES ('taken')")


_NEEDED = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, TRIGGER, LOCK TABLES, CREATE TEMPORARY TABLES"


@pytest.mark.parametrize(
    ("granted", "deed", "says"),
    [
        ("GRANT ALL ON *.* TO {user}", "DROP USER {user}", "dropped or renamed"),
        (f"GRANT {_NEEDED} ON `{{schema}}`.* TO {{user}}", "DROP USER {user}", "dropped or renamed"),
        ("GRANT ALL ON *.* TO {user}", "REVOKE INSERT ON *.* FROM {user}", "may no longer INSERT:"),
        (f"GRANT {_NEEDED} ON `{{schema}}`.* TO {{user}}", "REVOKE ALL ON `{schema}`.* FROM {user}", "longer SELECT, I"),
        (f"GRANT {_NEEDED} ON `{{schema}}`.* TO {{user}}", "REVOKE TRIGGER ON `{schema}`.* FROM {user}", "longer TRIGGER:"),
    ],
)  # fmt: skip
@pytest.mark.remedy("the triggers were dropped, because")
def test_rights_that_go_in_mid_run_take_the_triggers_along(
    place: Schema, tmp_path: Path, granted: str, deed: str, says: str
) -> None:
    """Within two seconds the application's writes succeed again; another account's abort ends the run."""
    make_customers(place, 50)
    refused: list[float] = []
    with _account(place, granted) as (target, connection, user):
        run(target, [Phase.PREPARE])

        def lose() -> None:
            connection.execute(deed.format(user=user, schema=place.name))
            began = time.monotonic()
            with pytest.raises(OnlineAlterError, match=r"1449|1142"):
                connection.execute("UPDATE customers SET amount = 1 WHERE id = 3")
            wait_until(lambda: _is_written(connection))
            refused.append(time.monotonic() - began)

        with pytest.raises(Changed, match=says):
            execute_while_somebody(lose, target, tmp_path / "pause")
        assert objects(connection, place)[1] == set()
        assert refused[0] < 2.0
        assert run(place.target("customers", target.plan), [Phase.ABORT]).state == "aborted"
        assert is_clean(connection, place)


def _is_written(connection: Connection) -> bool:
    try:
        connection.execute("UPDATE customers SET amount = amount + 1 WHERE id = 3")
    except OnlineAlterError:
        return False
    return True


def test_a_table_swapped_back_by_hand_is_left_alone(place: Schema) -> None:
    """After the cutover somebody exchanges the names by hand: neither table is dropped, and the run wasn't "done"."""
    make_customers(place, 50)
    target = place.target("customers", Plan("customers", ("MODIFY name VARCHAR(40) NOT NULL",), settings=settings()))
    recorder = Reacting({StatementRan: lambda: None})
    run(target, [*TO_VERIFY, Phase.CUTOVER], recorder)
    with place.connect() as connection:
        retired = next(name for name in objects(connection, place)[0] if name.endswith("_old"))
        connection.execute(f"RENAME TABLE customers TO customers_by_hand, {retired} TO customers")
        assert read_status(target)[-1].following == "online-alter abort"
        with pytest.raises(WrongPhase):
            run(target, [Phase.CLEANUP])
        assert run(target, [Phase.ABORT]).state == "aborted"
        tables, triggers = objects(connection, place)
        assert {"customers", "customers_by_hand"} <= tables
        assert triggers == set()
        assert connection.value("SELECT COUNT(*) FROM customers") == 50


def _stands_until_dropped_by_hand(connection: Connection, place: Schema, target: Target) -> None:
    with pytest.raises(Refused) as caught:
        run(target, [Phase.PREPARE])
    assert "leftovers" in [finding.check for finding in caught.value.findings]
    _drop_by_hand(connection, place)
    assert run(target, WHOLE).state == "done"
    assert is_clean(connection, place)


def _drop_by_hand(connection: Connection, place: Schema) -> None:
    tables, triggers = objects(connection, place)
    for trigger in triggers:
        connection.execute(f"DROP TRIGGER {trigger}")
    for table in tables:
        if table.endswith("_new"):
            connection.execute(f"DROP TABLE {table}")


@contextmanager
def _read_only(place: Schema) -> Iterator[tuple[Callable[[], object], Connection]]:
    """Gives what makes the primary read-only; afterwards it takes writes again."""
    with place.connect() as connection:
        try:
            yield (lambda: connection.execute("SET GLOBAL read_only = ON")), connection
        finally:
            connection.execute("SET GLOBAL read_only = OFF")


@contextmanager
def _account(place: Schema, granted: str = "GRANT ALL ON *.* TO {user}") -> Iterator[tuple[Target, Connection, str]]:
    """A target as an account of its own; it is dropped afterwards."""
    user = "'alterer'@'%'"
    with place.connect() as connection:
        connection.execute(f"CREATE USER {user} IDENTIFIED BY 'first'")
        connection.execute(granted.format(user=user, schema=place.name))
        connection.execute(f"GRANT PROCESS ON *.* TO {user}")
        target = place.target("customers", widen())
        account = replace(target.primary, user="alterer", password="first", tls=type(target.primary.tls)())
        try:
            yield replace(target, primary=account), connection, user
        finally:
            connection.execute(f"DROP USER IF EXISTS {user}")
