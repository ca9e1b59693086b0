"""The application's statements on production: what became worse is said before anything is copied, and before the swap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.engine.alteration import advance, check
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.events import Event, Found, Swapped
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import Plan, Settings, Strategy, VerifyOn, WorseQueries
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.servers import Schema

_QUERIES = """SELECT id FROM customers WHERE name = 'spoilt 7';
UPDATE customers SET name = 'spoilt' WHERE customers.name = 'name 8';
SELECT * FROM customers FORCE INDEX (name) WHERE name = 'name 9';
SELECT * FROM seen WHERE name = 'name 10';
SELECT id FROM customers WHERE id = 11 FOR UPDATE;
SELECT id FROM customers WHERE id IN (SELECT other.id FROM customers AS other WHERE other.name = 'name 12');
SELECT EXTRACT(YEAR FROM customers) FROM customers WHERE id > 12;
SELECT * FROM customers WHERE code = 13
"""
_TO_VERIFIED = (Phase.PREPARE, Phase.EXECUTE, Phase.VERIFY)


class _Told:
    """The findings that were reported, and the swaps."""

    def __init__(self) -> None:
        self.findings = list[Finding]()
        self.swapped = list[Swapped]()

    def report(self, event: Event) -> None:
        if isinstance(event, Found) and event.finding.check == "queries":
            self.findings.append(event.finding)
        self.swapped += [event] if isinstance(event, Swapped) else []


@pytest.fixture
def connection(schema: Schema) -> Iterator[Connection]:
    """A table of some hundred rows, a view of it, and a trace of what is done to it."""
    with schema.connect() as found:
        found.run_all(
            [
                "CREATE TABLE customers (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20), code VARCHAR(20),"
                " customers DATE,"
                " KEY (name), KEY (code)) ENGINE=InnoDB",
                "INSERT INTO customers (name, code) WITH RECURSIVE n AS"
                " (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT CONCAT('name ', i), i FROM n",
                "CREATE VIEW seen AS SELECT * FROM customers",
                "ANALYZE TABLE customers",
            ]
        )
        yield found


def _target(schema: Schema, tmp_path: Path, alter: str, text: str = _QUERIES) -> Target:
    file = tmp_path / "customers.queries.sql"
    file.write_text(text)
    chosen = Settings(strategy=Strategy.SHADOW, workers=1, verify_on=VerifyOn.PRIMARY)
    return replace(schema.target("customers", Plan("customers", (alter,), settings=chosen)), replicas=(), queries=file)


def _refusing(target: Target) -> Target:
    assert target.plan is not None
    settings = replace(target.plan.settings, worse_queries=WorseQueries.REFUSE)
    return replace(target, plan=replace(target.plan, settings=settings))


def _lines(findings: list[Finding], severity: Severity = Severity.WARNING) -> list[str]:
    return [finding.message.partition(":")[0] for finding in findings if finding.severity is severity]


def test_an_index_that_goes_is_seen_before_the_copy_and_before_the_swap(
    schema: Schema, connection: Connection, tmp_path: Path
) -> None:
    """An empty table shows which index no longer fits; the shadow also how many rows are read. Nothing is run."""
    target, told = _target(schema, tmp_path, "DROP INDEX name"), _Told()
    check(target, told)
    [first, *_, note] = told.findings
    assert _lines(told.findings)[:3] == ["line 1", "line 2", "line 3"]
    assert "customers is read by ref (name), for which the new definition has no index: SELECT id FROM" in first.message
    assert "spoilt" not in "".join(finding.message for finding in told.findings)
    assert "line 4: it doesn't name customers" in note.message
    advance(target, _TO_VERIFIED, _Told(), StopFlag(), Choices())
    refusing, told = _refusing(target), _Told()
    with pytest.raises(Refused, match="not swapped: 4 findings about the application's statements"):
        advance(refusing, (Phase.CUTOVER,), told, StopFlag(), Choices())
    with pytest.raises(Refused, match="not swapped: 1 finding"):  # by the table's name alone the file isn't found
        advance(replace(refusing, queries=None), (Phase.CUTOVER,), told, StopFlag(), Choices())
    assert told.swapped == []
    advance(target, (Phase.CUTOVER,), told, StopFlag(), Choices())
    assert len(told.swapped) == 1
    assert _lines(told.findings) == ["line 1", "line 2", "line 3", "line 6"]
    assert "customers was read by ref (name), now by" in told.findings[0].message
    assert "it reads about 500 rows, before 1" in told.findings[0].message
    note = told.findings[-1]
    assert note.message.startswith("6 of 8 statements explained over the original and the copy. Not compared: line 4: ")
    assert "line 7: error 1054" in note.message  # another name has come into it where a column was meant
    assert connection.value("SELECT COUNT(*) FROM customers WHERE name LIKE 'spoilt%'") == 0


def test_a_plan_may_refuse_what_is_worse(schema: Schema, connection: Connection, tmp_path: Path) -> None:
    """Before anything is made."""
    refusing = _refusing(_target(schema, tmp_path, "DROP INDEX name"))
    for attempt in (check, lambda target, told: advance(target, _TO_VERIFIED, told, StopFlag(), Choices())):
        with pytest.raises(Refused) as refused:
            attempt(refusing, _Told())
        assert _lines(list(refused.value.findings), Severity.REFUSAL)[:2] == ["line 1", "line 2"]
    assert connection.rows("SHOW TABLES LIKE '%customers_%'") == []


@pytest.mark.usefixtures("connection")
def test_what_stays_good_is_not_said(schema: Schema, tmp_path: Path) -> None:
    """What a new name breaks is; a file that can't be read as queries is a usage fault."""
    told = _Told()
    check(_target(schema, tmp_path, "ADD COLUMN note INT"), told)
    assert _lines(told.findings) == []
    told = _Told()
    changed = "SELECT * FROM customers WHERE code = 'x';\nSELECT * FROM customers WHERE name = 'y'"
    check(_target(schema, tmp_path, "RENAME COLUMN code TO codes", changed), told)
    assert _lines(told.findings) == ["line 1"]
    assert "it fails with the new definition: error 1054: Unknown column 'code'" in told.findings[0].message
    with pytest.raises(UsageFault, match="statements that are not explained"):
        check(_target(schema, tmp_path, "ADD COLUMN note INT", "DROP TABLE customers"), _Told())
