"""The light application: every form of DML, each writer on rows of its own, and a twin that gets the same."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests.benchmarks.application import WRITERS
from tests.benchmarks.light import Form
from tests.benchmarks.shapes import TABLE

_ROWS = 8000


def _statements(folder: Path, number: int, transactions: int = 300) -> list[list[str]]:
    form = Form(random.Random(number), number, _ROWS, folder / f"load-{number}")
    return [form.transaction() for _ in range(transactions)]


def test_every_form_of_dml_is_among_its_statements(tmp_path: Path) -> None:
    """One to five a transaction, and one more where a row is locked before it is changed."""
    transactions = _statements(tmp_path, 3)
    assert {len(each) for each in transactions} >= {1, 2, 3, 4, 5}
    assert max(map(len, transactions)) <= 6
    said = "\n".join(statement for each in transactions for statement in each)
    for form in ("FOR UPDATE", "INSERT INTO", "INSERT IGNORE", "REPLACE", "ON DUPLICATE KEY", "SELECT -", "BETWEEN",
                 "LIMIT 2", "SET id = -", "LOAD DATA", "DELETE FROM"):  # fmt: skip
        assert form in said, form


@pytest.mark.parametrize("number", [0, 3, WRITERS - 1])
def test_a_writer_has_rows_of_its_own(tmp_path: Path, number: int) -> None:
    """By numbers of the filled table, and by those of its new rows: nobody waits for another writer's lock."""
    share = _ROWS // WRITERS
    own = range(number * share + 1, (number + 1) * share + 1)
    for statement in (each for transaction in _statements(tmp_path, number) for each in transaction):
        for found in re.findall(r"\bid = (-?\d+)|BETWEEN (\d+) AND (\d+)", statement):
            for key in (int(text) for text in found if text):
                assert key in own or -(number + 1) * 10_000_000 < key <= -number * 10_000_000, statement


def test_a_row_that_gets_its_number_from_the_server_gets_the_same_in_the_twin(tmp_path: Path) -> None:
    """Only for the twin the number is asked for."""
    form = Form(random.Random(1), 0, _ROWS, tmp_path / "load")
    [statement] = form.insert()
    assert "IF('measured' = 'twin', LAST_INSERT_ID(), NULL)" in statement.format(table=TABLE)


def test_a_loaded_file_has_rows_of_all_columns(tmp_path: Path) -> None:
    """With numbers that no row has yet."""
    form, found = Form(random.Random(2), 1, _ROWS, tmp_path / "load"), list[str]()
    while not any("LOAD DATA" in each for each in found):
        found = form.load()
    [file] = tmp_path.iterdir()
    rows = [line.split(",") for line in file.read_text(encoding="ascii").splitlines()]
    assert [len(row) for row in rows] == [8] * 5
    assert all(int(row[0]) < 0 for row in rows)
