"""The example workflow: it is YAML, its scripts run, and the options that it uses exist."""

from __future__ import annotations

import os
import re
import subprocess
import textwrap
from pathlib import Path

import pytest
import yaml

from onlinealter.cli.dry_run import dry_run
from onlinealter.cli.report import report
from onlinealter.report.markdown_page import MARKER
from tests.docs.generate import DOCS

WORKFLOW = DOCS / "examples" / "rehearse-pull-request.yml"
_ONLINE_ALTER = f"""#!/bin/sh
echo "$@" >> "$LOG"
last=""; out=""
for word in "$@"; do [ "$last" = -o ] && out=$word; last=$word; done
case "$1 $2" in "dry-run "*unreachable*) exit 3;; esac
printf '{MARKER}\\n\\n## Report\\n\\n### More\\n%s\\n' "$FILLING" > "$out"
case "$1 $2" in "dry-run "*worse*) exit 18;; esac
"""
_GH = """#!/bin/sh
echo "gh $*" >> "$LOG"
case "$*" in *--paginate*) printf '%s' "$KNOWN";; esac
"""


def _scripts() -> dict[str, str]:
    """The script of each step that has several lines, by its name."""
    text = WORKFLOW.read_text(encoding="utf-8")
    steps = re.findall(
        r"^      - name: (\w+)\n(?:        .*\n)*?        run: \|\n((?:          .*\n|\n)+)", text, re.MULTILINE
    )
    return {name: textwrap.dedent(script).rstrip() + "\n" for name, script in steps}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository in which three plans have come, one of them with a baseline and queries; and the programs' stand-ins."""
    plans, programs = tmp_path / "plans", tmp_path / "programs"
    plans.mkdir()
    programs.mkdir()
    for name, text in (("online-alter", _ONLINE_ALTER), ("gh", _GH)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (plans / "old.toml").write_text("old")
    git = ("git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    for words in (("init", "-q"), ("add", "plans"), ("commit", "-qm", "before")):
        subprocess.run([*git, *words], check=True)
    for name in ("fine.toml", "fine.queries.sql", "fine.baseline.json", "worse.toml", "unreachable.toml"):
        (plans / name).write_text(name)
    for words in (("add", "plans"), ("commit", "-qm", "after")):
        subprocess.run([*git, *words], check=True)
    return tmp_path


def _run(folder: Path, step: str, **variables: str) -> tuple[int, list[str]]:
    """A step's script, as the runner calls it; gives its exit code, and what the stand-ins were called with."""
    log = folder / "log"
    log.write_text("")
    given = {"LOG": str(log), "PATH": f"{folder / 'programs'}:{os.environ['PATH']}", "BASE": "HEAD~1", "NUMBER": "7",
             "CANDIDATE_DSN": "mysql://rc/shop", "GITHUB_REPOSITORY": "our/shop", "KNOWN": "", "FILLING": ""}  # fmt: skip
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", _scripts()[step]]
    ended = subprocess.run(command, cwd=folder, env=given | variables, capture_output=True, text=True, check=False)
    assert not ended.stderr, ended.stderr
    return ended.returncode, log.read_text().splitlines()


def test_the_workflow_is_yaml() -> None:
    """With the keys that GitHub needs."""
    found = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    steps = found["jobs"]["rehearse"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    assert {step["name"]: step["run"] for step in steps if "\n" in step.get("run", "")} == _scripts()


def test_its_options_exist() -> None:
    """A renamed option would be seen by nobody else."""
    for command, word in ((dry_run, "dry-run"), (report, "report")):
        known = {name for parameter in command.params for name in parameter.opts}
        lines = [line for line in _scripts()["Rehearse"].splitlines() if f"online-alter {word}" in line or "options" in line]
        ours = [line for line in lines if f"online-alter {word}" in line or (word == "dry-run" and "options" in line)]
        used = {each for line in ours for each in re.findall(r"(?<!\S)\(?(--?[a-z][a-z-]*)", line)} - {"-e"}
        assert used
        assert used <= known, used - known


def test_each_plan_of_the_pull_request_is_rehearsed(checkout: Path) -> None:
    """Also after one that failed; one whose rehearsal didn't begin is told, too."""
    exit_code, calls = _run(checkout, "Rehearse")
    assert exit_code == 1
    rehearsed = [call for call in calls if call.startswith("dry-run ")]
    assert [call.split()[1] for call in rehearsed] == ["plans/fine.toml", "plans/unreachable.toml", "plans/worse.toml"]
    assert "--queries plans/fine.queries.sql --baseline plans/fine.baseline.json --fail-if rows_written>1.2x" in rehearsed[0]
    assert "--queries" not in rehearsed[2]
    reports = {file.name: file.read_text() for file in (checkout / "reports").glob("*.md")}
    assert all(text.startswith(MARKER) for text in reports.values())
    assert "Not rehearsed" in reports["unreachable.md"]
    assert "Not rehearsed" not in reports["worse.md"]


def test_one_comment_is_made_and_then_updated(checkout: Path) -> None:
    """Found again by the marker."""
    _run(checkout, "Rehearse")
    assert _run(checkout, "Comment")[1][1:] == ["gh pr comment 7 --repo our/shop --body-file comment.txt"]
    calls = _run(checkout, "Comment", KNOWN="4711\n4712\n")[1]
    assert MARKER in calls[0]
    assert calls[1:] == ["gh api --method PATCH repos/our/shop/issues/comments/4711 -F body=@comment.txt"]


def test_a_comment_that_would_be_too_long_has_the_verdicts_only(checkout: Path) -> None:
    """GitHub refuses longer ones."""
    _run(checkout, "Rehearse", FILLING="x" * 40_000)
    _run(checkout, "Comment")
    comment = (checkout / "comment.txt").read_text()
    assert comment.count("## Report") == 2
    assert "xxx" not in comment
    assert comment.startswith(MARKER)


@pytest.mark.parametrize(
    ("page", "folders", "blocks"),
    [("other-tools.md", ("dbmate", "liquibase", "rails"), 3), ("scale-out.md", ("one-shard",), 3)],
)
def test_what_a_page_shows_stands_in_the_files_that_are_played(page: str, folders: tuple[str, ...], blocks: int) -> None:
    """By tests/integration/recipes."""
    shown = re.findall(r"^```(?:sh|yaml|ruby)\n(.*?)^```", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)
    played = [file for folder in folders for file in (DOCS / "examples" / folder).rglob("*") if file.is_file()]
    assert len(shown) == blocks
    assert [each for each in shown if not any(each in file.read_text() for file in played)] == []
