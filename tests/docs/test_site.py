"""The pages as a site: all are found from its first page, and what they have readers type exists. Without Sphinx."""

from __future__ import annotations

import re
import runpy
import tomllib
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from onlinealter.cli.group import online_alter
from onlinealter.cli.options import TargetArguments
from onlinealter.cli.target import TargetScope, word_faults
from onlinealter.planning.setting_values import SETTINGS
from tests.docs.console import PAGES, ROOT, blocks, calls
from tests.docs.generate import DOCS


@pytest.fixture(scope="module")
def site() -> SimpleNamespace:
    """What Sphinx is configured by."""
    return SimpleNamespace(**runpy.run_path(str(DOCS / "conf.py")))  # which leaves no compiled file in docs/


def test_every_page_is_in_exactly_one_table_of_contents(site: SimpleNamespace) -> None:
    """Else nobody finds it; `README.md` of a folder lists the folder's pages."""
    listed = [
        str((Path(contents).parent / page).as_posix())
        for contents in site.CONTENTS
        for _, pages in site.tables_of_contents((DOCS / f"{contents}.md").read_text(encoding="utf-8"))
        for page in pages
    ]
    pages = {page.relative_to(DOCS).with_suffix("").as_posix() for page in DOCS.rglob("*.md")} - {"index"}
    assert sorted(listed) == sorted(pages)


def test_the_first_page_has_the_four_kinds_of_text(site: SimpleNamespace) -> None:
    """A reader learns, does, looks up or understands."""
    sections = site.tables_of_contents((DOCS / "index.md").read_text(encoding="utf-8"))
    assert [caption for caption, _ in sections] == ["Tutorial", "How-to guides", "Reference", "Explanation"]


def test_a_link_to_a_folder_becomes_plain_words(site: SimpleNamespace) -> None:
    """A code host shows the folder; a site has no page for it."""
    text = site.without_folder_links("index", "see [all](decisions), [this](trust.md) and [that](https://example.com)")
    assert text == "see all, [this](trust.md) and [that](https://example.com)"


@pytest.mark.parametrize("page", [page for page in PAGES if calls(page)], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_a_page_shows_can_be_typed(page: Path) -> None:
    """The command exists, takes these options and arguments, and the settings are settings."""
    for words in calls(page):
        command, parsed = _parsed(words)
        assert _target_faults(command, parsed) == [], " ".join(words)
        given = [_setting(each) for each in parsed.get("settings") or ()]
        live = [_setting(each) for each in _live_changes(parsed)]
        assert set(given) | set(live) <= set(SETTINGS), " ".join(words)
        assert all(SETTINGS[name].metadata["live"] for name in live), " ".join(words)


@pytest.mark.parametrize("page", sorted((DOCS / "how-to").glob("*.md")), ids=lambda page: page.stem)
def test_a_guide_shows_what_to_type_and_no_output(page: Path) -> None:
    """Output that no script made would be invented, and grow old."""
    shown = [line for language, text in blocks(page) if language == "console" for line in text.splitlines()]
    assert shown
    assert [line for line in shown if not line.startswith("$ ")] == []


def _target_faults(command: str, parsed: dict[str, Any]) -> list[str]:
    """Words that don't go together, as the command itself would refuse them."""
    if "plan_file" not in parsed or command == "set":
        return []
    given = {each.name: parsed[each.name] for each in fields(TargetArguments) if each.name in parsed}
    scope = TargetScope.PLAN if command in ("check", "plan", "prepare", "run") else TargetScope.TABLE
    return word_faults(TargetArguments(**given), scope)


def _live_changes(parsed: dict[str, Any]) -> list[str]:
    """Of `online-alter set`, whose first word may be a plan, a run's id or a change already."""
    if "changes" not in parsed:
        return []
    return [each for each in (str(parsed["plan_file"] or ""), *parsed["changes"]) if "=" in each]


def _setting(change: str) -> str:
    return change.partition("=")[0].replace("-", "_")


def _parsed(words: list[str]) -> tuple[str, dict[str, Any]]:
    """The command's name, and what it would be given; raises click's UsageError."""
    command: click.Command = online_alter
    context = click.Context(command, info_name="online-alter")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, found, words = command.resolve_command(context, list(words))
        assert found, name
        command, context = found, click.Context(found, info_name=name, parent=context)
    if words == ["--version"]:
        return "", {}
    command.parse_args(context, list(words))
    return str(context.info_name), context.params


@pytest.mark.parametrize("page", [page for page in PAGES if "toml" in dict(blocks(page))], ids=lambda page: page.stem)
def test_every_setting_that_a_page_shows_is_one(page: Path) -> None:
    """In the plans and parts of plans."""
    shown = [tomllib.loads(text).get("settings", {}) for language, text in blocks(page) if language == "toml"]
    assert [key for settings in shown for key in settings if key not in SETTINGS] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_heading_leads_to_one(page: Path) -> None:
    """As code hosts and the site name headings: lower case, without punctuation, a hyphen for each blank."""
    links = re.findall(r"\]\(([^)#\s]*)#([^)\s]+)\)", page.read_text(encoding="utf-8"))
    own = [(page.parent / file if file else page, anchor) for file, anchor in links if not file.startswith("http")]
    assert [f"{file}#{anchor}" for file, anchor in own if anchor not in _anchors(file)] == []


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
