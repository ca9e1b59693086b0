"""What a page quotes of the tool's messages is what the tool says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.architecture.source import source_files
from tests.docs.console import PAGES, ROOT, blocks

_LABEL = re.compile(r"^(?:error|stopped|refusal|warning|note):? +|^ +->? ", re.MULTILINE)
_REFERENCE = re.compile(r" \[[a-z-]+\]$")
_SHORTEST = 12  # letters of a message's own, below which anything would be like it
_OWN = 0.25  # the part of what is quoted that has to be a text's own words


def _quoted() -> Iterator[tuple[str, str]]:
    """Each message with its page: a labelled line, and the further lines of it that are indented."""
    for page in PAGES:
        for language, text in blocks(page):
            if language in ("text", "console"):
                joined = re.sub(r"\n  +(?!->)", " ", text)
                for line in joined.splitlines():
                    if found := _LABEL.match(line):
                        yield page.relative_to(ROOT).as_posix(), _REFERENCE.sub("", line[found.end() :])


@cache
def _messages() -> tuple[tuple[int, re.Pattern[str]], ...]:
    """All texts of the package as patterns: what is filled in may be anything."""
    found = []
    for file in source_files():
        for node in ast.walk(file.tree):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            own = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if sum(map(len, own)) >= _SHORTEST and " " in "".join(own):
                texts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in parts)
                found.append((sum(map(len, own)), re.compile("".join(texts))))
    return tuple(found)


@pytest.mark.parametrize(("page", "message"), list(_quoted()))
def test_a_quoted_message_is_one_of_the_tools(page: str, message: str) -> None:
    """Some text of the source stands in it, with whatever is filled in, and makes a good part of it."""
    assert _is_said(message), f"{page} quotes what no message says"


def _is_said(message: str) -> bool:
    return any(own >= _OWN * len(message) and pattern.search(message) for own, pattern in _messages())


def test_messages_are_quoted() -> None:
    """A pattern that finds nothing would prove nothing."""
    assert len(list(_quoted())) >= 5
    assert not _is_said("somebody has marked nothing as a release candidate")
