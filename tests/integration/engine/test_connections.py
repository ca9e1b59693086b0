"""A run is begun only where it gets as many connections as it needs, and it needs no more than it says."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from secrets import token_hex

import pytest

from onlinealter.checks.connections import connections_needed
from onlinealter.engine.alteration import change_settings, check
from onlinealter.engine.target import Target
from onlinealter.model.errors import Refused, Unreachable, UsageFault
from onlinealter.model.findings import Severity
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Account, Connection, Tls, connect
from tests.integration.engine.alterations import WHOLE, Recorder, make_customers, objects, run, widen
from tests.servers import Schema


@contextmanager
def _limited(schema: Schema, limits: str, workers: int = 2) -> Iterator[tuple[Target, Connection, str]]:
    """The table as an account with limits is to alter it, and the account's name as statements have it."""
    make_customers(schema, 400)
    user = f"few_{token_hex(3)}"
    with schema.connect() as connection:
        connection.execute(f"CREATE USER {user}@'%' IDENTIFIED BY 'few' WITH {limits}")
        connection.execute(f"GRANT ALL ON `{schema.name}`.* TO {user}@'%'")
        connection.execute(f"GRANT PROCESS ON *.* TO {user}@'%'")
        if not schema.kind.is_mariadb:
            connection.execute(f"GRANT SELECT ON performance_schema.* TO {user}@'%'")
        account = Account(schema.primary.host, schema.primary.port, user, "few", tls=Tls("PREFERRED"))
        target = replace(schema.target("customers", widen(workers=workers)), primary=account, replicas=())
        try:
            yield target, connection, user
        finally:
            connection.execute(f"DROP USER {user}@'%'")


def _needed(schema: Schema, workers: int = 2) -> int:
    return connections_needed(widen(workers=workers).settings, mariadb=schema.kind.is_mariadb)


def test_an_account_of_just_as_many_connections_does_the_whole_run(schema: Schema) -> None:
    """Never more of them are seen than were asked for; with one less nothing is begun."""
    needed, most, over = _needed(schema), 0, threading.Event()
    with _limited(schema, f"MAX_USER_CONNECTIONS {needed}") as (target, connection, user):

        def count() -> None:
            nonlocal most
            with schema.connect() as eyes:
                while not over.wait(0.01):
                    sql = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = %s"
                    most = max(most, int(eyes.value(sql, [user])))

        counter = threading.Thread(target=count, daemon=True)
        counter.start()
        try:
            assert run(target, WHOLE).state == "done"
        finally:
            over.set()
            counter.join()
        assert 1 < most <= needed
        connection.execute(f"ALTER USER {user}@'%' WITH MAX_USER_CONNECTIONS {needed - 1}")
        with pytest.raises(Refused):
            check(replace(target, plan=replace(widen(workers=2), alter=("ADD COLUMN more INT",))), Recorder())


def test_a_run_gets_no_more_workers_than_it_can_have_connections(schema: Schema) -> None:
    """It would wait for them, and end; as many as there is room for it gets."""
    with _limited(schema, f"MAX_USER_CONNECTIONS {_needed(schema)}") as (target, _, _):
        run(target, [Phase.PREPARE])
        with pytest.raises(UsageFault, match=r"^62 more connections would be needed, and there is room for \d+$"):
            change_settings(target, {"workers": 64})
        assert change_settings(target, {"workers": 3}).changed_settings == ("workers=3",)


@pytest.mark.remedy("(max_user_connections)")
def test_an_account_of_too_few_connections_is_refused_with_the_number(schema: Schema) -> None:
    """And with the statement that gives them; nothing is made."""
    with _limited(schema, "MAX_USER_CONNECTIONS 3") as (target, connection, _):
        with pytest.raises(Refused) as caught:
            run(target, WHOLE)
        [refusal] = [each for each in caught.value.findings if each.severity is Severity.REFUSAL]
        assert refusal.check == "connections"
        assert f"a run needs {_needed(schema)} connections" in refusal.message
        assert objects(connection, schema) == ({"customers"}, set())
        connection.execute(refusal.remedy.partition(";")[0])
        assert run(target, WHOLE).state == "done"


@pytest.mark.remedy("a run would stop half-way")
def test_limits_for_an_hour_are_refused(schema: Schema) -> None:
    """They would be used up in the middle."""
    limits = "MAX_QUERIES_PER_HOUR 5000 MAX_UPDATES_PER_HOUR 600 MAX_CONNECTIONS_PER_HOUR 700"
    with _limited(schema, limits) as (target, connection, _):
        with pytest.raises(Refused) as caught:
            check(target, Recorder())
        [refusal] = [each for each in caught.value.findings if each.severity is Severity.REFUSAL]
        assert "MAX_QUERIES_PER_HOUR 5000, MAX_UPDATES_PER_HOUR 600, MAX_CONNECTIONS_PER_HOUR 700" in refusal.message
        assert "few'" not in refusal.message
        connection.execute(refusal.remedy.rstrip(";"))
        check(target, Recorder())


@pytest.mark.remedy("has room for …: max_connections is")
def test_a_server_that_is_nearly_full_is_refused(schema: Schema) -> None:
    """max_connections counts for all."""
    with _limited(schema, "MAX_USER_CONNECTIONS 0") as (target, connection, _):
        before = int(connection.value("SELECT @@global.max_connections"))
        connection.execute("SET GLOBAL max_connections = 12")
        try:
            with pytest.raises(Refused, match="1 finding") as caught:
                check(target, Recorder())
            [refusal] = [each for each in caught.value.findings if each.severity is Severity.REFUSAL]
            connection.execute(refusal.remedy.partition(";")[0])
            check(target, Recorder())
        finally:
            connection.execute(f"SET GLOBAL max_connections = {before}")


def test_a_limit_met_in_the_middle_is_told_apart_from_a_server_that_is_down(schema: Schema) -> None:
    """With the account's name; a run at work waits for one."""
    with _limited(schema, "MAX_USER_CONNECTIONS 1") as (target, _, user), connect(target.primary):
        with pytest.raises(Unreachable, match=rf"gives the account '{user}' no more connections") as caught:
            connect(target.primary)
        assert "MAX_USER_CONNECTIONS" in caught.value.remedy
        assert caught.value.passing
