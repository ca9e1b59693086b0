"""The engine and all below it emit events; how they look is the reports' affair."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import SourceFile, imports, source_files
from tests.architecture.test_floors import FLOORS

QUIET = [file for file in source_files() if FLOORS.get(file.folder, 0) <= FLOORS["engine"]]
LOUD_MODULES = {"rich", "click", "logging", "warnings"}


@pytest.mark.parametrize("file", QUIET, ids=lambda file: file.place)
def test_nothing_below_the_reports_writes_to_the_terminal(file: SourceFile) -> None:
    """No print, no logging, no standard stream, no library for looks."""
    loud = [found.place for found in imports(file) if found.module.partition(".")[0] in LOUD_MODULES]
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"):
            loud.append(f"{file.place}:{node.lineno}: {node.func.id}()")
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("sys.stdout", "sys.stderr", "sys.stdin"):
            loud.append(f"{file.place}:{node.lineno}: {ast.unparse(node)}")
    assert not [each for each in loud if not each.startswith(EXEMPT)], "\n".join(loud)


# A process of its own, whose standard streams are how it and the process that started it talk.
EXEMPT = ("sandbox/keeper.py", "sandbox/protocol.py")


def test_errors_are_told_apart_by_number_never_by_text() -> None:
    """No ``in str(error)``, nor a look into a server's message."""
    wrong = []
    for file in source_files():
        for node in ast.walk(file.tree):
            if isinstance(node, ast.Compare) and any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
                looked_into = ast.unparse(node.comparators[0])
                if looked_into.startswith("str(error") or looked_into in ("error.text", "error.message", "error.msg"):
                    wrong.append(f"{file.place}:{node.lineno}: {ast.unparse(node)}")
    assert not wrong, "\n".join(wrong)
