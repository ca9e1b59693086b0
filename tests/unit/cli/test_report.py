"""``online-alter report`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onlinealter.cli.group import online_alter
from onlinealter.model.exit_codes import ExitCode
from onlinealter.report.markdown_page import MARKER
from onlinealter.report.masking import MASKED
from tests.unit.report.record_samples import line_of


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """The file of a rehearsal."""
    file = tmp_path / "record.json"
    file.write_text(json.dumps(line_of()))
    return file


def _call(*words: object) -> Result:
    return CliRunner().invoke(online_alter, ["report", *map(str, words)], prog_name="online-alter", catch_exceptions=False)


def test_the_page_goes_to_stdout_or_to_a_file(record: Path, tmp_path: Path) -> None:
    """The same text, with keys masked."""
    shown = _call(record)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("<!DOCTYPE html>")
    assert MASKED in shown.stdout
    page = tmp_path / "report.html"
    written = _call(record, "-o", page)
    assert (written.exit_code, written.stdout) == (0, "")
    assert page.read_text() == shown.stdout


def test_keys_are_shown_where_they_are_asked_for(record: Path) -> None:
    """In each form."""
    for form in ((), ("--markdown",), ("--json",)):
        assert "id=4711" not in _call(record, *form).stdout
        assert "id=4711" in _call(record, *form, "--show-keys").stdout


def test_the_other_forms_and_anonymity(record: Path) -> None:
    """Markdown, and the record itself."""
    assert _call(record, "--markdown").stdout.startswith(MARKER)
    assert json.loads(_call(record, "--json", "--show-keys").stdout) == line_of()
    assert "app1" in _call(record, "--markdown").stdout
    assert "app1" not in _call(record, "--markdown", "--anonymous").stdout


def test_wrong_words_are_refused(record: Path, tmp_path: Path) -> None:
    """Two forms at once, no record, no place to write to."""
    both = _call(record, "--markdown", "--json")
    assert both.exit_code == ExitCode.USAGE
    assert "--markdown and --json are given" in both.stderr
    other = tmp_path / "other.json"
    other.write_text("{}")
    assert _call(other).exit_code == ExitCode.USAGE
    unwritable = _call(record, "-o", tmp_path / "missing" / "report.html")
    assert unwritable.exit_code == ExitCode.USAGE
    assert "can't be written: No such file or directory" in unwritable.stderr
