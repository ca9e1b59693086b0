"""Who may import whom: a folder imports folders of lower floors only, and neighbours don't know each other."""

from __future__ import annotations

import ast

from tests.architecture.source import PACKAGE, imports, source_files

FLOORS = {
    "alembic": 11,
    "django": 11,
    "migrating": 10,
    "cli": 9,
    "library": 9,
    "apply": 8,
    "fleet": 8,
    "rehearsal": 8,
    "report": 8,
    "demo": 8,
    "engine": 7,
    "planning": 6,
    "checks": 5,
    "triggers": 5,
    "copying": 5,
    "checksums": 5,
    "explaining": 5,
    "throttles": 5,
    "estimates": 5,
    "swapping": 5,
    "tables": 4,
    "load": 4,
    "sandbox": 4,
    "dumps": 4,
    "mysql": 3,
    "sql": 2,
    "model": 1,
}


def test_every_folder_has_a_floor() -> None:
    """A new folder is given its place when it is made."""
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert folders <= set(FLOORS)


def test_every_file_is_on_a_floor() -> None:
    """The package itself holds its version and its way in, nothing else."""
    assert {file.place for file in source_files() if not file.folder} == {"__init__.py", "__main__.py"}


def test_a_folder_imports_lower_floors_only() -> None:
    """Neither a higher one nor a neighbour."""
    wrong = []
    for file in source_files():
        for found in imports(file):
            root, _, inside = found.module.partition(".")
            folder = inside.partition(".")[0]
            if root != "onlinealter" or folder == file.folder or folder not in FLOORS or not file.folder:
                continue
            if FLOORS[folder] >= FLOORS[file.folder]:
                wrong.append(f"{found.place}: {file.folder} must not import {found.module}")
    assert not wrong, "\n".join(wrong)


def test_the_package_itself_imports_the_python_interface_alone() -> None:
    """And that not before a name of it is asked for: asking for the version loads nothing else."""
    package = next(file for file in source_files() if file.place == "__init__.py")
    assert {found.module for found in imports(package)} <= {"onlinealter.library"}
    at_once = [node for node in package.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not at_once


def test_what_others_call_is_built_on_the_python_interface_alone() -> None:
    """So that anybody else can build the like."""
    folders = ("alembic", "django", "migrating")
    modules = {found.module for file in source_files() if file.folder in folders for found in imports(file)}
    ours = {module for module in modules if module.startswith("onlinealter.")}
    assert {module for module in ours if module.split(".")[1] not in (*folders, "library")} == set()
