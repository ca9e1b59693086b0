"""Two runs in one process share nothing: no module of the engine, or below it, holds what changes."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import SourceFile, imports, source_files
from tests.architecture.test_floors import FLOORS

RUNS = [file for file in source_files() if FLOORS.get(file.folder, 10) <= FLOORS["engine"] and file.folder != "sandbox"]
_CHANGE = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp)
_MAKERS = {"dict", "list", "set", "deque", "defaultdict", "Counter", "Lock", "RLock", "Event", "local", "count", "StopFlag"}


@pytest.mark.parametrize("file", RUNS, ids=lambda file: file.place)
def test_a_module_holds_nothing_that_changes(file: SourceFile) -> None:
    """No container or lock in a lower-case name, no ``global``; constants are in capitals, and nobody changes them."""
    found = [f"line {node.lineno}: global" for node in ast.walk(file.tree) if isinstance(node, ast.Global)]
    for node in file.tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        names = [each.id for each in targets if isinstance(each, ast.Name)]
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        constants = all(name.isupper() or name == "__all__" for name in names) and not isinstance(value, ast.Call)
        if _made_to_change(value) and not constants:
            found.append(f"line {node.lineno}: {', '.join(names)}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("file", RUNS, ids=lambda file: file.place)
def test_a_run_handles_no_signals_of_the_process(file: SourceFile) -> None:
    """Whoever calls the engine does, and tells one run, or all of them, to stop."""
    assert "signal" not in {found.module for found in imports(file)}


def _made_to_change(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return ast.unparse(value.func).rpartition(".")[2] in _MAKERS
    return isinstance(value, _CHANGE)
