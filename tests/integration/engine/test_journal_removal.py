"""The journal goes when nobody needs it, and a run is named by its id."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.engine import journal_removal, statements
from onlinealter.engine.activity import read_activity
from onlinealter.engine.alteration import read_status, set_paused, target_of_run
from onlinealter.engine.journal_removal import remove_journal
from onlinealter.fleet.answers import note_question
from onlinealter.fleet.target import FleetShard
from onlinealter.model.errors import Changed, WrongPhase
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import JOURNAL, make_customers, objects, run, settings
from tests.servers import Schema

_PLAN = Plan("customers", ("ADD COLUMN points INT",), settings=settings())


def _tables(schema: Schema) -> set[str]:
    with schema.connect() as connection:
        return objects(connection, schema)[0]


def test_the_journal_stays_while_a_run_needs_it(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open before the look, or begun between the look and the lock; a run that begins behind it makes another journal."""
    make_customers(schema, 10)
    target, lock = schema.target("customers", _PLAN), journal_removal._lock
    assert remove_journal(target) == ()
    with monkeypatch.context() as patched:
        with schema.connect() as connection:
            connection.run_all(statements.create_journal(schema.name))

        def begin_first(*given: object) -> None:
            run(target, [Phase.PREPARE])
            lock(*given)  # type: ignore[arg-type]

        patched.setattr(journal_removal, "_lock", begin_first)
        with pytest.raises(WrongPhase, match=r"run .* of customers is prepared"):
            remove_journal(target)
    with pytest.raises(WrongPhase, match="is needed: run") as caught:
        remove_journal(target)
    assert "online-alter execute --table customers" in caught.value.remedy
    assert run(target, [Phase.ABORT]).state == "aborted"
    insert = statements.insert_run

    def remove_first(name: str) -> str:
        monkeypatch.setattr(statements, "insert_run", insert)
        assert remove_journal(replace(target, plan=None)) == ()
        return insert(name)

    monkeypatch.setattr(statements, "insert_run", remove_first)
    assert run(target, [Phase.PREPARE, Phase.ABORT]).state == "aborted"
    [ended] = read_status(target)
    note_question(FleetShard("one", "", target), ended.run, "Begin the next wave?")
    remove_journal(target)
    assert _tables(schema) == {"customers"}


def test_a_table_that_only_has_the_journals_name_is_not_dropped(schema: Schema) -> None:
    """It is somebody else's, or the rest of a journal whose runs nobody can tell any more."""
    make_customers(schema, 10)
    target = schema.target("customers", _PLAN)
    run(target, [Phase.PREPARE, Phase.ABORT])
    with schema.connect() as connection:
        connection.execute("DROP TABLE _oa_ledger")
        connection.execute("CREATE TABLE _oa_ledger (note INT)")
        with pytest.raises(Changed, match="is not a journal of online-alter"):
            remove_journal(target)
        connection.run_all(("DROP TABLE _oa_ledger", "CREATE VIEW _oa_answer AS SELECT 1 AS id"))
        with pytest.raises(Changed, match="_oa_answer exists but is not a journal of online-alter: it is a view"):
            remove_journal(target)
        connection.run_all(("DROP VIEW _oa_answer", "CREATE TABLE _oa_ledger (note INT)"))
        connection.execute("DROP TABLE _oa_run")
        with pytest.raises(Changed, match="_oa_run is gone"):
            remove_journal(target)
    assert _tables(schema) == {"customers", *JOURNAL} - {"_oa_run"}


def test_a_run_is_named_by_its_id_and_no_other_is_meant(schema: Schema) -> None:
    """Its successor isn't touched by a command for it; what is gone isn't listed."""
    make_customers(schema, 10)
    target = schema.target("customers", _PLAN)
    first = run(target, [Phase.PREPARE])
    assert first.shadow
    assert not first.retired
    bare = replace(target, table="", plan=None)
    named = target_of_run(bare, first.run)
    assert (named.table, named.run) == ("customers", first.run)
    assert read_activity(named, read_status(named)) == {}  # no process is attached
    assert set_paused(named, True).pause_requested
    ended = run(named, [Phase.ABORT])
    assert (ended.state, ended.shadow) == ("aborted", "")
    second = run(target, [Phase.PREPARE])
    with pytest.raises(WrongPhase, match=f"run {first.run} of customers is over; run {second.run} has come since"):
        run(named, [Phase.ABORT])
    with pytest.raises(WrongPhase, match=f"no run {first.run} under way"):
        set_paused(named, False)
    assert [each.run for each in read_status(named)] == [first.run]
    assert run(target_of_run(bare, second.run), [Phase.ABORT]).run == second.run
    with pytest.raises(WrongPhase, match="has no run abcdefgh"):
        target_of_run(bare, "abcdefgh")
