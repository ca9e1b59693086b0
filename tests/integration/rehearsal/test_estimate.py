"""What a check expects, a rehearsal measures, and a run comes to."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema

from onlinealter.engine.history import read_history
from onlinealter.model.estimate import Grade
from onlinealter.model.exit_codes import ExitCode
from onlinealter.model.measured import Part
from tests.docs.generate import DOCS
from tests.integration.rehearsal.candidates import Candidate
from tests.servers import Schema

_ROWS = 2000
_PARTS = [Part.COPY, Part.CUTOVER, Part.INDEXES, Part.PREPARE, Part.SETTLE, Part.VERIFY]


def _fill(schema: Schema) -> None:
    """Rows of many types, with values that are long, short and missing."""
    with schema.connect() as connection:
        connection.execute(
            "CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(80), town CHAR(20), price DECIMAL(12,2),"
            " at DATETIME(3), kind ENUM('a','b'), note TEXT CHARACTER SET latin1, amount DOUBLE, KEY by_name (name))"
        )
        connection.execute(
            "INSERT INTO orders (name, town, price, at, kind, note, amount) WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL"
            " SELECT i + 1 FROM n WHERE i < 900) SELECT CONCAT('name ', SHA2(i, 256)), IF(i % 3, 'Ulm', NULL), i / 7,"
            " '2026-01-01', 'b', REPEAT('x', i % 200), i FROM n"
        )
        connection.execute("INSERT INTO orders (name, note) SELECT name, note FROM orders")
        connection.execute(f"INSERT INTO orders (price) SELECT price FROM orders LIMIT {_ROWS - 1800}")


def _plan(schema: Schema, folder: Path) -> Path:
    file = folder / "price.toml"
    text = f'table = "{schema.name}.orders"\nalter = "MODIFY price DECIMAL(14,3)"\n[settings]\n'
    file.write_text(text + "compress_binlog = false\n")
    return file


def test_an_estimate_from_the_check_to_the_truth(schema: Schema, tmp_path: Path) -> None:
    """By the facts, by a rehearsal, and held against the run; its file fits the published schema and tells no names."""
    _fill(schema)
    candidate, plan = Candidate(schema), _plan(schema, tmp_path)
    assert candidate.call("estimate", str(plan)).exit_code == ExitCode.USAGE  # there is none yet
    came = candidate.call("check", str(plan), "--dsn", candidate.dsn)
    assert (came.exit_code, "estimate (E, from the table's facts alone)" in came.stderr) == (0, True), came.stderr
    line = json.loads((tmp_path / "price.estimate.json").read_text())
    jsonschema.Draft202012Validator(json.loads((DOCS / "estimate.schema.json").read_text())).validate(line)
    assert not {schema.name, "orders", candidate.schema.primary.password} & set(json.dumps(line).split('"'))
    assert (line["table"]["rows"], line["table"]["counted"]) == (_ROWS, True)
    by_facts = line["binlog_bytes"]

    candidate.mark()
    record = tmp_path / "record.json"
    came = candidate.call("dry-run", str(plan), "--against", candidate.dsn, "-o", str(record))
    assert came.exit_code == 0, came.stderr
    rehearsed = json.loads(record.read_text())
    measured = rehearsed["measured"]
    assert (measured["rows"], measured["whole"], measured["indexes"]) == (_ROWS, True, 1)
    assert sorted(each["part"] for each in measured["stretches"]) == _PARTS
    assert "strategy = shadow, as production's estimate has it" in rehearsed["notes"]

    came = candidate.call("check", str(plan), "--dsn", candidate.dsn, "--rehearsal", str(record), "--json")
    (line,) = [each for each in map(json.loads, came.stdout.splitlines()) if each["event"] == "estimated"]
    assert (line["estimate"]["grade"], line["estimate"]["source"]) == (Grade.COMPARED, f"rehearsal of {_ROWS:,} rows")
    came = candidate.call("run", str(plan), "--dsn", candidate.dsn, "--yes", "--cleanup")
    assert came.exit_code == 0, came.stderr
    (past,) = read_history(replace(schema.target("orders"), replicas=()))
    assert past.measured.binlog_bytes is not None
    assert by_facts["low"] <= past.measured.binlog_bytes <= by_facts["high"]
    (judged,) = json.loads(candidate.call("estimate", "--accuracy", "--dsn", candidate.dsn, "--json").stdout)
    assert (judged["run"], judged["grade"], judged["within"]["disk"]) == (past.run, Grade.COMPARED, True)
    assert "grade       C:" in candidate.call("estimate", str(plan)).stdout
