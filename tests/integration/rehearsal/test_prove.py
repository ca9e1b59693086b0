"""Planted faults: the verification finds each, or the rehearsal fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.checksums import statements as checksums
from onlinealter.checksums.comparable import row_digest
from onlinealter.model.exit_codes import ExitCode
from onlinealter.mysql.server import Server
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.expression import RowName
from onlinealter.tables.own_values import OwnValue
from tests.integration.rehearsal.busy import BusyCandidate
from tests.servers import Schema

_OF_ROWS = ["missing row", "stale row", "surplus row"]
_COLUMNS = {
    "code", "name", "mood", "tags", "born", "balance", "picture", "weight", "region", "seen", "changed", "note",
}  # fmt: skip


@pytest.fixture
def candidate(schema: Schema) -> BusyCandidate:
    """A marked candidate."""
    found = BusyCandidate(schema)
    found.fill()
    found.mark()
    return found


@pytest.mark.parametrize("load", [(), ("--load", "builtin")], ids=["idle", "under load"])
def test_each_planted_fault_is_found_and_mended(candidate: BusyCandidate, tmp_path: Path, load: tuple[str, ...]) -> None:
    """One of each kind, and a changed value in every column; then the rehearsal goes on to its end."""
    before = candidate.as_it_is()
    came, found = candidate.rehearse_into(tmp_path / "result.json", "--prove", *load)
    assert came.exit_code == 0, came.stderr
    faults = found["faults"]
    assert isinstance(faults, list)
    assert sorted(each["kind"] for each in faults if not each["column"]) == _OF_ROWS
    assert {each["column"] for each in faults if each["column"]} == _COLUMNS
    assert {each["outcome"] for each in faults} == {"found"}
    assert (found["differences"], found["notes"]) == (0, [])
    assert f"planted faults: {len(faults)} of {len(faults)} found" in came.stdout
    assert candidate.as_it_is() == before


def test_a_comparison_that_skips_a_column_is_caught(
    candidate: BusyCandidate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The fault in that column is named; the others were found."""

    def skipping(
        columns: ColumnMap, server: Server, row: RowName, *, of_shadow: bool, own: tuple[OwnValue, ...] = ()
    ) -> str:
        fewer = replace(columns, columns=tuple(each for each in columns.columns if each.target.name != "balance"))
        return row_digest(fewer, server, row, of_shadow=of_shadow, own=own)

    before = candidate.as_it_is()
    monkeypatch.setattr(checksums, "row_digest", skipping)
    assert candidate.rehearse().exit_code == 0  # nobody notices
    came, found = candidate.rehearse_into(tmp_path / "result.json", "--prove", "--load", "builtin")
    assert came.exit_code == ExitCode.REHEARSAL, came.stderr
    assert came.stdout.startswith("FAILED by a planted fault: ")
    assert "did not find 1 of 15 planted faults: changed value in column balance at id=" in came.stderr
    assert found["verdict"] == "fault-missed"
    assert candidate.as_it_is() == before


def test_a_comparison_that_overlooks_rows_is_caught(candidate: BusyCandidate, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that only counts: a missing row and one too many make the same number."""
    before = candidate.as_it_is()
    monkeypatch.setattr(checksums, "compare", checksums.count_rows)
    came = candidate.rehearse("--prove")
    assert came.exit_code == ExitCode.REHEARSAL, came.stderr
    assert "did not find 15 of 15 planted faults: surplus row at id=" in came.stderr
    assert candidate.as_it_is() == before


def test_too_few_rows_to_plant_in_are_refused(candidate: BusyCandidate) -> None:
    """What proves nothing doesn't pass."""
    with candidate.schema.connect() as connection:
        connection.run_all(["DELETE FROM orders", "DELETE FROM customers WHERE id > 102"])
    before = candidate.as_it_is()
    came = candidate.rehearse("--prove")
    assert came.exit_code == ExitCode.REFUSED, came.stderr
    assert "--prove finds 3 rows of customers to plant faults in, and needs 4" in came.stderr
    assert candidate.as_it_is() == before


def test_without_a_shadow_nothing_is_planted(candidate: BusyCandidate) -> None:
    """The server's own ALTER: the result says so."""
    words = ("--table", "customers", "--alter", "ADD COLUMN note VARCHAR(20)", "--against", candidate.dsn)
    came = candidate.call("dry-run", *words, "--prove", "--load", "builtin")
    assert came.exit_code == 0, came.stderr
    assert "note: no faults were planted: the server makes this change itself" in came.stdout
