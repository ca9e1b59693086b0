"""A run that an older version began, whose settings had other names then."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from onlinealter.engine import known_plans
from onlinealter.engine.alteration import read_status
from onlinealter.model.plan import Rollback
from onlinealter.model.renamed_settings import RENAMED
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import read_server
from tests.integration.engine.alterations import TO_VERIFY, make_customers, objects, run, widen
from tests.servers import Schema


def _make_older(connection: Connection, schema: Schema) -> None:
    """The run's plan with the names of then, and one setting changed meanwhile; this user's tool began it."""
    run_id, text = connection.rows("SELECT id, plan FROM _oa_run")[0]
    given = json.loads(text)
    older = {new: old for old, new in RENAMED.items()}
    given["settings"] = {older.get(name, name): value for name, value in given["settings"].items()}
    plan = json.dumps(given, sort_keys=True)
    connection.execute("UPDATE _oa_run SET plan = %s, changes = %s", [plan, json.dumps({"longest_lag": 7.0})])
    known_plans.remember_plan(read_server(connection).identity, schema.name, str(run_id), plan)


@pytest.mark.parametrize("ends", ["done", "aborted"])
@pytest.mark.parametrize("given", [True, False], ids=["with the plan", "by the table's name"])
def test_a_run_with_old_names_is_shown_continued_and_ended(schema: Schema, given: bool, ends: str) -> None:
    """By the values that it was begun with: its plan has no rollback."""
    make_customers(schema, 60)
    target = schema.target("customers", widen(rollback=Rollback.NONE))
    run(target, TO_VERIFY)
    with schema.connect() as connection:
        _make_older(connection, schema)
        later = target if given else replace(target, plan=None)
        (status,) = read_status(replace(target, plan=None))
        assert (status.state, status.failure, status.changed_settings) == ("verified", "", ("max_lag=7.0",))
        run(later, [Phase.CUTOVER if ends == "done" else Phase.ABORT])
        if ends == "done":
            triggers = connection.rows(
                "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()"
            )
            assert triggers == []  # nothing is written back
            run(later, [Phase.CLEANUP])
        (status,) = read_status(later)
        assert status.state == ends
        assert objects(connection, schema)[1] == set()
