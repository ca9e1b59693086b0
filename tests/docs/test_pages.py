"""What the pages refer to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.generate import DOCS

ROOT = DOCS.parent
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    """Pages, folders and pictures inside the project."""
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not link.startswith(("http:", "https:"))]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readmes_commands_exist(command: str) -> None:
    """The two that everybody types first."""
    target = command.split()[1]
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:.* ## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_target_of_the_makefile_says_what_it_does() -> None:
    """`make help` lists them all."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))


def test_decisions_are_numbered_without_a_gap() -> None:
    """Each one a page of its own."""
    numbers = [int(page.name[:4]) for page in sorted((DOCS / "decisions").glob("0*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_ci_calls_the_readmes_test_command() -> None:
    """What a build machine runs is what everybody runs."""
    assert re.search(r"^make test\b", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
