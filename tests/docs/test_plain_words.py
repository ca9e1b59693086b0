"""Messages, help and pages use the trade's words, not private ones and not those of a translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import PACKAGE
from tests.docs.console import PAGES, ROOT

# What isn't to be read, and what is written instead.
INSTEAD = {
    r"mend(s|ed|ing)?": "fix",
    r"anew": "again, from the start",
    r"way[ _-]back": "rollback",
    r"put[ -]off": "defer",
    r"tak(e|es|en|ing) up again": "resume",
    r"nobody is at work": "no process attached",
    r"stands? against": "(the finding itself), refuses",
    r"nothing stands": "can be altered online",
    r"patience": "lock_timeout",
    r"look(s|ed)? through": "scan",
    r"processors?": "CPUs",
    r"kept by (InnoDB|MyISAM)": "uses InnoDB",
    r"(in )?the very (instant|moment)": "exactly when",
    r"now and then": "occasionally",
    r"can't be told(?! apart)": "isn't known",
    r"can't be held": "doesn't fit",
    r"can't be had": "isn't possible",
    r"(has|have|was|were|be|is) begun": "started",
    r"begin again": "start again",
    r"(may|will|can|could) be ended": "be killed, be rolled back",
    r"end (these|those) (transactions|sessions)": "kill",
    r"call the same command": "run the same command",
    r"deeds? of others": "when other people change things",
}  # fmt: skip
_FORBIDDEN = re.compile("|".join(rf"\b(?:{words})\b" for words in INSTEAD), re.IGNORECASE)
_OLD_NAMES = PACKAGE / "model" / "renamed_settings.py"
# Their numbers and reasons were written down once, and are read by those who change the code.
_RECORDS = ("docs/decisions/", "docs/chaos.md", "docs/benchmarks.md", "docs/promises.md", "docs/contributing.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_has_no_private_words(page: object) -> None:
    """The commands' help and the settings' sentences are pages, too."""
    name = str(page).removeprefix(f"{ROOT}/")
    if not name.startswith(_RECORDS):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert _found(text) == []


def test_no_message_has_private_words() -> None:
    """Every text in the package that isn't a docstring: messages, findings, remedies."""
    wrong = [
        f"{file.relative_to(PACKAGE)}:{line}: {found}"
        for file in sorted(PACKAGE.rglob("*.py"))
        if file != _OLD_NAMES
        for line, text in _texts(ast.parse(file.read_text(encoding="utf-8")))
        for found in _found(text)
    ]
    assert wrong == []


def test_a_private_word_is_found() -> None:
    """Also at the beginning of a sentence and across a line's end, and not in another word."""
    assert _found("Mend these rows.") == ["Mend"]
    assert _found("nobody is\nat work") == ["nobody is at work"]
    assert _found("recommended, canceled, beginning") == []


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings
            and " " in node.value
        ):
            yield node.lineno, node.value


def _found(text: str) -> list[str]:
    return [found.group() for found in _FORBIDDEN.finditer(" ".join(text.split()))]
