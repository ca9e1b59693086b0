"""The built-in load writes as an application would, is judged by what it met, and is put back."""

from __future__ import annotations

import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.model.exit_codes import ExitCode
from onlinealter.planning import resolved_plan
from onlinealter.sql import quoting
from onlinealter.sql.statement import Statement
from onlinealter.triggers import statements as triggers
from onlinealter.triggers.statements import RowSync
from tests.integration.rehearsal.busy import BusyCandidate
from tests.integration.rehearsal.candidates import Candidate
from tests.servers import Schema

_LOAD = ("--load", "builtin")


@pytest.fixture
def candidate(schema: Schema) -> BusyCandidate:
    """A marked candidate."""
    found = BusyCandidate(schema)
    found.fill()
    found.mark()
    return found


def test_the_load_writes_and_is_put_back(candidate: BusyCandidate, tmp_path: Path) -> None:
    """All kinds of statements, none of which meets an error; rows, AUTO_INCREMENT and names are as before."""
    before = candidate.as_it_is()
    came, found = candidate.rehearse_into(tmp_path / "result.json", *_LOAD)
    assert came.exit_code == 0, came.stderr
    writes = found["writes"]
    assert isinstance(writes, dict)
    assert min(writes["inserts"], writes["updates"], writes["deletes"]) > 5
    assert (writes["errors"], writes["lost"], writes["left_out"]) == ([], 0, [])
    assert writes["longest_wait"] > 0
    assert found["rows_unchanged"] is True
    assert candidate.as_it_is() == before
    assert "INSERTs" in came.stdout
    assert "0 rows lost" in came.stdout


def test_a_trigger_that_misses_updates_is_caught(candidate: BusyCandidate, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the load has updated since it was copied differs, and the verification says so; without the load nobody knows."""
    before = candidate.as_it_is()
    made = triggers._update_body

    def missing(sync: RowSync, to_table: str) -> str:
        """What copies by UPDATE (MariaDB) changes no value, and is not missed."""
        body = made(sync, to_table)
        return body if sync.back else f"IF OLD.name <=> NEW.name THEN {body}; END IF"

    monkeypatch.setattr(triggers, "_update_body", missing)
    assert candidate.rehearse().exit_code == 0
    came = candidate.rehearse(*_LOAD)
    assert came.exit_code == ExitCode.DIFFERENT, came.stderr
    assert "(changed)" in came.stderr
    assert candidate.as_it_is() == before


def test_an_error_that_the_load_does_not_explain_is_the_verdict(
    candidate: BusyCandidate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A trigger that fails the application's DELETEs: every row is right, and the application is not."""
    before = candidate.as_it_is()
    made = triggers._delete_body
    monkeypatch.setattr(triggers, "_delete_body", lambda sync, to: made(sync, to) if sync.back else _failing(sync, to))
    monkeypatch.setattr(resolved_plan, "create_trigger", _that_catches_nothing)
    came, found = candidate.rehearse_into(tmp_path / "result.json", *_LOAD)
    assert came.exit_code == ExitCode.REHEARSAL, came.stderr
    assert came.stdout.startswith("FAILED by the built-in load: ")
    assert "error 1644" in came.stderr
    assert found["verdict"] == "load-failed"
    assert candidate.as_it_is() == before


def test_what_the_tables_own_triggers_would_write_is_not_made(schema: Schema) -> None:
    """A trigger at DELETE writes to another table: no row is inserted, which would have to be deleted again."""
    candidate = Candidate(schema)
    candidate.fill()
    candidate.mark()
    before = candidate.as_it_is()
    came = candidate.rehearse(*_LOAD)
    assert came.exit_code == 0, came.stderr
    assert "load: no INSERT and DELETE: what the table's own triggers would write elsewhere" in came.stdout
    assert "load: 0 INSERTs, " in came.stdout
    assert candidate.as_it_is() == before
    with schema.connect() as connection:
        assert connection.value("SELECT COUNT(*) FROM log") == 0


_MOMENTS = {
    "copying": ("phase-began", "execute"),
    "verifying with faults in the shadow": ("phase-began", "verify"),
    "swapped": ("phase-ended", "cutover"),
    "undoing": ("phase-began", "abort"),
}


@pytest.mark.parametrize("moment", _MOMENTS)
def test_the_next_call_puts_back_what_a_killed_one_wrote(candidate: BusyCandidate, moment: str) -> None:
    """Killed at a named moment: the updated rows have their values again, the inserted ones are gone, faults too."""
    before = candidate.as_it_is()
    ended = candidate.rehearse_until(
        lambda line: (line["event"], line.get("phase")) == _MOMENTS[moment], subprocess.Popen.kill, *_LOAD, "--prove"
    )
    assert ended == -signal.SIGKILL
    left = candidate.as_it_is()
    assert left != before
    assert any(name.endswith("_kept") for name in left[2])
    came = candidate.rehearse()
    assert came.exit_code == 0, came.stderr
    assert "undoing what a rehearsal of customers left" in came.stderr
    assert candidate.as_it_is() == before


def _failing(sync: RowSync, to_table: str) -> str:
    """Silent while the table that it writes to isn't there. Before a swap back this trigger is on the old table already, and
    a DELETE that the reverse trigger makes there would become a row that the old definition refuses.
    """
    there = f"(SELECT COUNT(*) FROM {quoting.table_name(sync.schema, to_table)} WHERE FALSE)"
    return f"BEGIN DECLARE EXIT HANDLER FOR 1146 BEGIN END; SET @there = {there}; SIGNAL SQLSTATE '45000'; END"


def _that_catches_nothing(sync: RowSync, event: str, on_table: str, to_table: str) -> Statement:
    made = triggers.create_trigger(sync, event, on_table, to_table)
    return made if sync.back else replace(made, sql=made.sql.replace("HANDLER FOR SQLEXCEPTION, 1265", "HANDLER FOR 1265"))
