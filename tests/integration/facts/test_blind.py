"""MySQL: a performance schema that doesn't note what the guards look for. MariaDB's isn't used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.engine import watch
from onlinealter.engine.alteration import check
from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.errors import Changed, Refused, ServerError
from onlinealter.model.states import Phase
from onlinealter.mysql import error_numbers, statements
from onlinealter.mysql.blockers import find_blockers
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import read_server
from onlinealter.sandbox import ServerKind, start_sandbox
from tests.integration.engine.alterations import Recorder, make_customers, run, widen
from tests.integration.engine.test_waiting import held_open
from tests.integration.faults.deeds import wait_until
from tests.integration.faults.test_deeds_of_others import execute_while_somebody
from tests.servers import Schema, account_of, chosen_kinds

_LOCKS = ("instruments", "wait/lock/metadata/sql/mdl")


@contextmanager
def switched_off(connection: Connection, kind: str, name: str) -> Iterator[None]:
    """One of the performance schema's switches is off."""
    update = f"UPDATE performance_schema.setup_{kind} SET enabled = %s WHERE name = %s"
    connection.execute(update, ["NO", name])
    try:
        yield
    finally:
        connection.execute(update, ["YES", name])


def _refused(place: Schema) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        check(place.target("customers", widen()), Recorder())
    return [(finding.check, finding.remedy) for finding in refused.value.findings if finding.severity == "refusal"]


@pytest.mark.parametrize(("kind", "name"), statements.SWITCHES, ids=lambda word: str(word).replace("/", "-"))
@pytest.mark.remedy("doesn't note")
def test_what_is_off_is_refused_with_what_to_type(place: Schema, kind: str, name: str) -> None:
    """What is typed makes it good."""
    make_customers(place, 5)
    if place.kind.is_mariadb:
        return
    with place.connect() as connection, switched_off(connection, kind, name):
        [(check_name, remedy)] = _refused(place)
        assert check_name == "instruments"
        connection.execute(remedy.removeprefix("Type: ").split(";")[0])
        check(place.target("customers", widen()), Recorder())


@pytest.mark.remedy("leaves sessions out")
def test_a_session_that_is_left_out_is_noticed(place: Schema) -> None:
    """It would seem to have no transaction."""
    make_customers(place, 5)
    if place.kind.is_mariadb:
        return
    with place.connect() as connection, place.connect() as hidden:
        update = "UPDATE performance_schema.threads SET instrumented = %s WHERE processlist_id = %s"
        connection.execute(update, ["NO", hidden.id])
        [(check_name, remedy)] = _refused(place)
        assert check_name == "instruments"
        connection.run_all(remedy.removeprefix("Type: ").split(";")[:2])
        check(place.target("customers", widen()), Recorder())


def test_nobody_is_never_the_answer_of_an_empty_table(place: Schema) -> None:
    """Who may be in the way is named, without being certain, and the query that guards a lock fails."""
    make_customers(place, 5)
    if place.kind.is_mariadb:
        return
    with place.connect() as connection, held_open(place, 60) as holder, switched_off(connection, *_LOCKS):
        server = read_server(connection)
        tables = ("customers",)
        assert not find_blockers(connection, server, place.name, tables).certain
        wait_until(
            lambda: (
                holder.id in {each.connection for each in find_blockers(connection, server, place.name, tables).sessions}
            ),
            between=0.15,  # InnoDB renews its list of transactions when nobody has read it for a tenth of a second
        )
        with pytest.raises(ServerError) as failed:
            connection.execute(statements.no_upgraders(place.name, ("another",), mariadb=False))
        assert failed.value.number == error_numbers.SEVERAL_ROWS


def test_turned_off_in_mid_run_it_stops(place: Schema, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within seconds; turned on again, the same command continues."""
    monkeypatch.setattr(watch, "HEURISTICS", replace(HEURISTICS, between_guard_looks=0.1))
    make_customers(place, 50)
    target = place.target("customers", widen())
    run(target, [Phase.PREPARE])
    if place.kind.is_mariadb:
        assert run(target, [Phase.EXECUTE]).state == "copied"
        return
    off = "UPDATE performance_schema.setup_instruments SET enabled = %s WHERE name = %s"
    with place.connect() as connection, switched_off(connection, *_LOCKS):
        connection.execute(off, ["YES", _LOCKS[1]])
        with pytest.raises(Changed, match="no longer notes"):
            execute_while_somebody(lambda: connection.execute(off, ["NO", _LOCKS[1]]), target, tmp_path / "pause")
    assert run(target, [Phase.EXECUTE]).state == "copied"


def test_a_server_without_it_is_refused() -> None:
    """It can't be turned on without a restart."""
    for kind in chosen_kinds():
        if kind is not ServerKind.MYSQL:
            continue
        with start_sandbox(kind, settings={"performance_schema": "OFF"}) as sandbox:
            with sandbox.primary.connect() as connection:
                connection.execute("CREATE DATABASE dark")
            place = Schema("dark", kind, sandbox.primary, sandbox.primary)
            make_customers(place, 5)
            target = place.target("customers", widen())
            with pytest.raises(Refused) as refused:
                check(type(target)(target.table, target.schema, account_of(sandbox.primary), (), widen()), Recorder())
            assert ["performance_schema = ON" in finding.remedy for finding in refused.value.findings] == [True]
