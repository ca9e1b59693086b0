"""The words of a command line become a target."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.cli.credentials import Servers
from onlinealter.cli.options import TargetArguments
from onlinealter.cli.target import TargetScope, chosen_changes, find_target, subject_of, word_faults
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
    words = TargetArguments(
        dsn=_DSN, table="orders", alter=("FORCE", "ADD COLUMN a INT"), replicas=("mysql://db2",), settings=("workers=3",)
    )
    assert find_target(words, TargetScope.PLAN) == Target(
        table="orders",
        schema="shop",
        primary=_OPS,
        replicas=(Account(host="db2", user="ops"),),
        plan=Plan("orders", ("FORCE", "ADD COLUMN a INT"), settings=Settings(workers=3)),
    )


def test_a_plan_file_makes_a_target(plan_file: Path) -> None:
    """It has all that is needed."""
    assert find_target(TargetArguments(plan_file=plan_file), TargetScope.PLAN) == Target(
        table="orders",
        schema="warehouse",
        primary=Account(host="db7", user="planned"),
        replicas=(Account(host="db8", user="planned"),),
        plan=Plan("orders", ("FORCE",), "force", settings=Settings(workers=4)),
    )


def test_a_dsn_beside_a_plan_file_replaces_its_servers(plan_file: Path) -> None:
    """The plan's replicas are replicas of the plan's primary only."""
    found = find_target(TargetArguments(plan_file=plan_file, dsn=_DSN, settings=("workers=1",)), TargetScope.PLAN)
    assert (found.primary, found.replicas, found.schema) == (_OPS, (), "shop")
    assert found.plan is not None
    assert found.plan.settings.workers == 1


def test_replicas_beside_a_plan_file_replace_its_replicas(plan_file: Path) -> None:
    """Its primary stays."""
    found = find_target(TargetArguments(plan_file=plan_file, replicas=("mysql://db9",)), TargetScope.PLAN)
    assert (found.primary.host, [each.host for each in found.replicas]) == ("db7", ["db9"])


def test_the_schema_may_stand_with_the_table() -> None:
    """There it wins over the DSN's."""
    found = find_target(TargetArguments(dsn=_DSN, table="other.orders"), TargetScope.TABLE)
    assert (found.schema, found.table, found.plan) == ("other", "orders", None)


def test_a_command_about_a_schema_needs_no_table() -> None:
    """Status shows all its runs."""
    assert find_target(TargetArguments(dsn=_DSN), TargetScope.SCHEMA) == Target("", "shop", _OPS)


def test_a_target_without_a_schema_is_refused() -> None:
    """With what to do."""
    with pytest.raises(UsageFault) as caught:
        find_target(TargetArguments(dsn="mysql://ops@db1", table="orders"), TargetScope.TABLE)
    assert caught.value.message == "the schema is not named"
    assert "SCHEMA.TABLE" in caught.value.remedy


@pytest.mark.parametrize(
    ("words", "need", "faults"),
    [
        (TargetArguments(), TargetScope.SCHEMA, []),
        (TargetArguments(), TargetScope.TABLE, ["no table is named: neither a plan file nor --table is given"]),
        (
            TargetArguments(),
            TargetScope.PLAN,
            [
                "no table is named: neither a plan file nor --table is given",
                "no ALTER is given: neither a plan file nor --alter",
            ],
        ),
        (
            TargetArguments(alter=("FORCE",)),
            TargetScope.SCHEMA,
            ["no table is named: neither a plan file nor --table is given"],
        ),
        (
            TargetArguments(table="a.b.c", settings=("workers=1",)),
            TargetScope.TABLE,
            [
                "--table: expected NAME or SCHEMA.TABLE, found 'a.b.c'",
            ],
        ),
        (
            TargetArguments(settings=("workers=1",)),
            TargetScope.SCHEMA,
            ["a setting needs a table to belong to: a plan file or --table"],
        ),
        (
            TargetArguments(plan_file=Path("x.toml"), table="a", alter=("FORCE",)),
            TargetScope.PLAN,
            [
                "--table and a plan file are given; the plan file has its own 'table'",
                "--alter and a plan file are given; the plan file has its own 'alter'",
            ],
        ),
        (
            TargetArguments(plan_file=Path("mysql://u:secret@h/d")),
            TargetScope.PLAN,
            ["a DSN is given where a plan file is expected; write --dsn before it"],
        ),
    ],
)
def test_words_that_make_no_target_are_told_all_at_once(
    words: TargetArguments, need: TargetScope, faults: list[str]
) -> None:
    """Missing ones, and those that don't go together."""
    assert word_faults(words, need) == faults


def test_a_single_fault_is_the_message_itself() -> None:
    """Several are listed below one."""
    with pytest.raises(UsageFault, match="no table is named") as fault:
        find_target(TargetArguments(), TargetScope.TABLE)
    assert "--alter" not in fault.value.remedy  # 'pause', 'status' and others don't take it
    with pytest.raises(UsageFault, match="the command line names no clear target"):
        find_target(TargetArguments(), TargetScope.PLAN)


def test_settings_of_the_command_line_are_put_over_the_shards_and_those_over_the_plans() -> None:
    """Checked as in a plan file; dashes are underscores."""
    words = TargetArguments(
        dsn="mysql://u@h/s", table="t", alter=("FORCE",), settings=("workers=3", "deferred-indexes=never", "pause_file=a=b")
    )
    subject = subject_of(words, TargetScope.PLAN)
    servers = Servers(Account(), (), "s")
    target = subject.target_on(servers, {"workers": 9, "lock_timeout": 7.0})
    assert target.plan is not None
    assert target.plan.settings == Settings(workers=3, lock_timeout=7, deferred_indexes=Deferral.NEVER, pause_file="a=b")


def test_all_faults_of_settings_are_told_at_once() -> None:
    """Each with the word it is about."""
    with pytest.raises(UsageFault) as caught:
        chosen_changes(("workers", "chunktime=1", "workers=-1"), "--set ")
    assert caught.value.message == "3 settings are wrong"
    assert caught.value.faults == (
        "--set workers: expected KEY=VALUE",
        "--set chunktime: unknown setting 'chunktime'; did you mean 'chunk_time'?",
        "--set workers: expected a whole number from 0 to 64, found the number -1",
    )
