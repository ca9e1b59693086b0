"""The package's source as a tree: its files, its imports, its functions, its string literals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "onlinealter"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class SourceFile:
    """A file of the package: where it is, its text, its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def place(self) -> str:
        """The path inside the package, such as ``engine/journal.py``."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def folder(self) -> str:
        """The package's folder that it is in; empty for the package's own files."""
        return self.place.partition("/")[0] if "/" in self.place else ""

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())


@dataclass(frozen=True)
class Import:
    """An import: by which file, on which line, of which module."""

    importer: SourceFile
    line: int
    module: str

    @property
    def place(self) -> str:
        """File and line."""
        return f"{self.importer.place}:{self.line}"


@cache
def source_files() -> tuple[SourceFile, ...]:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(SourceFile(path, text, ast.parse(text)))
    return tuple(found)


def imports(file: SourceFile) -> Iterator[Import]:
    """All imports of a file, wherever they stand: one inside a function, or for types only, is knowledge too."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from (Import(file, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file.place}:{node.lineno}: relative imports hide the floor"
            # `from onlinealter import checks` names a folder; `from onlinealter.checks import x` doesn't need to.
            names = [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "onlinealter" else []
            yield from (Import(file, node.lineno, name) for name in names or [str(node.module)])


def functions(file: SourceFile) -> Iterator[Function]:
    yield from (node for node in ast.walk(file.tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """A function's lines, without its decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def literals(file: SourceFile) -> Iterator[tuple[int, str]]:
    """Line and text of each string that is no docstring; an f-string's values read ``{}``."""
    parts = {id(part) for node in ast.walk(file.tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    docstrings = {id(node.value) for node in ast.walk(file.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(file.tree):
        if id(node) in parts | docstrings:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            texts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(texts)
