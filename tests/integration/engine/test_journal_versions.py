"""Journals of other versions, and tables of a journal's names that are none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest

from onlinealter.engine.alteration import advance, check, read_status, set_paused
from onlinealter.engine.statements import JOURNAL_VERSION
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Changed
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection, Row
from onlinealter.sql import quoting
from tests.integration.engine.alterations import (
    TO_CUTOVER,
    TO_VERIFY,
    WHOLE,
    Recorder,
    make_customers,
    objects,
    run,
    widen,
)  # fmt: skip
from tests.servers import Schema


def _make_version_1(connection: Connection, target: Target) -> None:
    """The journal as version 1 had it, with what it kept of the run."""
    connection.execute(
        "ALTER TABLE _oa_run DROP COLUMN generation, DROP COLUMN verified_generation, DROP COLUMN verified_at,"
        " DROP COLUMN begun_by, DROP COLUMN measured"
    )
    connection.execute("ALTER TABLE _oa_ledger DROP COLUMN identity")
    connection.execute("ALTER TABLE _oa_chunk DROP COLUMN first_position, DROP COLUMN first_part")
    assert target.plan is not None
    plan = {name: value for name, value in asdict(target.plan).items() if name != "notes"}
    connection.execute("UPDATE _oa_run SET plan = %s, journal_version = 1", [json.dumps(plan)])
    # A table that isn't partitioned has one number.
    connection.execute(
        "UPDATE _oa_run SET original_id = SUBSTRING_INDEX(original_id, ':', -1),"
        " shadow_id = SUBSTRING_INDEX(shadow_id, ':', -1)"
    )


def _columns(connection: Connection) -> list[Row]:
    return connection.rows(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
        " AND table_name LIKE '\\_oa\\_%%' ORDER BY 1, 2"
    )


def _version(connection: Connection) -> int:
    return int(connection.value("SELECT journal_version FROM _oa_run"))


def test_what_only_reads_leaves_an_older_journal_as_it_is(schema: Schema) -> None:
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    run(target, TO_VERIFY)
    with schema.connect() as connection:
        _make_version_1(connection, target)
        before = _columns(connection)
        (status,) = read_status(target)
        assert (status.state, status.verification, status.failure) == ("verified", "passed", "")
        check(target, Recorder())
        assert (_columns(connection), _version(connection)) == (before, 1)


@pytest.mark.parametrize(
    ("first", "then", "ends"),
    [
        ((Phase.PREPARE,), WHOLE[1:], "done"),
        ((Phase.PREPARE, Phase.EXECUTE), (Phase.ABORT,), "aborted"),
        (TO_VERIFY, (Phase.CUTOVER, Phase.ROLLBACK, Phase.ABORT), "aborted"),
        (TO_CUTOVER, (Phase.CLEANUP,), "done"),
        (TO_CUTOVER, (Phase.ROLLBACK, Phase.ABORT), "aborted"),
    ],
)
def test_a_run_of_version_1_is_continued_and_ended(
    schema: Schema, first: tuple[Phase, ...], then: tuple[Phase, ...], ends: str
) -> None:
    """What it lacks is added before anything else."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    run(target, first)
    with schema.connect() as connection:
        now = _columns(connection)
        _make_version_1(connection, target)
        assert _columns(connection) != now
        for phase in then:
            status = run(target, [phase])
        assert (status.state, _columns(connection), _version(connection)) == (ends, now, JOURNAL_VERSION)
        assert objects(connection, schema)[1] == set()


def test_a_run_of_version_1_is_paused(schema: Schema) -> None:
    """Commands that only note something bring the journal up to date too."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    with schema.connect() as connection:
        _make_version_1(connection, target)
        assert set_paused(replace(target, plan=None), True).pause_requested
        assert _version(connection) == JOURNAL_VERSION


def _all_commands(target: Target) -> list[Callable[[], object]]:
    phases = [lambda phase=phase: advance(target, [phase], Recorder(), StopFlag(), Choices()) for phase in Phase]
    return [*phases, lambda: read_status(target), lambda: check(target, Recorder()), lambda: set_paused(target, True)]


def test_a_newer_journal_is_refused_by_name(schema: Schema) -> None:
    """With the tool that began the run."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    with schema.connect() as connection:
        connection.execute(f"UPDATE _oa_run SET journal_version = {JOURNAL_VERSION + 1}, tool_version = '9.1.0'")
        for command in _all_commands(target):
            newer = rf"journal version {JOURNAL_VERSION + 1} of {schema.name}\._oa_run .* newer than this tool's"
            with pytest.raises(Changed, match=rf"{newer} \({JOURNAL_VERSION}\)") as caught:
                command()
            assert "9.1.0" in caught.value.remedy
        connection.execute(f"UPDATE _oa_run SET journal_version = {JOURNAL_VERSION}")
        run(target, [Phase.ABORT])


@pytest.mark.parametrize("table", ["_oa_run", "_oa_chunk", "_oa_conflict", "_oa_ledger"])
@pytest.mark.parametrize("view", [False, True])
@pytest.mark.remedy("exists but is not a journal of online-alter")
def test_tables_and_views_of_its_names_are_named(schema: Schema, table: str, *, view: bool) -> None:
    """The way out is a statement that works."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    with schema.connect() as connection:
        made = "VIEW {} AS SELECT 1 AS id" if view else "TABLE {} (id INT PRIMARY KEY)"
        connection.execute(f"CREATE {made.format(quoting.name(table))}")
        for command in _all_commands(target):
            with pytest.raises(Changed, match=rf"{table} exists but is not a journal of online-alter") as caught:
                command()
        connection.execute(caught.value.remedy.removeprefix("Rename it: ").rstrip(";"))
        run(target, [Phase.PREPARE, Phase.ABORT])
