"""A plan as a value: what makes it the same change, and how the journal keeps it."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from onlinealter.model.plan import Deferral, Plan, Settings, Strategy, VerifyOn

PLAN = Plan(
    "customer",
    ("ADD a INT", "DROP b"),
    name="widen",
    columns={"a": "b + 1"},
    reverse={"b": "a - 1"},
    allow=("round:price",),
    settings=Settings(strategy=Strategy.SHADOW, workers=4, chunk_time=0.25, verify_on=VerifyOn.BOTH, pause_file="/tmp/x"),  # noqa: S108
)

plans = st.builds(
    Plan,
    table=st.text(min_size=1),
    alter=st.lists(st.text(), max_size=3).map(tuple),
    name=st.text(),
    columns=st.dictionaries(st.text(), st.text(), max_size=3),
    reverse=st.dictionaries(st.text(), st.text(), max_size=3),
    allow=st.lists(st.text(), max_size=3).map(tuple),
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
    back = Plan.from_json(plan.as_json())
    assert back == plan
    assert all(type(value) is type(vars(plan.settings)[name]) for name, value in vars(back.settings).items())


def test_settings_of_another_version_are_left_out() -> None:
    """A newer tool's run can be taken up by this one, and a setting that is missing has its default."""
    kept = json.loads(PLAN.as_json())
    kept["settings"]["of_the_future"] = 1
    del kept["settings"]["workers"]
    assert Plan.from_json(json.dumps(kept)).settings == replace(PLAN.settings, workers=Settings().workers)


def test_settings_dont_make_another_change() -> None:
    """They may be altered while the run is under way; nor does a name."""
    assert replace(PLAN, settings=Settings(), name="other").change_digest == PLAN.change_digest


def test_everything_else_makes_another_change() -> None:
    """Table, ALTER, transforms, what is allowed."""
    others = [
        replace(PLAN, table="customers"),
        replace(PLAN, alter=("ADD a INT, DROP b",)),
        replace(PLAN, columns={}),
        replace(PLAN, reverse={}),
        replace(PLAN, allow=()),
    ]
    assert len({PLAN.change_digest, *(each.change_digest for each in others)}) == len(others) + 1


def test_the_order_of_transforms_says_nothing() -> None:
    """They are a mapping."""
    one = replace(PLAN, columns={"a": "1", "b": "2"})
    assert one.change_digest == replace(PLAN, columns={"b": "2", "a": "1"}).change_digest
