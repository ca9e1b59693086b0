"""Each third-party library has one home."""

from __future__ import annotations

import sys

from tests.architecture.source import imports, source_files

HOMES = {
    "alembic": {"alembic"},
    "backports": {"dumps"},
    "compression": {"dumps"},
    "django": {"django"},
    "sqlalchemy": {"alembic"},
    "click": {"cli"},
    "distributed": {"fleet"},
    "rich": {"report"},
    "mysql": {"mysql"},
    "sqlparse": {"tables"},
    "testcontainers": {"sandbox"},
    "docker": {"sandbox"},
    "setproctitle": {"cli"},
    "platformdirs": {"engine", "sandbox"},
}


def test_a_library_is_imported_in_its_home_only() -> None:
    """Whoever replaces a library changes one folder; a new library is given a home first."""
    wrong = []
    for file in source_files():
        for found in imports(file):
            root = found.module.partition(".")[0]
            if root == "onlinealter" or root in sys.stdlib_module_names:
                continue
            if file.folder not in HOMES.get(root, set()):
                wrong.append(f"{found.place}: {found.module} is at home in {', '.join(HOMES.get(root, ())) or 'no folder'}")
    assert not wrong, "\n".join(wrong)


def test_every_library_with_a_home_is_in_use() -> None:
    """The list of homes holds nothing that is gone."""
    used = {found.module.partition(".")[0] for file in source_files() for found in imports(file)}
    assert set(HOMES) <= used
