"""Query plans before and with the new definition: what became worse is the verdict, and nothing is run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from onlinealter.engine.stop import StopFlag
from onlinealter.explaining import explainer as explaining
from onlinealter.explaining.explainer import Explainer
from onlinealter.model.errors import UsageFault
from onlinealter.model.exit_codes import ExitCode
from onlinealter.rehearsal.query_looks import Looks
from onlinealter.tables.queries import read_queries
from tests.docs.generate import DOCS
from tests.integration.faults.deeds import wait_until
from tests.integration.rehearsal.candidates import Candidate
from tests.servers import Schema

_QUERIES = """-- the list of customers
SELECT id FROM customers WHERE name = 'name 7';
UPDATE customers SET name = 'spoilt' WHERE name = 'name 8';
DELETE FROM customers WHERE id = 9; # by its key
SELECT id FROM customers WHERE id = 10 FOR UPDATE;
"""


@pytest.fixture
def candidate(schema: Schema) -> Candidate:
    """A marked candidate."""
    found = Candidate(schema)
    found.fill()
    found.mark()
    return found


@pytest.fixture
def queries(tmp_path: Path) -> Path:
    """A file of the application's statements."""
    file = tmp_path / "queries.sql"
    file.write_text(_QUERIES)
    return file


def test_worse_plans_and_thresholds_are_the_verdict(candidate: Candidate, queries: Path, tmp_path: Path) -> None:
    """Two of the queries used the index that goes; the record of that is the baseline of the next."""
    before, record = candidate.as_it_is(), tmp_path / "record.json"
    words = ("dry-run", "--table", "customers", "--alter", "DROP INDEX name", "--against", candidate.dsn)
    first = candidate.call(*words, "--queries", str(queries), "-o", str(record))
    assert first.exit_code == ExitCode.REHEARSAL, first.stderr
    assert first.stdout.startswith("FAILED by a query plan: ")
    assert "[plan-worse]" in first.stderr
    _says_what_became_worse(json.loads(record.read_text())["queries"])
    assert "name 7" not in record.read_text()
    page = candidate.call("report", str(record)).stdout
    assert "2 of 4 queries got a worse plan" in page
    assert "SELECT id FROM customers WHERE name = ?" in page
    limits = [word for each in ("rows_read>100x", "rows_written>0", "seconds>1000x") for word in ("--fail-if", each)]
    second = candidate.call(*words, "--baseline", str(record), *limits, "-o", str(tmp_path / "second.json"))
    assert second.exit_code == ExitCode.REHEARSAL, second.stderr
    assert "1 of 3 thresholds crossed: rows_written>0" in second.stderr
    _is_as_published(tmp_path / "second.json")
    assert candidate.as_it_is() == before


def _says_what_became_worse(queries: list[dict[str, Any]]) -> None:
    found = {each["line"]: each for each in queries}
    assert [line for line, each in found.items() if each["findings"]] == [2, 3]
    assert found[2]["before"]["steps"][0]["index"] == "name"
    assert found[2]["after"]["steps"][0]["access"] in ("ALL", "index")
    assert found[2]["after"]["rows"] >= 10 * found[2]["before"]["rows"]
    assert found[4]["after"]["steps"][0]["index"] == "PRIMARY"


def _is_as_published(record: Path) -> None:
    """By the schema; what the server counts is there, and is not nothing."""
    line = json.loads(record.read_text())
    jsonschema.Draft202012Validator(json.loads((DOCS / "rehearsal.schema.json").read_text())).validate(line)
    counted = {each["name"]: each["value"] for each in line["counters"]}
    assert set(counted) == {"rows_read", "rows_written", "statements", "binlog_bytes"}
    assert all(value > 0 for value in counted.values()), counted
    outcomes = [(each["outcome"], each["reason"]) for each in line["thresholds"]]
    assert outcomes == [("passed", ""), ("crossed", ""), ("passed", "")]


def test_a_query_that_breaks_is_worse(candidate: Candidate) -> None:
    """A column that gets another name is seen by nobody but EXPLAIN; the others keep their plans."""
    looks = Looks(candidate.schema.target("customers"), read_queries(_QUERIES, "queries.sql"), StopFlag())
    looks.before()
    with candidate.schema.connect() as connection:
        connection.execute("ALTER TABLE customers ADD COLUMN note VARCHAR(20)")
        looks.after()
        assert [each.findings for each in looks.told()] == [()] * 4
        connection.execute("ALTER TABLE customers RENAME COLUMN name TO called")
    looks.after()
    broken = [each.line for each in looks.told() if each.findings and "error 1054: Unknown column" in each.findings[0]]
    assert broken == [2, 3]


def test_nothing_is_run_to_see_a_plan(candidate: Candidate) -> None:
    """MariaDB calls a stored function when it plans: one that is seen is refused, one behind a view can't write."""
    target = candidate.schema.target("customers")
    with candidate.schema.connect() as connection:
        connection.run_all(
            [
                "CREATE TABLE traces (n INT)",
                "CREATE FUNCTION traced(n INT) RETURNS INT DETERMINISTIC MODIFIES SQL DATA"
                " BEGIN INSERT INTO traces VALUES (n); RETURN n; END",
                "CREATE VIEW seen AS SELECT * FROM customers WHERE id = traced(3)",
            ]
        )
        before = candidate.as_it_is()
        called = "SELECT * FROM customers WHERE id = traced(1); UPDATE customers SET name = 'x' WHERE id = Traced(2)"
        with pytest.raises(UsageFault) as fault:
            Looks(target, read_queries(called, "queries.sql"), StopFlag()).before()
        assert [each.partition(": ")[2] for each in fault.value.faults] == ["traced() is a stored function"] * 2
        hidden = "SELECT * FROM seen; DELETE FROM seen WHERE name = 'name 3'; UPDATE customers SET name = 'x'"
        with Explainer(target.primary, target.schema) as explainer:
            assert [bool(explainer.explain(query).error) for query in read_queries(hidden, "queries.sql")] == [
                True,
                False,
                False,
            ]
        assert candidate.as_it_is() == before
        assert connection.rows("SELECT * FROM traces") == []


_EXPLAINING = "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE 'EXPLAIN%'"


def test_a_plan_that_takes_too_long_is_given_up(candidate: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits for a lock that somebody holds: the server ends it, or we do where the server doesn't."""
    [query] = read_queries("SELECT * FROM customers", "queries.sql")
    target = candidate.schema.target("customers")
    with candidate.schema.connect() as other:
        other.execute("LOCK TABLES customers WRITE")
        with Explainer(target.primary, target.schema, 1) as explainer:
            assert explainer.explain(query).error in ("error 1205", "error 1969", "error 3024")
        monkeypatch.setattr(explaining, "_SLACK", -27.0)
        with Explainer(target.primary, target.schema, 30) as explainer:
            monkeypatch.setattr(explaining, "_SLACK", 5.0)  # for the session that comes after the lost one
            assert explainer.explain(query).error == "not explained within 30 s"
            other.execute("UNLOCK TABLES")
            assert explainer.explain(query).steps
        wait_until(lambda: other.value(_EXPLAINING) == 0)
