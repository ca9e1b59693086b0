"""What a command tells, added to a file."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from onlinealter.cli.exits import reporting, run_command_line
from onlinealter.cli.fleet import fleet_reporting
from onlinealter.cli.options import OutputOptions
from onlinealter.cli.passwords import remember_password
from onlinealter.model.errors import Blocked
from onlinealter.model.event_log import EventLog
from onlinealter.model.events import Notice
from onlinealter.model.exit_codes import ExitCode

_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[+-]\d\d:\d\d ")


def _told(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert all(map(_TIME.match, lines)), lines
    return [_TIME.sub("", line) for line in lines]


@pytest.mark.parametrize("options", [OutputOptions(), OutputOptions(quiet=True), OutputOptions(json=True)])
def test_whatever_is_shown_is_told_in_the_file(tmp_path: Path, options: OutputOptions) -> None:
    """Added to what is there, and only its owner may read it."""
    file = tmp_path / "run.log"
    for told in ("first", "second"):
        with reporting(OutputOptions(options.json, options.quiet, file)) as output:
            output.report(Notice(told))
    assert _told(file) == ["first", "second"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_programs_are_told_what_they_always_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the run and its shard, as a log of events has them."""
    with reporting(OutputOptions(json=True, log_file=tmp_path / "run.log")) as output:
        log = EventLog("db1/shop")
        log.listen(output)  # type: ignore[arg-type]  # it takes envelopes
        log.report(Notice("first"))
    assert json.loads(capsys.readouterr().out)["shard"] == "db1/shop"
    assert _told(tmp_path / "run.log") == ["first"]


def test_a_shards_lines_have_its_name(tmp_path: Path) -> None:
    """All shards are told of in one file."""
    with fleet_reporting(OutputOptions(quiet=True, log_file=tmp_path / "run.log")) as output:
        output.of("eu-1").report(Notice("first"))
        output.of("eu-2").report(Notice("second"))
    assert _told(tmp_path / "run.log") == ["eu-1  first", "eu-2  second"]


def test_no_password_gets_into_the_file(tmp_path: Path) -> None:
    """However it got into a text."""
    remember_password("s3cr3t-of-the-log")
    with reporting(OutputOptions(quiet=True, log_file=tmp_path / "run.log")) as output:
        output.report(Notice("it says s3cr3t-of-the-log"))
        output.error(Blocked("denied with s3cr3t-of-the-log", remedy="Try again."))
    assert _told(tmp_path / "run.log")[:2] == ["it says …", "error    denied with … [blocked]"]


def test_a_command_that_fails_says_so_in_its_log(tmp_path: Path) -> None:
    """As on the terminal."""
    file = tmp_path / "run.log"
    words = ["run", "--log-file", str(file), "--yes", "--table", "t", "--alter", "FORCE", "--dsn", "mysql://u@127.0.0.1:1"]
    assert run_command_line(words) == ExitCode.USAGE
    assert _told(file)[0] == "error    the schema is not named [usage]"


def test_a_file_that_cannot_be_written_is_told_before_anything_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A night's run isn't begun without its log."""
    words = ["run", "--log-file", str(tmp_path / "none" / "run.log"), "--yes", "--table", "t", "--alter", "FORCE"]
    assert run_command_line(words) == ExitCode.USAGE
    assert "run.log can't be written: No such file or directory" in capsys.readouterr().err
