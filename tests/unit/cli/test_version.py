"""``--version`` with the commit, and what the shell completes."""

from __future__ import annotations

import subprocess
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from onlinealter import __version__
from onlinealter.cli import commit
from onlinealter.cli.group import online_alter
from onlinealter.planning.setting_values import SETTINGS


def test_a_package_says_the_commit_that_it_was_built_from(tmp_path: Path) -> None:
    """Whatever lies around it."""
    (tmp_path / commit.FILE).write_text("0123456789ab\n", encoding="utf-8")
    assert commit.read_commit(tmp_path) == "0123456789ab"


def test_a_checkout_says_its_commit_and_whether_files_differ(tmp_path: Path) -> None:
    """As git has it."""
    package = tmp_path / "onlinealter"
    package.mkdir()
    _git(tmp_path, "init")
    (package / "file").write_text("as committed", encoding="utf-8")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "-m", "a")
    head = _git(tmp_path, "rev-parse", "--short=12", "HEAD")
    assert commit.read_commit(package) == head
    (package / "file").write_text("changed", encoding="utf-8")
    assert commit.read_commit(package) == f"{head}-dirty"


def test_within_another_projects_checkout_it_is_not_that_projects_commit(tmp_path: Path) -> None:
    """As in a virtual environment that lies there."""
    _git(tmp_path, "init")
    _git(tmp_path, "-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "--allow-empty", "-m", "a")
    package = tmp_path / "venv" / "onlinealter"
    package.mkdir(parents=True)
    assert commit.read_commit(package) == ""


@pytest.mark.parametrize(("known", "shown"), [("0123456789ab", " (commit 0123456789ab)"), ("", "")])
def test_the_version_has_the_commit_where_it_is_known(monkeypatch: pytest.MonkeyPatch, known: str, shown: str) -> None:
    monkeypatch.setattr(commit, "read_commit", lambda: known)
    ran = CliRunner().invoke(online_alter, ["--version"])
    assert (ran.exit_code, ran.output) == (0, f"online-alter, version {__version__}{shown}\n")


def test_the_shell_completes_commands_and_options() -> None:
    """As click does by itself, though commands are loaded late."""
    assert _completed([], "cu") == ["cutover"]
    assert _completed(["run"], "--wi") == ["--window"]


@pytest.mark.parametrize("words", [["run", "--set"], ["set", "plan.toml"]], ids=str)
def test_the_shell_completes_the_keys_of_settings(words: list[str]) -> None:
    """With the sign that a value follows."""
    assert _completed(words, "max_lo") == ["max_lock_waits="]
    assert _completed(words, "max-lo") == ["max-lock-waits="]


def test_every_key_that_set_takes_is_completed() -> None:
    """Those of a run at work for `online-alter set`; all of a plan for ``--set``."""
    assert _completed(["run", "--set"], "") == [f"{name}=" for name in SETTINGS]
    assert _completed(["set", "plan.toml"], "") == [f"{name}=" for name, known in SETTINGS.items() if known.metadata["live"]]


def _completed(words: list[str], begun: str) -> list[str]:
    found = ShellComplete(online_alter, {}, "online-alter", "_ONLINE_ALTER_COMPLETE").get_completions(words, begun)
    assert all(isinstance(each, click.shell_completion.CompletionItem) for each in found)
    return [each.value for each in found]


def _git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout.strip()
