"""What a finding says is true: numbers are those of the rows, and all findings come at once."""

from __future__ import annotations

import pytest

from onlinealter.engine.alteration import check
from onlinealter.model.errors import Refused
from onlinealter.model.events import Checked, Found
from onlinealter.model.plan import Plan
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import Recorder, make_customers, run, settings, widen
from tests.integration.engine.test_losses import refused
from tests.servers import Schema

_ROWS = 9_000
_LETTERS = "SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4"
_DIGITS = f"{_LETTERS} UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9"
_NUMBERS = (
    "SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 1 AS i"
    f" FROM ({_DIGITS}) a, ({_DIGITS}) b, ({_DIGITS}) c, ({_DIGITS}) d HAVING i <= {_ROWS}"
)


def _plan(alter: str) -> Plan:
    return Plan("labels", (alter,), settings=settings())


def test_duplicates_are_counted_to_the_last(schema: Schema) -> None:
    """Each code twice in a row: half of the rows meet another, more than a thousand of them in one chunk."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE labels (id INT PRIMARY KEY, code INT)")
        connection.execute(f"INSERT INTO labels SELECT i, i % 2 FROM ({_NUMBERS}) numbers")
    said = refused(schema.target("labels", _plan("ADD UNIQUE KEY code (code)")))
    assert f"has duplicates: {_ROWS - 2:,} rows, first id=3; id=4; id=5; id=6; id=7" in said


def test_duplicates_are_looked_for_where_another_finding_stands(schema: Schema) -> None:
    """A member that another character set would lose, and duplicates: both are said by the first check."""
    with schema.connect() as connection:
        connection.execute(
            "CREATE TABLE labels (id INT PRIMARY KEY, code INT, size ENUM('groß', 'klein')) CHARACTER SET latin1"
        )
        connection.execute("INSERT INTO labels VALUES (1, 7, 'klein'), (2, 8, 'klein'), (3, 7, 'klein')")
    said = refused(schema.target("labels", _plan("CONVERT TO CHARACTER SET utf8mb4, ADD UNIQUE KEY code (code)")))
    assert "member-charset" in said
    assert "the unique key code (code) has duplicates: 1 row, id=3" in said


def test_a_number_of_rows_that_were_not_all_tried_is_a_least_number(schema: Schema) -> None:
    """What only the server tells is looked for in twenty rows: fifteen are refused for one reason, more for another."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE labels (id INT PRIMARY KEY, since VARCHAR(20), code VARCHAR(20))")
        connection.execute(
            "INSERT INTO labels SELECT i, IF(i <= 15, 'noon', '12:00:00'), IF(i > 15, '99999999999', '1')"
            f" FROM ({_NUMBERS}) numbers WHERE i <= 30"
        )
    said = refused(schema.target("labels", _plan("MODIFY since TIME, MODIFY code INT")))
    assert "the server refuses at least 15 rows" in said
    assert "the server refuses at least 5 rows" in said


_OF_SESSION = (
    "WEEK(changed)", "EXTRACT(WEEK FROM changed)", "MONTHNAME(changed)", "dayname/* of */(changed)",
    "HEX(AES_ENCRYPT(name, 'key'))", "VERSION()", "CONNECTION_ID()", "DATABASE()", "LAST_INSERT_ID()", "@@sql_mode",
)  # fmt: skip


@pytest.mark.parametrize("expression", _OF_SESSION)
def test_what_depends_on_the_session_is_refused(schema: Schema, expression: str) -> None:
    """Where it can't be set for the trigger's statement: the application's sessions may have it otherwise."""
    make_customers(schema, rows=5)
    plan = Plan("customers", ("ADD COLUMN made VARCHAR(90)",), columns={"made": expression}, settings=settings())
    assert "[columns] made is not fixed by its row" in refused(schema.target("customers", plan))


def test_what_only_looks_as_if_it_depends_on_the_session_passes(schema: Schema) -> None:
    """A mode or a plain format is given, or it is a text."""
    make_customers(schema, rows=5)
    for expression in ("WEEK(changed, 3)", "DATE_FORMAT(changed, '%Y-%m')", "CONCAT(name, 'WEEK(d)')", "YEARWEEK(changed)"):
        plan = Plan("customers", ("ADD COLUMN made VARCHAR(90)",), columns={"made": expression}, settings=settings())
        check(schema.target("customers", plan), NullReporter())


def test_what_is_computed_is_the_same_in_the_application_s_session(schema: Schema) -> None:
    """However finely that divides, whatever language it speaks, and how it reads patterns."""
    mariadb = schema.kind.value.startswith("mariadb")
    make_customers(schema)
    columns = {"third": "amount / 3", "month": f"DATE_FORMAT(changed, '{'%M' if mariadb else '%m'}')"}
    plan = Plan(
        "customers",
        ("ADD COLUMN third DECIMAL(30,20), ADD COLUMN month VARCHAR(20)",),
        columns=columns,
        where="name REGEXP 'NAME|Name|name'",
        allow=("rows",),
        settings=settings(),
    )
    target = schema.target("customers", plan)
    run(target, [Phase.PREPARE])
    with schema.connect() as application:
        application.execute("SET SESSION div_precision_increment = 12, lc_time_names = 'de_DE', default_week_format = 3")
        if mariadb:
            application.execute("SET SESSION default_regex_flags = 'EXTENDED'")
        application.execute("UPDATE customers SET amount = amount + 1, changed = '2026-03-31 00:00:00' WHERE id % 3 = 0")
        application.execute("INSERT INTO customers (id, name, amount) VALUES (9001, 'name', 10)")
        run(target, [Phase.EXECUTE])
        application.execute("UPDATE customers SET amount = amount + 1 WHERE id % 5 = 0")
    assert run(target, [Phase.VERIFY]).verification == "passed"


def test_a_check_ends_with_what_it_comes_to(schema: Schema) -> None:
    """The strategy, how much there is, what it takes, and all findings again as a list; nothing is summed up twice."""
    make_customers(schema, 50)
    recorder = Recorder()
    findings = check(schema.target("customers", widen()), recorder)
    summary = recorder.events[-1]
    assert isinstance(summary, Checked)
    assert (summary.table, summary.strategy) == (f"{schema.name}.customers", "shadow")
    assert (summary.replicas, summary.unwatched) == (1, 0)
    assert {"name", "amount", "changed"} == set(summary.deferred_indexes)
    assert 0 < summary.rows < 200
    assert summary.disk_bytes == summary.table_bytes >= 16_384
    assert summary.findings == findings == tuple(each.finding for each in recorder.of(Found))
    check(schema.target("customers", Plan("customers", ("ADD COLUMN points INT",))), recorder)
    last = recorder.events[-1]
    assert isinstance(last, Checked)
    assert (last.strategy, last.disk_bytes) == ("metadata", 0)


def test_a_new_column_of_the_key_is_to_be_added_before(schema: Schema) -> None:
    """It is named; a table without any key is told something else."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE labels (id INT PRIMARY KEY)")
        with pytest.raises(Refused) as tenant:
            check(
                schema.target("labels", _plan("ADD shop INT DEFAULT 1, DROP PRIMARY KEY, ADD PRIMARY KEY (shop, id)")),
                Recorder(),
            )
        connection.execute("ALTER TABLE labels DROP PRIMARY KEY")
        with pytest.raises(Refused) as nothing:
            check(schema.target("labels", _plan("ADD number INT AUTO_INCREMENT PRIMARY KEY")), Recorder())
    said = [found.remedy for raised in (tenant, nothing) for found in raised.value.findings if found.check == "copy-key"]
    assert [remedy.partition(", ")[0] for remedy in said] == [
        "Add shop by an alteration of its own first",
        "Make a unique key over NOT NULL columns the primary key",
    ]
