"""What readers are told to type: the fenced blocks of a page."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from tests.docs.generate import DOCS

ROOT = DOCS.parent
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
_BLOCK = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_INSTALLED = re.compile(r"(?:^|/)online-alter$")


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Each block's language and text, in the page's order."""
    for indent, language, text in _BLOCK.findall(page.read_text(encoding="utf-8")):
        yield language, re.sub(rf"^{indent}", "", text, flags=re.MULTILINE)


def calls(page: Path) -> list[list[str]]:
    """What a page has its readers type after ``online-alter``, in words as a shell splits them.

    In ``console`` blocks what follows a ``$``; in ``sh`` blocks each line; in ``ini`` blocks what a unit of systemd starts.
    """
    return [words for language, text in blocks(page) for line in _commands(language, text) if (words := _words(line))]


def _commands(language: str, text: str) -> list[str]:
    lines = text.replace("\\\n", " ").splitlines()
    begins = {"console": r"\$ (.*)", "sh": r"(.*)", "ini": r"ExecStart=(.*)"}.get(language)
    return [found[1] for line in lines if begins and (found := re.fullmatch(begins, line))]


def _words(line: str) -> list[str]:
    """Empty where the line calls something else."""
    if "online-alter" not in line or "$(" in line or "|" in line:
        return []
    words = shlex.split(line, comments=True)
    return words[1:] if words and _INSTALLED.search(words[0]) else []
