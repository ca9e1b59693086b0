"""What a plan file says, and all that can be wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Notes, Plan, Settings, Strategy
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.plan_file import PlanFile, parse_plan, read_plan_file

_FULL = """\
name = "wider-notes"
description = "Totals are computed once"
owner = "Anna"
ticket = "SHOP-17"
table = "shop.orders"
alter = ["ADD COLUMN total DECIMAL(12,2)", "DROP COLUMN fax, ADD INDEX (total)"]

[columns]
total = "price * amount"

[reverse]
fax = "''"

[settings]
strategy = "shadow"
workers = 4
lock_wait = 2

[server]
dsn = "mysql://ops@db1:3307/shop"
replicas = ["mysql://db2", "mysql://db3:3308"]
"""


def test_a_full_plan_file_becomes_a_plan_and_its_servers() -> None:
    """Every key has its place."""
    assert parse_plan(_FULL, "plans/x.toml", "x") == PlanFile(
        plan=Plan(
            table="orders",
            alter=("ADD COLUMN total DECIMAL(12,2)", "DROP COLUMN fax, ADD INDEX (total)"),
            name="wider-notes",
            columns={"total": "price * amount"},
            reverse={"fax": "''"},
            settings=Settings(strategy=Strategy.SHADOW, workers=4, lock_wait=2.0),
            notes=Notes("Totals are computed once", "Anna", "SHOP-17"),
        ),
        schema="shop",
        server=AccountParts(user="ops", host="db1", port=3307, database="shop"),
        replicas=(AccountParts(host="db2"), AccountParts(host="db3", port=3308)),
    )


def test_a_plan_needs_a_table_and_an_alter_only() -> None:
    """The rest has defaults; its name is the file's."""
    found = parse_plan('table = "orders"\nalter = "FORCE"\n', "plans/force.toml", "force")
    assert found == PlanFile(Plan("orders", ("FORCE",), name="force"))


def _faults(text: str) -> tuple[str, ...]:
    with pytest.raises(UsageFault) as caught:
        parse_plan(text, "plans/x.toml", "x")
    return caught.value.faults


def test_three_faults_of_one_file_are_told_at_once() -> None:
    """In the order of their lines, with the nearest known name."""
    with pytest.raises(UsageFault) as caught:
        parse_plan(
            '# a plan\ntable = "orders"\nalter = 3\n\n[settings]\nchunk_tme = 0.2\nworkers = true\n',
            "plans/x.toml",
            "x",
        )
    assert caught.value.message == "plans/x.toml has 3 faults"
    assert caught.value.faults == (
        "plans/x.toml:3: 'alter': expected text or a list of texts, found the number 3",
        "plans/x.toml:6: unknown key 'chunk_tme' in [settings]; did you mean 'chunk_time'?",
        "plans/x.toml:7: 'workers' in [settings]: expected a whole number from 0 to 64, found true",
    )


def test_missing_keys_are_told_without_a_line() -> None:
    assert _faults("") == (
        "plans/x.toml: missing key 'table', the name of the table to alter",
        "plans/x.toml: missing key 'alter', the clauses of the ALTER TABLE",
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("table = \n", "plans/x.toml:1: not TOML: invalid value"),
        ('table = "a"\nalter "b"\n', "plans/x.toml:2: not TOML: expected '=' after a key in a key/value pair"),
        ('table = "a"\ntable = "b"\n', "plans/x.toml:2: not TOML: cannot overwrite a value"),
        ('alter = """\nADD\n\n', "plans/x.toml:3: not TOML: unterminated string"),
    ],
)
def test_a_syntax_error_is_told_with_its_line(text: str, fault: str) -> None:
    """Also at the file's end."""
    assert _faults(text) == (fault,)


_GOOD = 'table = "orders"\nalter = "FORCE"\n'


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ("tabel = 1", "3: unknown key 'tabel'; did you mean 'table'?"),
        ("zzz = 1", "3: unknown key 'zzz'"),
        ("workers = 2", "3: unknown key 'workers'; it belongs in [settings]"),
        ('dsn = "mysql://h"', "3: unknown key 'dsn'; it belongs in [server]"),
        ("name = 5", "3: 'name': expected a name, found the number 5"),
        ("ticket = 5", "3: 'ticket': expected text"),
        (f"owner = '{'x' * 201}'", "3: 'owner': expected at most 200 characters, found 201"),
        (f"description = '{'x' * 2001}'", "3: 'description': expected at most 2,000 characters, found 2,001"),
        ("settings = 5", "3: 'settings': expected a table, found the number 5"),
        ("columns = { a = 1 }", "3: 'a' in [columns]: expected SQL as text, found the number 1"),
        ("[reverse]\nfax = ''", "4: 'fax' in [reverse]: expected SQL as text, found the text ''"),
        ("[server]\nport = 1", "4: unknown key 'port' in [server]"),
        ("[server]\ndsn = 1", "4: 'dsn' in [server]: expected a DSN as text, found the number 1"),
        ('[server]\nreplicas = "x"', "4: 'replicas' in [server]: expected a list of DSNs, found the text 'x'"),
        (
            '[server]\n\n"dsn" = "mysql://u:secret@h/d"',
            "5: 'dsn' in [server] holds a password;"
            " leave it out and give it by MYSQL_PWD, --defaults-file or --ask-password",
        ),
        (
            '[server]\ndsn = "mysql://u@h:x/d"',
            "4: 'dsn' in [server]: the port is not a number from 1 to 65535",
        ),
    ],
)
def test_each_fault_names_line_key_and_what_was_expected(more: str, fault: str) -> None:
    assert _faults(_GOOD + more) == (f"plans/x.toml:{fault}",)


@pytest.mark.parametrize(
    ("alter", "fault"),
    [
        ("[]", "'alter': expected at least one ALTER, found an empty list"),
        (
            '"ALTER TABLE customers FORCE"',
            "'alter': the ALTER is for customers, but the table to alter is orders;"
            " say ALTER TABLE orders …, or give the clauses only",
        ),
        (
            '["FORCE", ""]',
            "'alter': an empty clause in the ALTER: (nothing);"
            ' give clauses such as "ADD COLUMN note TEXT, DROP COLUMN fax"',
        ),
    ],
)
def test_an_alter_that_is_no_list_of_clauses_is_a_fault_of_the_file(alter: str, fault: str) -> None:
    """It is told with the other faults, before any server is asked."""
    assert _faults(f'table = "orders"\nalter = {alter}\n') == (f"plans/x.toml:2: {fault}",)


def test_a_table_in_three_parts_is_a_fault() -> None:
    """A table has a schema at most."""
    assert _faults('table = "a.b.c"\nalter = "FORCE"\n') == (
        "plans/x.toml:1: 'table': expected NAME or SCHEMA.NAME, found the text 'a.b.c'",
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With what to do."""
    with pytest.raises(UsageFault, match=r"there is no plan file .*nowhere\.toml"):
        read_plan_file(tmp_path / "nowhere.toml")


def test_a_file_that_is_no_text_is_told_as_such(tmp_path: Path) -> None:
    """A dump given by mistake, or a folder."""
    file = tmp_path / "x.toml"
    file.write_bytes(b"\xff\xfe\x00")
    for wrong in (file, tmp_path):
        with pytest.raises(UsageFault, match="can't be read"):
            read_plan_file(wrong)


def test_a_plan_is_named_after_its_file(tmp_path: Path) -> None:
    """Without its folder and ending."""
    file = tmp_path / "add-total.toml"
    file.write_text(_GOOD, encoding="utf-8")
    assert read_plan_file(file).plan.name == "add-total"


def test_a_condition_and_every_kind_of_allowance_are_read() -> None:
    """As they stand."""
    text = 'table = "t"\nalter = "FORCE"\nwhere = "a IS NULL"\nallow = ["rows", "null:a", "truncate:b", "value:c"]\n'
    plan = parse_plan(text, "p.toml", "p").plan
    assert plan.where == "a IS NULL"
    assert plan.allow == ("rows", "null:a", "truncate:b", "value:c")


@pytest.mark.parametrize("line", ['where = ""', "where = 1", 'allow = ["json:a"]', 'allow = ["null"]', 'allow = ["null:"]'])
def test_an_empty_condition_and_an_unknown_allowance_are_faults(line: str) -> None:
    with pytest.raises(UsageFault) as caught:
        parse_plan(f'table = "t"\nalter = "FORCE"\n{line}\n', "p.toml", "p")
    assert caught.value.faults[0].startswith("p.toml:3: ")
