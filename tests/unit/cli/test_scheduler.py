"""What goes together with ``--scheduler``, before anything is asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from onlinealter.cli.exits import exit_code_of
from onlinealter.cli.group import online_alter
from onlinealter.model.exit_codes import ExitCode

_SHARDS = '[[shard]]\nname = "eu-1"\nprimary = "mysql://ops@127.0.0.1:1/shop"\n'
_PLAN = 'table = "t"\nalter = "ADD x INT"\n'


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """A fleet whose server isn't there: who asks it ends with another exit code."""
    (tmp_path / "shards.toml").write_text(_SHARDS)
    (tmp_path / "plan.toml").write_text(_PLAN)
    return ["run", str(tmp_path / "plan.toml"), "--until", "verified", "--shards", str(tmp_path / "shards.toml")]


def _said(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    code = exit_code_of(lambda: online_alter.main(words, "online-alter", standalone_mode=False))
    assert code == ExitCode.USAGE
    return " ".join(capsys.readouterr().err.split())


def test_it_needs_shards(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """One server's work is done here."""
    assert "--scheduler needs --shards" in _said([*words[:-2], "--scheduler", "tls://dask:8786"], capsys)


def test_a_typed_password_does_not_travel(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """So it isn't asked for."""
    said = _said([*words, "--scheduler", "tls://dask:8786", "--ask-password"], capsys)
    assert "--scheduler and --ask-password are given" in said


def test_a_plain_scheduler_elsewhere_is_refused_first(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Before a shard is asked anything."""
    assert "isn't encrypted" in _said([*words, "--scheduler", "tcp://10.0.0.7:8786"], capsys)


def test_workers_are_given_a_plan(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A run that is under way is continued here without one; nothing is done here that was meant for workers."""
    table = ["cutover", "--table", "t", *words[-2:], "--yes", "--scheduler", "tls://dask:8786"]
    assert "--scheduler needs the plan" in _said(table, capsys)


@pytest.mark.parametrize("command", ["prepare", "execute", "verify", "cutover", "cleanup", "abort", "rollback", "run"])
def test_whatever_advances_shards_takes_a_scheduler(
    command: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """With the page to read in its help; it is looked at before a shard is asked anything."""
    assert "docs/scale-out.md" in CliRunner().invoke(online_alter, [command, "--help"]).output
    yes = ["--yes"] if command in ("cutover", "rollback", "run") else []
    call = [command, words[1], *words[-2:], *yes, "--scheduler", "tcp://10.0.0.7:8786"]
    assert "isn't encrypted" in _said(call, capsys)
