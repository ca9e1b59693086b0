"""Plans and targets as programs write them."""

from __future__ import annotations

from pathlib import Path

import pytest

import onlinealter as oa
from onlinealter.library.plan import read_plan
from onlinealter.library.target import accounts, on
from onlinealter.planning.plan_file import read_plan_file

PLAN = """
table = "shop.customer"
alter = ["ADD COLUMN note TEXT", "ADD KEY by_name (name)"]
name = "notes"
allow = ["round:price"]
where = "deleted = 0"
precondition = "SELECT 1"
[columns]
note = "''"
[reverse]
name = "name"
[settings]
workers = 3
lock_wait = 2
strategy = "shadow"
[server]
dsn = "mysql://ops@db1:3307/shop"
replicas = ["mysql://db2"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A plan file that says everything."""
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_loaded_plan_is_the_files(file: Path) -> None:
    """Nothing of it is lost on the way."""
    found = read_plan_file(file)
    assert (read_plan(oa.Plan.load(file)).plan, read_plan(oa.Plan.load(file)).schema) == (found.plan, found.schema)
    queries = file.with_suffix(".queries.sql")
    queries.write_text("SELECT 1")
    assert on(oa.Target("mysql://ops@db1"), oa.Plan.load(file)).queries == queries


def test_a_target_is_the_files_servers(file: Path) -> None:
    """With the password from elsewhere, which the replica shares."""
    primary, replica = accounts(oa.Target.load(file, password="secret"))
    assert (primary.host, primary.port, primary.user, primary.password) == ("db1", 3307, "ops", "secret")
    assert (replica.host, replica.port, replica.user, replica.password) == ("db2", 3307, "ops", "secret")


def test_a_plan_file_without_servers_gives_no_target(tmp_path: Path) -> None:
    """Nor is another place looked into."""
    path = tmp_path / "plan.toml"
    path.write_text('table = "t"\nalter = "FORCE"\n', encoding="utf-8")
    with pytest.raises(oa.UsageFault, match="no dsn"):
        oa.Target.load(path)


def test_all_that_is_wrong_with_a_plan_is_said_at_once() -> None:
    """By the names that a program writes; the exit code is that of the command line."""
    with pytest.raises(oa.UsageFault) as raised:
        oa.Plan("t", "ADD", settings={"lock_wat": 1, "workers": -1}, allow=["shorten"])
    assert len(raised.value.faults) == 3
    assert raised.value.exit_code is oa.ExitCode.USAGE
    assert "did you mean 'lock_wait'" in "; ".join(raised.value.faults)


def test_a_plan_without_a_name_has_none() -> None:
    """The table's name isn't put in its place."""
    assert read_plan(oa.Plan("shop.t", "FORCE")).plan.name == ""


@pytest.mark.parametrize("password", ["in the DSN", "beside it"])
def test_no_password_is_shown(password: str) -> None:
    """Not by repr, which ends in logs."""
    target = oa.Target(
        "mysql://ops:hidden@db1/shop" if password == "in the DSN" else "mysql://ops@db1/shop", password="hidden"
    )
    assert "hidden" not in repr(target) + repr(on(target, "customer"))
    assert repr(target) == "Target('mysql://ops@db1/shop')"
    assert accounts(target)[0].password == "hidden"


@pytest.mark.parametrize("dsn", ["mysql://h/x?ssl-mode=never", "http://h", "mysql://db1/shop"])
def test_a_wrong_dsn_is_refused_when_it_is_given(dsn: str) -> None:
    """Not only when the first call needs it."""
    with pytest.raises(oa.UsageFault):
        oa.Target(dsn)


def test_a_schema_is_needed() -> None:
    """By the DSN or by the plan."""
    server = oa.Target("mysql://ops@db1")
    assert on(server, oa.Plan("shop.customer", "FORCE")).schema == "shop"
    assert on(server, "shop.customer").table == "customer"
    with pytest.raises(oa.UsageFault, match="schema"):
        on(server, "customer")
    with pytest.raises(oa.UsageFault, match=r"found 'a\.b\.c'"):
        on(server, "a.b.c")


def test_until_is_one_of_four() -> None:
    """Said before a server is asked."""
    with pytest.raises(oa.UsageFault, match="found 'done'"):
        oa.run(oa.Plan("t", "FORCE"), oa.Target("mysql://ops@db1/shop"), until="done")  # type: ignore[arg-type]


def test_a_plan_of_statements_is_one_alteration() -> None:
    """Of one table, in their order."""
    plan = oa.Plan.from_sql("ALTER TABLE shop.t DROP COLUMN a; CREATE UNIQUE INDEX i ON shop.t (b); DROP INDEX j ON shop.t;")
    assert (plan.table, plan.alter) == ("shop.t", "DROP COLUMN a, ADD UNIQUE INDEX i (b), DROP INDEX j")
    assert plan.change == oa.Plan(plan.table, plan.alter).change != oa.Plan(plan.table, "FORCE").change
    for text in ("ALTER TABLE t FORCE; ALTER TABLE u FORCE", "", "CREATE TABLE t (a INT)"):
        with pytest.raises(oa.UsageFault):
            oa.Plan.from_sql(text)
