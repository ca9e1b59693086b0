"""A rehearsal plays everything, and leaves the candidate as it was."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest

from onlinealter.model.exit_codes import ExitCode
from onlinealter.rehearsal import statements
from tests.integration.rehearsal.candidates import Candidate
from tests.servers import Schema


@pytest.fixture
def candidate(schema: Schema) -> Candidate:
    """A marked candidate."""
    found = Candidate(schema)
    found.fill()
    found.mark()
    return found


def test_every_phase_is_played_and_undone(candidate: Candidate, tmp_path: Path) -> None:
    """Tests see the old definition, the new one, and the old one again; the table, its rows and all names are as before."""
    before, result = candidate.as_it_is(), tmp_path / "result.json"
    seen = tmp_path / "seen"
    text = (
        "import os\n"
        f"open({str(seen)!r}, 'a').write(' '.join(os.environ['ONLINE_ALTER_' + name] for name in"
        " ('MOMENT', 'DATABASE', 'TABLE', 'PORT')) + '\\n')\n"
    )
    came = candidate.rehearse("--test", candidate.write_test(tmp_path, text), "-o", str(result))
    assert came.exit_code == 0, came.stderr
    assert came.stdout.startswith("PASSED: ")
    assert candidate.as_it_is() == before
    found = json.loads(result.read_text())
    assert found["rows_unchanged"] is True
    assert (found["rows_before"], found["differences"]) == (500, 0)
    played = [(each["phase"], each["on"] == "customers") for each in found["phases"] if each["outcome"] == "done"]
    to_swap = ("prepare", "execute", "verify", "cutover")
    assert played == [
        *((phase, True) for phase in (*to_swap, "rollback", "verify", "cutover", "rollback")),
        *((phase, False) for phase in (*to_swap, "cleanup")),
        ("abort", True),
    ]
    place = f"{candidate.schema.name} customers {candidate.schema.primary.port}"
    assert seen.read_text().splitlines() == [f"{moment} {place}" for moment in ("before", "swapped", "rolled-back")]


def test_a_test_that_fails_after_the_swap_is_the_verdict(candidate: Candidate, tmp_path: Path) -> None:
    """Its output is shown, and the candidate is as it was."""
    before = candidate.as_it_is()
    text = (
        "import os, sys\nprint('the form is broken')\nsys.exit(3 if os.environ['ONLINE_ALTER_MOMENT'] == 'swapped' else 0)\n"
    )
    came = candidate.rehearse("--test", candidate.write_test(tmp_path, text))
    assert came.exit_code == ExitCode.REHEARSAL, came.stderr
    assert came.stdout.startswith("FAILED by a test: ")
    assert "the form is broken" in came.stderr
    assert candidate.as_it_is() == before


def test_what_others_write_meanwhile_is_kept_and_told(candidate: Candidate, tmp_path: Path) -> None:
    """A row that comes while the new definition is in front is there afterwards."""
    primary = candidate.schema.primary
    text = (
        "import os, mysql.connector\n"
        f"c = mysql.connector.connect(host={primary.host!r}, port={primary.port}, user={primary.user!r},"
        f" password={primary.password!r}, database={candidate.schema.name!r}, ssl_disabled=True, autocommit=True)\n"
        "c.cursor().execute('INSERT INTO customers (name) VALUES (%s)', (os.environ['ONLINE_ALTER_MOMENT'],))\n"
    )
    came = candidate.rehearse("--test", candidate.write_test(tmp_path, text))
    assert came.exit_code == 0, came.stderr
    assert "500 before, 503 after" in came.stdout
    with candidate.schema.connect() as connection:
        names = connection.rows("SELECT name FROM customers WHERE name NOT LIKE 'name%' ORDER BY id")
    assert names == [("before",), ("swapped",), ("rolled-back",)]


def test_a_load_writes_beside(candidate: Candidate, tmp_path: Path) -> None:
    """From before prepare until the last phase; no write of it fails, and none is lost."""
    primary, written = candidate.schema.primary, tmp_path / "written"
    text = (
        "import time, mysql.connector\n"
        f"c = mysql.connector.connect(host={primary.host!r}, port={primary.port}, user={primary.user!r},"
        f" password={primary.password!r}, database={candidate.schema.name!r}, ssl_disabled=True, autocommit=True)\n"
        "while True:\n"
        "    c.cursor().execute('INSERT INTO customers (name) VALUES (%s)', ('load',))\n"
        f"    open({str(written)!r}, 'a').write('.')\n"
        "    time.sleep(0.02)\n"
    )
    came = candidate.rehearse("--load", candidate.write_test(tmp_path, text))
    assert came.exit_code == 0, came.stderr
    assert "load: ran beside for" in came.stdout
    assert "ended by itself" not in came.stdout
    told = len(written.read_text())
    with candidate.schema.connect() as connection:
        found = connection.value("SELECT COUNT(*) FROM customers WHERE name = 'load'")
    assert found in (told, told + 1)  # one may have been written when the load was ended, before it could tell


def test_a_journal_that_was_there_before_stays(candidate: Candidate) -> None:
    """An earlier run's record is the operator's; the rehearsal's own are gone."""
    words = ("--dsn", candidate.dsn, "--table", "log", "--alter", "ADD COLUMN why INT", "--set", "strategy=shadow")
    assert candidate.call("run", *words, "--yes", "--until", "clean").exit_code == 0
    before = candidate.as_it_is()
    came = candidate.rehearse()
    assert came.exit_code == 0, came.stderr
    assert candidate.as_it_is() == before
    with candidate.schema.connect() as connection:
        assert connection.rows("SELECT table_name FROM _oa_run") == [("log",)]
        assert connection.rows("SELECT COUNT(*) FROM _oa_ledger WHERE run NOT IN (SELECT id FROM _oa_run)") == [(0,)]


def test_a_plan_that_does_not_fit_the_empty_table_is_played_without_cleanup(candidate: Candidate) -> None:
    """A table made LIKE another has no foreign keys; the result says what was left out."""
    with candidate.schema.connect() as connection:
        connection.execute("CREATE TABLE regions (id INT PRIMARY KEY)")
        connection.execute(
            "ALTER TABLE customers ADD region INT, ADD CONSTRAINT lives_in FOREIGN KEY (region) REFERENCES regions (id)"
        )
    before = candidate.as_it_is()
    words = ("--table", "customers", "--alter", "DROP FOREIGN KEY lives_in", "--against", candidate.dsn)
    came = candidate.call("dry-run", *words)
    assert came.exit_code == 0, came.stderr
    assert "note: cleanup was not played" in came.stdout
    assert candidate.as_it_is() == before


def test_an_instant_change_is_rehearsed_as_such(candidate: Candidate) -> None:
    """The server's own ALTER there and back, twice."""
    before = candidate.as_it_is()
    words = ("--table", "customers", "--alter", "ADD COLUMN note VARCHAR(20)", "--against", candidate.dsn)
    came = candidate.call("dry-run", *words)
    assert came.exit_code == 0, came.stderr
    assert candidate.as_it_is() == before


def test_a_change_that_only_a_copy_undoes_is_rehearsed_by_a_copy(candidate: Candidate) -> None:
    """The server makes a VARCHAR longer at once, and shorter never."""
    before = candidate.as_it_is()
    words = ("--table", "customers", "--alter", "MODIFY name VARCHAR(40)", "--against", candidate.dsn)
    came = candidate.call("dry-run", *words)
    assert came.exit_code == 0, came.stderr
    assert "the rehearsal copied the rows" in came.stdout
    assert candidate.as_it_is() == before


def test_a_note_that_nobody_here_has_written_is_not_followed(candidate: Candidate) -> None:
    """Whoever may write rows gains nothing by it."""
    with candidate.schema.connect() as connection:
        connection.execute("CREATE TABLE payments (id INT PRIMARY KEY)")
        connection.execute(statements.create_rehearsal(candidate.schema.name))
        values = ["customers", "payments", "", 1, "2026-01-01 00:00:00", "{}"]
        connection.execute(statements.write_rehearsal(candidate.schema.name), values)
        came = candidate.rehearse()
        assert came.exit_code == ExitCode.CHANGED
        assert "a rehearsal of 'customers' that this user on this machine didn't begin" in came.stderr
        assert connection.rows("SHOW TABLES LIKE 'payments'")


_FORGED = {
    "table_name": "'orders'",
    "stand_in": "'payments'",
    "plan_digest": "'another'",
    "journal_before": "1 - journal_before",
    "began_at": "began_at - INTERVAL 1 YEAR",
    "snapshot": "REPLACE(snapshot, 'customers', 'orders')",
}


def test_a_note_that_was_changed_is_not_followed(candidate: Candidate) -> None:
    """Whatever in it; put right again, it is."""
    before = candidate.as_it_is()
    candidate.rehearse_until(
        lambda line: (line["event"], line.get("phase")) == ("phase-ended", "cutover"), subprocess.Popen.kill
    )
    with candidate.schema.connect() as connection:
        connection.execute("CREATE TABLE kept SELECT * FROM _oa_rehearsal")
        for column, forged in _FORGED.items():
            connection.execute(f"UPDATE _oa_rehearsal SET {column} = {forged}")
            left = candidate.as_it_is()
            came = candidate.rehearse()
            assert came.exit_code == ExitCode.CHANGED, f"{column}: {came.stderr}"
            assert candidate.as_it_is() == left, column
            connection.run_all(["DELETE FROM _oa_rehearsal", "INSERT INTO _oa_rehearsal SELECT * FROM kept"])
        connection.execute("DROP TABLE kept")
    came = candidate.rehearse()
    assert came.exit_code == 0, came.stderr
    assert candidate.as_it_is() == before


_MOMENTS = {
    "copying": ("phase-began", "execute", 1),
    "swapped": ("phase-ended", "cutover", 1),
    "cleaning the stand-in": ("phase-began", "cleanup", 1),
    "undoing": ("phase-began", "abort", 1),
}


@pytest.mark.parametrize("moment", _MOMENTS)
def test_the_next_call_undoes_what_a_killed_one_left(candidate: Candidate, moment: str) -> None:
    """Killed at a named moment; the next rehearsal takes that away first, and passes."""
    before, (event, phase, number) = candidate.as_it_is(), _MOMENTS[moment]
    left = [number]

    def is_there(line: dict[str, object]) -> bool:
        left[0] -= (line["event"], line.get("phase")) == (event, phase)
        return not left[0]

    assert candidate.rehearse_until(is_there, subprocess.Popen.kill) == -signal.SIGKILL
    assert "_oa_rehearsal" in candidate.as_it_is()[2]
    came = candidate.rehearse()
    assert came.exit_code == 0, came.stderr
    assert "undoing what a rehearsal of customers left" in came.stderr
    assert candidate.as_it_is() == before


def test_ctrl_c_undoes_at_once(candidate: Candidate) -> None:
    """The process ends when the candidate is as it was."""
    before = candidate.as_it_is()
    ended = candidate.rehearse_until(
        lambda line: (line["event"], line.get("phase")) == ("phase-ended", "cutover"),
        lambda process: process.send_signal(signal.SIGINT),
    )
    assert ended == ExitCode.INTERRUPTED
    assert candidate.as_it_is() == before
