"""Passwords stay out of sight."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import setproctitle

from onlinealter.cli.passwords import hide_passwords, redacted


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("mysql://ops:s3cret@db1/shop", "mysql://ops:…@db1/shop"),
        ("--dsn=mysql://ops:s3@cret@db1/shop", "--dsn=mysql://ops:…@db1/shop"),
        ("mysql://ops:s3/cr?e#t@db1", "mysql://ops:…@db1"),
        ("MARIADB://:s3cret@db1", "MARIADB://:…@db1"),
    ],
)
def test_a_password_on_the_command_line_is_hidden(monkeypatch: pytest.MonkeyPatch, word: str, shown: str) -> None:
    """Whatever it holds; the rest is still to be read."""
    titles: list[str] = []
    monkeypatch.setattr(setproctitle, "setproctitle", titles.append)
    hide_passwords(["python", "online-alter", "run", word])
    assert titles == [f"python online-alter run {shown}"]


def test_a_command_line_without_a_password_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words keep their borders."""
    titles: list[str] = []
    monkeypatch.setattr(setproctitle, "setproctitle", titles.append)
    hide_passwords(["python", "online-alter", "--dsn", "mysql://ops@db1:3306/shop", "--alter", "ADD a INT"])
    assert titles == []


def test_a_hidden_password_is_redacted_in_both_its_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Percent-encoded as it was written, and decoded as it is used."""
    monkeypatch.setattr(setproctitle, "setproctitle", lambda _: None)
    hide_passwords(["mysql://ops:wh%40t@db1"])
    assert redacted("wh%40t or wh@t") == "… or …"


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_the_process_list_shows_no_password() -> None:
    """What ``ps`` reads is /proc/PID/cmdline."""
    program = (
        "from pathlib import Path\nfrom onlinealter.cli.passwords import command_line, hide_passwords\n"
        "hide_passwords(command_line())\nprint(Path('/proc/self/cmdline').read_text())"
    )
    words = [sys.executable, "-c", program, "--dsn", "mysql://ops:s3cret@db1/shop"]
    shown = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    assert "s3cret" not in shown
    assert "mysql://ops:…@db1/shop" in shown
