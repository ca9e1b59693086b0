"""What the journal's columns may hold, and what is made of what they shouldn't."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.engine.journal_values import is_run_id, local_settings, plan_from, read_key, read_values
from onlinealter.model.plan import Deferral, Notes, Plan, Settings
from onlinealter.model.states import State

WIDEN = Plan("customer", ("ADD a INT", "DROP b"), columns={"a": "b + 1"}, settings=Settings(workers=4))
NOW = datetime(2026, 11, 28, 9, 0)  # noqa: DTZ001 - as the driver gives moments
ROW = {
    "plan": WIDEN.as_json(), "table_name": "customer", "state": "copied", "method": "shadow", "deferred": "[]",
    "children": "[]", "last_key": None, "carrying": None, "binlog_use": None, "original_id": "1:17", "shadow_id": "17,18",
    "verification": "", "estimated_rows": 0, "copied_rows": 0, "created_at": NOW, "updated_at": NOW,
    "begun_by": "anna@ops1", "measured": None,
}  # fmt: skip

plans = st.builds(
    Plan,
    table=st.text(min_size=1),
    alter=st.lists(st.text(), max_size=3).map(tuple),
    name=st.text(),
    columns=st.dictionaries(st.text(), st.text(), max_size=3),
    reverse=st.dictionaries(st.text(), st.text(), max_size=3),
    allow=st.lists(st.text(), max_size=3).map(tuple),
    notes=st.builds(Notes, *[st.text(max_size=200).map(str.strip)] * 3),
    settings=st.builds(
        Settings,
        deferred_indexes=st.sampled_from(Deferral),
        workers=st.integers(1, 64),
        lock_wait=st.floats(0.05, 10),
    ),
)


@given(plans)
def test_a_plan_comes_back_from_the_journal_as_it_went(plan: Plan) -> None:
    """With the types that it had."""
    back = plan_from(plan.as_json())
    assert back == plan
    assert all(type(value) is type(vars(plan.settings)[name]) for name, value in vars(back.settings).items())


def test_settings_of_another_version_are_left_out() -> None:
    """A newer tool's run can be taken up by this one, and a setting that is missing has its default."""
    kept = json.loads(WIDEN.as_json())
    kept["settings"]["of_the_future"] = 1
    del kept["settings"]["workers"]
    assert plan_from(json.dumps(kept)).settings == replace(WIDEN.settings, workers=Settings().workers)


def test_what_people_say_of_a_plan_makes_no_other_one() -> None:
    """A ticket that is named later doesn't keep a run from going on."""
    noted = replace(WIDEN, notes=Notes("Why", "Anna", "SHOP-17"))
    assert noted.change_digest == WIDEN.change_digest
    assert "Anna" in noted.as_json()


@pytest.mark.parametrize(
    "notes", [{"ticket": "x" * 201}, {"ticket": 7}, {"verdict": "good"}, "SHOP-17", ["ticket"], {"ticket": None}]
)
def test_notes_that_no_plan_file_could_hold_are_damage(notes: object) -> None:
    """And say so, whatever stands there."""
    kept = json.loads(WIDEN.as_json()) | {"notes": notes}
    values, damaged = read_values(ROW | {"plan": json.dumps(kept)})
    assert damaged == ["plan (expected a plan as JSON)"]
    assert values["plan"] == Plan("", ())


def test_what_the_operators_machine_runs_is_not_taken_from_the_journal() -> None:
    """Nor what the server runs for him beside the plan's own expressions."""
    local = {"disk_command": "touch x", "disk_query": "SELECT 1", "throttle_query": "SELECT 1", "pause_file": "x"}
    given = replace(WIDEN, precondition="SELECT 1", settings=replace(WIDEN.settings, **local))  # type: ignore[arg-type]
    kept = json.loads(given.as_json())
    assert (plan_from(json.dumps(kept)), sorted(kept["local"])) == (WIDEN, sorted(local))
    forged = {**kept, "precondition": "SELECT 1", "settings": {**kept["settings"], **local}}
    assert plan_from(json.dumps(forged)) == WIDEN
    assert sorted(local_settings(json.dumps(forged))) == sorted(local)


def test_a_row_as_it_is_written_is_read() -> None:
    """Numbers of tables as version 1 kept them are those of later versions."""
    values, damaged = read_values(ROW)
    assert damaged == []
    assert (values["plan"], values["state"], values["shadow_id"]) == (WIDEN, State.COPIED, "2:35")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("plan", "no JSON"), ("plan", "[]"), ("plan", '{"table": 1}'), ("plan", "[" * 100_000),
        ("plan", WIDEN.as_json().replace('"workers": 4', '"workers": "4; DROP"')),
        ("state", "swapped; DROP"), ("method", "shell"), ("deferred", "{}{"), ("deferred", '[["a", 1]]'),
        ("children", '[["t", "k", ["a"], "", "p", ["b"], " ON DELETE CASCADE, DROP COLUMN a"]]'), ("children", "7"),
        ("last_key", '{"a": 1}'), ("last_key", "[1]"), ("carrying", '{"number": 1}'), ("binlog_use", "{}"),
        ("table_name", ""), ("table_name", "x" * 65),
    ],
)  # fmt: skip
def test_another_value_is_named_and_does_no_harm(column: str, value: str) -> None:
    """Reading never fails: what only takes a run away continues without."""
    values, damaged = read_values({**ROW, column: value})
    assert [each.partition(" ")[0] for each in damaged] == [column]
    assert values[column] != value or not value


@pytest.mark.parametrize("text", ["", "ABC", "x */ DROP TABLE t; /*", "a" * 17, None, 7])
def test_what_is_no_runs_id(text: object) -> None:
    """It stands in a comment before each statement."""
    assert not is_run_id(text)
    assert is_run_id("abcdefg2")


@pytest.mark.parametrize("text", ["[]", "7", '"a"', '[["a"]]', "{"])
def test_what_is_no_key(text: str) -> None:
    """None is no bound."""
    with pytest.raises(ValueError):  # noqa: PT011 - whichever; the reader says what was expected
        read_key(text)
    assert read_key(None) is read_key("null") is None
