"""What a block of operations becomes."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.dialects import mysql

import onlinealter as oa
import onlinealter.alembic
from onlinealter.alembic.block import _RECORD, comments


def _operations(plans: list[oa.Plan], **options: object) -> Any:
    assert onlinealter.alembic
    options = {"as_sql": True, "output_buffer": StringIO(), _RECORD: plans, **options}
    return Operations(MigrationContext.configure(dialect=mysql.dialect(paramstyle="pyformat"), opts=options))


def test_all_operations_are_one_alteration() -> None:
    """Each in the order of the block, as clauses of one ALTER TABLE; with a driver's style no % is doubled."""
    plans: list[oa.Plan] = []
    with _operations(plans).online_alter_table("customer", schema="shop", allow=["round:price"]) as t:
        t.alter_column("name", new_column_name="title", existing_type=sa.String(20), existing_nullable=False)
        t.add_column(sa.Column("note", sa.String(50), server_default="50% off", comment="it's"))
        t.drop_column("fax")
        t.create_index("by_title", ["title"], unique=True)
        t.drop_index("old")
        t.create_unique_constraint("once", ["note"])
        t.drop_constraint("twice", type_="unique")
        t.create_foreign_key("of_town", "town", ["town_id"], ["id"], referent_schema="shop")
        t.create_check_constraint("positive", sa.text("price > 0"))
    [plan] = plans
    assert plan.table == "shop.customer"
    assert list(plan.allow) == ["round:price"]
    assert str(plan.alter).split(", ") == [
        "CHANGE name title VARCHAR(20) NOT NULL",
        "ADD COLUMN note VARCHAR(50) COMMENT 'it''s' DEFAULT '50% off'",
        "DROP COLUMN fax",
        "ADD UNIQUE INDEX by_title (title)",
        "DROP INDEX old",
        "ADD CONSTRAINT once UNIQUE (note)",
        "DROP INDEX twice",
        "ADD CONSTRAINT of_town FOREIGN KEY(town_id) REFERENCES shop.town (id)",
        "ADD CONSTRAINT positive CHECK (price > 0)",
    ]


def test_settings_of_env_py_hold_for_all_blocks_and_the_blocks_own_over_them() -> None:
    """Both are those of a plan."""
    plans: list[oa.Plan] = []
    operations = _operations(plans, online_alter={"settings": {"workers": 2, "max_lag": 3.0}})
    with operations.online_alter_table("customer", settings={"workers": 4}, name="widen") as t:
        t.drop_column("fax")
    assert (plans[0].settings, plans[0].name) == ({"workers": 4, "max_lag": 3.0}, "widen")


def test_an_empty_block_is_nothing() -> None:
    """As one whose operations depend on something."""
    plans: list[oa.Plan] = []
    with _operations(plans).online_alter_table("customer"):
        pass
    assert plans == []


def test_a_block_that_fails_changes_nothing() -> None:
    """The error is the revision's own."""
    plans: list[oa.Plan] = []
    block = _operations(plans).online_alter_table("customer")
    block.__enter__().drop_column("fax")
    assert block.__exit__(KeyError, KeyError(), None) is False
    assert plans == []


def test_a_wrong_setting_is_said_as_in_a_plan() -> None:
    """With what may have been meant."""
    with pytest.raises(oa.UsageFault) as raised, _operations([]).online_alter_table("t", settings={"wrkers": 1}) as t:
        t.drop_column("fax")
    assert "did you mean 'workers'" in "; ".join(raised.value.faults)


@pytest.mark.parametrize("first", ["alembic.op, onlinealter.alembic", "onlinealter.alembic, alembic.op", "alembic.op"])
def test_the_operation_is_there_whichever_is_imported_first(first: str) -> None:
    """Alembic, which loads it as a plugin, or ours, which loads Alembic; the engine itself is left for later."""
    code = f"import sys, {first}; print('online_alter_table' in dir(alembic.op), 'onlinealter.engine' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (found.stdout.split(), found.stderr) == (["True", "False"], "")


def test_every_line_of_the_comments_is_one() -> None:
    """Also where the text of a comment or an expression has several."""
    plan = oa.Plan(
        "customer", "MODIFY name TEXT COMMENT 'one\ntwo'", columns={"name": "UPPER(name)\n"}, allow=["round:name"]
    )
    text = comments(plan, "b2")
    assert all(line.startswith("-- ") for line in text.splitlines())
    assert "--allow round:name" in text
