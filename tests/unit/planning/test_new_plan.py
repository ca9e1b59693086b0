"""The plan to begin with."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields

from onlinealter.model.plan import Settings
from onlinealter.planning.new_plan import new_plan
from onlinealter.planning.plan_file import parse_plan
from onlinealter.tables.facts import Column, Index, IndexPart, TableFacts


def _column(name: str, *, type: str, nullable: bool, extra: str) -> Column:  # noqa: A002 - the column's own word
    return Column(
        name=name,
        type=type,
        collation=None,
        nullable=nullable,
        default=None,
        has_default=False,
        extra=extra,
        comment="",
    )


_FACTS = TableFacts(
    schema="shop",
    name='or"d.ers\n',
    columns=(
        _column("id", type="bigint unsigned", nullable=False, extra="auto_increment"),
        _column("a\nb", type="varchar(10)", nullable=True, extra=""),
    ),
    indexes=(Index("PRIMARY", True, "BTREE", (IndexPart("id", None, False, False),)),),
    create_statement="",
)


def test_a_new_plan_is_a_plan_for_that_table() -> None:
    """As it is printed, whatever the table's name."""
    found = parse_plan(new_plan(_FACTS), "x.toml", "x")
    assert found.plan.table == 'or"d.ers\n'
    assert found.plan.settings == Settings()


def test_a_new_plan_names_no_server() -> None:
    """Where somebody happened to look is not where it has to run, tried on a candidate and then in production."""
    found = parse_plan(new_plan(_FACTS), "x.toml", "x")
    assert (found.server, found.replicas) == (None, ())
    assert "server]" not in new_plan(_FACTS)


def test_a_new_plan_lists_the_columns() -> None:
    """On a line each, as comments."""
    text = new_plan(_FACTS)
    assert "#   id   bigint unsigned NOT NULL auto_increment (PRIMARY)\n#   a?b  varchar(10)\n" in text


def test_every_setting_is_commented_out_with_its_default_and_sentence() -> None:
    """Taking the comment signs away changes nothing."""
    text = new_plan(_FACTS)
    uncommented = re.sub(r"^# (\w+ = )", r"\1", text.partition("[settings]")[2], flags=re.M)
    assert Settings(**tomllib.loads(uncommented)) == Settings()
    assert all(each.metadata["sentence"] in text for each in fields(Settings))
