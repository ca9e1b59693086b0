"""A run takes what was expected of it: from a tenth of the rows, and from all, for five shapes of tables."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integration.rehearsal.candidates import Candidate
from tests.servers import Schema

_ROWS = 400_000
_TEXT = "LEFT(SHA2(CONCAT('{0}', i), 256), 40)"


@dataclass(frozen=True)
class _Shape:
    """A table, how its rows follow from a number, its alteration, and how many there are."""

    name: str
    columns: str
    values: str
    alter: str
    rows: int = _ROWS


_FEW = f"i, {_TEXT.format('a')}, {_TEXT.format('b')}, i % 1000, '2026-01-01' + INTERVAL i SECOND"
_COLUMNS = "id INT PRIMARY KEY, name VARCHAR(60), note VARCHAR(100), n INT, at DATETIME"
_SHAPES = (
    _Shape("one index", f"{_COLUMNS}, KEY a (name)", _FEW, "MODIFY n BIGINT NOT NULL"),
    _Shape(
        "five indexes",
        f"{_COLUMNS}, KEY a (name), KEY b (note, n), KEY c (n), KEY d (at), KEY e (note(10))",
        _FEW,
        "MODIFY n BIGINT NOT NULL",
    ),
    _Shape(
        "wide rows",
        "id INT PRIMARY KEY, doc TEXT, n INT",
        "i, CONCAT(" + ", ".join(f"SHA2(i + {at}, 512)" for at in range(12)) + "), i",
        "MODIFY n BIGINT NOT NULL",
        _ROWS // 5,
    ),
    _Shape(
        "composite key",
        "shop INT, day DATE, no INT, name VARCHAR(60), n INT, PRIMARY KEY (shop, day, no), KEY a (name)",
        f"i % 50, '2026-01-01' + INTERVAL i % 700 DAY, i, {_TEXT.format('a')}, i",
        "MODIFY n BIGINT NOT NULL",
    ),
    _Shape("an index by itself", _COLUMNS, _FEW, "ADD INDEX by_name (name)"),
)


def _fill(schema: Schema, shape: _Shape, *, tenth: bool) -> None:
    """All rows, or each tenth range of a thousand."""
    digits = " CROSS JOIN ".join(f"(SELECT {10**at} * d AS n{at} FROM digits) AS t{at}" for at in range(6))
    number = " + ".join(f"n{at}" for at in range(6))
    some = " AND i DIV 1000 % 10 = 3" if tenth else ""
    with schema.connect() as connection:
        connection.execute("DROP TABLE IF EXISTS numbers, digits, orders")
        connection.execute("CREATE TABLE digits (d INT)")
        connection.execute("INSERT INTO digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)")
        connection.execute(f"CREATE TABLE orders ({shape.columns})")
        rows = f"SELECT {number} AS i FROM {digits}"
        connection.execute(
            f"INSERT INTO orders SELECT {shape.values} FROM ({rows}) AS all_numbers WHERE i < {shape.rows}{some}"
        )
        connection.rows("ANALYZE TABLE orders")


@pytest.mark.statistical
@pytest.mark.parametrize("shape", _SHAPES, ids=[shape.name for shape in _SHAPES])
def test_the_run_lies_within_the_range(schema: Schema, tmp_path: Path, shape: _Shape) -> None:
    """And the range is no wider than a quarter in time, a tenth in bytes, up and down."""
    candidate, plan = Candidate(schema), tmp_path / "plan.toml"
    plan.write_text(f'table = "{schema.name}.orders"\nalter = "{shape.alter}"\n')
    candidate.mark()
    records = [tmp_path / "tenth.json", tmp_path / "whole.json"]
    for record in records:
        _fill(schema, shape, tenth=record is records[0])
        came = candidate.call("dry-run", str(plan), "--against", candidate.dsn, "-o", str(record))
        assert came.exit_code == 0, came.stderr
    estimates: list[dict[str, Any]] = []
    for given in (records[:1], records[1:], records):
        words = [word for record in given for word in ("--rehearsal", str(record))]
        came = candidate.call("check", str(plan), "--dsn", candidate.dsn, *words)
        assert came.exit_code == 0, came.stderr
        estimates.append(json.loads((tmp_path / "plan.estimate.json").read_text()))
    came = candidate.call("run", str(plan), "--dsn", candidate.dsn, "--yes", "--cleanup")
    assert came.exit_code == 0, came.stderr
    (judged,) = json.loads(candidate.call("estimate", "--accuracy", "--dsn", candidate.dsn, "--json").stdout)
    wrong = []
    for estimate in estimates:
        for amount, widest in (("seconds", 0.25), ("disk_bytes", 0.1), ("binlog_bytes", 0.1)):
            low, high, truth = estimate[amount]["low"], estimate[amount]["high"], judged[amount]
            if amount == "binlog_bytes" and truth < 1_000_000:
                continue  # no row is copied
            if not low <= truth <= high or (high - low) / (high + low) > widest + 0.001:
                wrong.append((estimate["source"], amount, low, truth, high))
    assert not wrong, "\n".join(map(str, wrong))
