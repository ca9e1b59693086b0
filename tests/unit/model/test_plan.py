"""A plan as a value: what makes it the same change, and how the journal keeps it."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.model.plan import Plan, Settings, Strategy, VerifyOn

PLAN = Plan(
    "customer",
    ("ADD a INT", "DROP b"),
    name="widen",
    columns={"a": "b + 1"},
    reverse={"b": "a - 1"},
    allow=("round:price",),
    settings=Settings(strategy=Strategy.SHADOW, workers=4, chunk_time=0.25, verify_on=VerifyOn.BOTH, pause_file="/tmp/x"),  # noqa: S108
)


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
