"""What an OnlineAlter takes, and what it is known by."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.writer import OperationWriter

import onlinealter as oa
from onlinealter.django import OnlineAlter
from onlinealter.django.alteration import Step
from onlinealter.django.operation import Options


def _widened(length: int, **default: Any) -> Any:
    return migrations.AlterField("Customer", "name", models.CharField(max_length=length, **default))


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([migrations.RunPython(print)], "OnlineAlter takes no RunPython"),
        ([migrations.AlterModelTable("customer", "client")], "OnlineAlter takes no AlterModelTable"),
        ([_widened(20), migrations.RemoveField("town", "name")], "on one model, found customer, town"),
        ([], "found none"),
    ],
)
def test_what_can_not_be_one_alteration_is_refused_where_it_is_written(operations: list[Any], said: str) -> None:
    """Also on SQLite, where it would work by chance."""
    with pytest.raises(oa.UsageFault, match=said):
        OnlineAlter(*operations)


def test_operations_on_a_models_options_are_taken() -> None:
    """Under whichever spelling of the model's name."""
    given = OnlineAlter(_widened(20), migrations.AlterUniqueTogether("customer", {("name", "town")}))
    assert given.model_name == "customer"


def test_a_squashed_migration_has_all_that_was_given() -> None:
    """Django's writer, of whichever version, reads it from the arguments."""
    given = OnlineAlter(_widened(200), min_rows=5, cleanup=True, allow=["truncate:name"], settings={"workers": 2}, name="n")
    text, imports = OperationWriter(given, indentation=0).serialize()
    again = eval(text, {"onlinealter": _imported(imports), "migrations": migrations, "models": models})[0]  # noqa: S307
    assert again.options == given.options == Options(5, True, {}, {}, ["truncate:name"], {"workers": 2}, "n")
    assert _name(again) == _name(given) == "n"
    assert again.operations[0].deconstruct()[2]["name"] == "name"


def test_a_run_is_known_by_what_its_operations_are() -> None:
    """So that a migration which is called again finds it, and another doesn't."""
    assert _name(OnlineAlter(_widened(200))) == _name(OnlineAlter(_widened(200), min_rows=1))
    assert _name(OnlineAlter(_widened(200))) != _name(OnlineAlter(_widened(300)))
    assert _name(OnlineAlter(_widened(200))).startswith("shop.customer ")


def test_what_has_no_such_name_is_asked_for_one() -> None:
    """A lambda can't be written, so nothing tells it from another."""
    with pytest.raises(oa.UsageFault, match="has no name of its own") as raised:
        _name(OnlineAlter(_widened(200, default=lambda: "x")))
    assert "name=" in raised.value.remedy
    assert _name(OnlineAlter(_widened(200, default=lambda: "x"), name="widen")) == "widen"


def _name(operation: OnlineAlter) -> str:
    return Step(operation, None, "shop", None, None, None).name


def _imported(imports: set[str]) -> Any:
    assert "import onlinealter.django.operation" in imports
    import onlinealter.django.operation

    return onlinealter
