"""What follows from where the plans of a folder stand."""

from __future__ import annotations

import pytest

from onlinealter.apply.entry import Entry
from onlinealter.apply.survey import Mark, Standing, out_of_order, refuse_changed
from onlinealter.engine.target import Target
from onlinealter.model.errors import Refused
from onlinealter.model.plan import Plan
from onlinealter.mysql.connection import Account


def _standings(marks: str) -> list[Standing]:
    found = []
    for number, letter in enumerate(marks, 1):
        plan = Plan("t", ("FORCE",), name=str(number))
        mark = {"p": Mark.PENDING, "u": Mark.UNDER_WAY, "a": Mark.APPLIED, "c": Mark.CHANGED}[letter]
        found.append(Standing(Entry(f"{number}.sql", plan, Target("t", "shop", Account(), (), plan)), mark, "r1"))
    return found


@pytest.mark.parametrize(
    ("marks", "late"),
    [
        ("", ""),
        ("pp", ""),
        ("aap", ""),
        ("aup", ""),
        ("pa", "out of order: 1.sql has not run, but the later 2.sql has"),
        ("papup", "out of order: 1.sql, 3.sql have not run, but the later 4.sql has"),
        ("ua", ""),
    ],
)
def test_a_plan_is_late_where_a_later_one_has_begun(marks: str, late: str) -> None:
    """One that is under way goes on before the later ones."""
    assert out_of_order(_standings(marks)) == late


def test_all_changed_plans_are_named_at_once() -> None:
    """None changed is no error."""
    refuse_changed(_standings("aup"))
    with pytest.raises(Refused) as refused:
        refuse_changed(_standings("acc"))
    assert "2.sql was changed" in refused.value.message
    assert "3.sql was changed" in refused.value.message
