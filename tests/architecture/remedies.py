"""Where the package tells a person what to do: each error with a remedy, each finding with a fix, and who follows them.

A test that provokes a message, does what its remedy says and sees that the next call leads on names words of it, or its
place: by the mark ``remedy``, or as a case of a table of such tests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.source import SourceFile, source_files

TESTS = Path(__file__).parents[1]
_BY_POSITION = {"refusal": 1, "warning": 1, "note": 1, "Finding": 2}  # where the message is; the remedy is behind it
_CASES = ("pytest.mark.remedy", "Provoked", "Mistyped")  # the calls whose words name a message
_OF_A_FILE = "_refused"
_HAND_ON = frozenset({"__init__", "refusal", "warning", "note", _OF_A_FILE})
_FIELD = "…"


@dataclass(frozen=True)
class Remedy:
    """One place of the source: what is said there, and what to do; what is filled in is an ellipsis."""

    place: str
    message: str
    remedy: str

    def is_meant(self, words: str) -> bool:
        return words in self.message or words in self.remedy or words == self.place

    def __str__(self) -> str:
        file = self.place.partition(":")[0]
        return " ".join(f"{file}: {self.message[:90]} -> {self.remedy[:90]}".split())


def remedies() -> list[Remedy]:
    """All of them."""
    return [each for file in source_files() for each in _of(file, file.tree, "")]


def followed() -> dict[str, list[str]]:
    """By the words of a mark, the tests that bear it."""
    found: dict[str, list[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        if not any(f"{case}(" in text for case in _CASES):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _CASES:
                marked = ast.unparse(node.func) == _CASES[0]
                for argument in node.args if marked else node.args[:1]:
                    found.setdefault(str(ast.literal_eval(argument)), []).append(file.relative_to(TESTS).as_posix())
    return found


def _of(file: SourceFile, node: ast.AST, function: str) -> Iterator[Remedy]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = node.name
    if isinstance(node, ast.Call) and (parts := _parts(file, node)):
        message, remedy = parts
        handed_on = isinstance(remedy, ast.Attribute) and remedy.attr == "remedy"
        handed_on |= isinstance(remedy, ast.Name) and function in _HAND_ON
        if not handed_on:  # else it was said elsewhere
            yield Remedy(f"{file.place}:{function}", _text(message), _text(remedy))
    for child in ast.iter_child_nodes(node):
        yield from _of(file, child, function)


def _parts(file: SourceFile, call: ast.Call) -> tuple[ast.expr, ast.expr] | None:
    name = ast.unparse(call.func).rpartition(".")[2]
    if name == _OF_A_FILE:
        return _of_own(file, call)
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if call.args and "remedy" in named:
        return call.args[0], named["remedy"]
    at = _BY_POSITION.get(name)
    return (call.args[at], call.args[at + 1]) if at is not None and len(call.args) > at + 1 else None


def _of_own(file: SourceFile, call: ast.Call) -> tuple[ast.expr, ast.expr] | None:
    """A file's own function for its findings: the message and the remedy are its last parameters, where it has both."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef) and node.name == _OF_A_FILE and node.args.args[-1].arg == "remedy":
            return call.args[-2], call.args[-1]
    return None


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.IfExp):
        return f"{_text(node.body)}{_FIELD}{_text(node.orelse)}"
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return _FIELD
