"""Whatever a message tells a person to type is a command that there is, with options that it takes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import onlinealter
from onlinealter.cli.group import online_alter

_PACKAGE = Path(onlinealter.__file__).parent
_NAMED = re.compile(r"online-alter ([a-z][a-z-]*)((?: [^'`\n;,()]+)?)")
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
# What isn't a command: the tool is spoken of, or its sessions, locks and statements bear its name.
_SPOKEN_OF = {"itself", "or", "dies", "needs", "session", "has", "rehearsal", "that", "runs", "place"}
_WRITTEN = "\x00"  # stands for what a message fills in


def _texts() -> Iterator[tuple[str, str]]:
    """Every text of the package but docstrings, with its place; parts that follow one another are one text."""
    for file in sorted(_PACKAGE.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            where = f"{file.relative_to(_PACKAGE)}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.JoinedStr):
                parts = [str(each.value) if isinstance(each, ast.Constant) else _WRITTEN for each in node.values]
                yield where, "".join(parts)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner | docstrings:
                yield where, node.value


def _command(words: list[str]) -> tuple[click.Command | None, list[str]]:
    """The command that words lead to, and the words behind its name."""
    found: click.Command | None = online_alter
    while words and isinstance(found, click.Group):
        found, words = found.get_command(click.Context(found), words[0]), words[1:]
    return found, words


_MENTIONS = [
    pytest.param(match[1], match[2], id=f"{where} {match[1]}")
    for where, text in _texts()
    for match in _NAMED.finditer(text)
    if match[1] not in _SPOKEN_OF
]


@pytest.mark.parametrize(("name", "behind"), _MENTIONS)
def test_what_a_message_names_can_be_typed(name: str, behind: str) -> None:
    """The command, and each option behind it."""
    command, _ = _command([name, *re.findall(r"[a-z-]+", behind)[:1]])
    if command is None:
        command, _ = _command([name])
    assert command is not None, f"there is no command {name}"
    known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)} | {"--help"}
    assert {option for option in _OPTION.findall(behind) if option not in known} == set()


def test_there_is_something_to_look_at() -> None:
    """A pattern that finds nothing would prove nothing."""
    assert len(_MENTIONS) > 60
