"""The words of a command line become a target."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.cli.options import TargetWords
from onlinealter.cli.target import Need, chosen_settings, find_target, word_faults
from onlinealter.engine.target import Target
from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Deferral, Plan, Settings
from onlinealter.mysql.connection import Account

_DSN = "mysql://ops@db1/shop"
_OPS = Account(host="db1", user="ops")


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    """A plan with servers of its own."""
    file = tmp_path / "force.toml"
    file.write_text(
        'table = "orders"\nalter = "FORCE"\n[settings]\nworkers = 4\n'
        '[server]\ndsn = "mysql://planned@db7/warehouse"\nreplicas = ["mysql://db8"]\n',
        encoding="utf-8",
    )
    return file


def test_dsn_table_and_alter_make_a_target() -> None:
    """With settings of the command line."""
    words = TargetWords(
        dsn=_DSN, table="orders", alter=("FORCE", "ADD COLUMN a INT"), replicas=("mysql://db2",), settings=("workers=3",)
    )
    assert find_target(words, Need.PLAN) == Target(
        table="orders",
        schema="shop",
        primary=_OPS,
        replicas=(Account(host="db2", user="ops"),),
        plan=Plan("orders", ("FORCE", "ADD COLUMN a INT"), settings=Settings(workers=3)),
    )


def test_a_plan_file_makes_a_target(plan_file: Path) -> None:
    """It has all that is needed."""
    assert find_target(TargetWords(plan_file=plan_file), Need.PLAN) == Target(
        table="orders",
        schema="warehouse",
        primary=Account(host="db7", user="planned"),
        replicas=(Account(host="db8", user="planned"),),
        plan=Plan("orders", ("FORCE",), "force", settings=Settings(workers=4)),
    )


def test_a_dsn_beside_a_plan_file_replaces_its_servers(plan_file: Path) -> None:
    """The plan's replicas are replicas of the plan's primary only."""
    found = find_target(TargetWords(plan_file=plan_file, dsn=_DSN, settings=("workers=1",)), Need.PLAN)
    assert (found.primary, found.replicas, found.schema) == (_OPS, (), "shop")
    assert found.plan is not None
    assert found.plan.settings.workers == 1


def test_replicas_beside_a_plan_file_replace_its_replicas(plan_file: Path) -> None:
    """Its primary stays."""
    found = find_target(TargetWords(plan_file=plan_file, replicas=("mysql://db9",)), Need.PLAN)
    assert (found.primary.host, [each.host for each in found.replicas]) == ("db7", ["db9"])


def test_the_schema_may_stand_with_the_table() -> None:
    """There it wins over the DSN's."""
    found = find_target(TargetWords(dsn=_DSN, table="other.orders"), Need.TABLE)
    assert (found.schema, found.table, found.plan) == ("other", "orders", None)


def test_a_command_about_a_schema_needs_no_table() -> None:
    """Status shows all its runs."""
    assert find_target(TargetWords(dsn=_DSN), Need.SCHEMA) == Target("", "shop", _OPS)


def test_a_target_without_a_schema_is_refused() -> None:
    """With what to do."""
    with pytest.raises(UsageFault) as caught:
        find_target(TargetWords(dsn="mysql://ops@db1", table="orders"), Need.TABLE)
    assert caught.value.message == "the schema is not named"
    assert "SCHEMA.TABLE" in caught.value.remedy


@pytest.mark.parametrize(
    ("words", "need", "faults"),
    [
        (TargetWords(), Need.SCHEMA, []),
        (TargetWords(), Need.TABLE, ["no table is named: neither a plan file nor --table is given"]),
        (
            TargetWords(),
            Need.PLAN,
            [
                "no table is named: neither a plan file nor --table is given",
                "no ALTER is given: neither a plan file nor --alter",
            ],
        ),
        (
            TargetWords(alter=("FORCE",)),
            Need.SCHEMA,
            ["no table is named: neither a plan file nor --table is given"],
        ),
        (
            TargetWords(table="a.b.c", settings=("workers=1",)),
            Need.TABLE,
            [
                "--table: expected NAME or SCHEMA.TABLE, found 'a.b.c'",
            ],
        ),
        (
            TargetWords(settings=("workers=1",)),
            Need.SCHEMA,
            ["a setting needs a table to belong to: a plan file or --table"],
        ),
        (
            TargetWords(plan_file=Path("x.toml"), table="a", alter=("FORCE",)),
            Need.PLAN,
            [
                "--table and a plan file are given; the plan file has its own 'table'",
                "--alter and a plan file are given; the plan file has its own 'alter'",
            ],
        ),
        (
            TargetWords(plan_file=Path("mysql://u:secret@h/d")),
            Need.PLAN,
            ["a DSN is given where a plan file is expected; write --dsn before it"],
        ),
    ],
)
def test_words_that_make_no_target_are_told_all_at_once(words: TargetWords, need: Need, faults: list[str]) -> None:
    """Missing ones, and those that don't go together."""
    assert word_faults(words, need) == faults


def test_a_single_fault_is_the_message_itself() -> None:
    """Several are listed below one."""
    with pytest.raises(UsageFault, match="no table is named"):
        find_target(TargetWords(), Need.TABLE)
    with pytest.raises(UsageFault, match="the command line names no clear target"):
        find_target(TargetWords(), Need.PLAN)


def test_settings_of_the_command_line_are_put_over_the_plans() -> None:
    """Checked as in a plan file; dashes are underscores."""
    chosen = chosen_settings(Settings(workers=9, patience=7), ("workers=3", "deferred-indexes=never", "pause_file=a=b"))
    assert chosen == Settings(workers=3, patience=7, deferred_indexes=Deferral.NEVER, pause_file="a=b")


def test_all_faults_of_settings_are_told_at_once() -> None:
    """Each with the word it is about."""
    with pytest.raises(UsageFault) as caught:
        chosen_settings(Settings(), ("workers", "chunktime=1", "workers=-1"))
    assert caught.value.message == "3 settings are wrong"
    assert caught.value.faults == (
        "--set workers: expected KEY=VALUE",
        "--set chunktime: unknown setting 'chunktime'; did you mean 'chunk_time'?",
        "--set workers: expected a whole number from 0 to 64, found the number -1",
    )
