"""The documentation's example project of Django without a MySQL server."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.django_project import PROJECT, Commands


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project, for what writes files."""
    return shutil.copytree(PROJECT, tmp_path / "project", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def commands(file: Path, project: Path) -> Iterator[Commands]:
    with Commands({"SQLITE": str(file), "PYTHONDONTWRITEBYTECODE": "1"}, project) as commands:
        yield commands


def _columns(file: Path) -> set[str]:
    with sqlite3.connect(file) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(customer)")}


def _rows(file: Path, sql: str) -> list[object]:
    with sqlite3.connect(file) as connection:
        return connection.execute(sql).fetchall()


def test_elsewhere_than_on_mysql_everything_is_djangos_own(commands: Commands, file: Path, project: Path) -> None:
    """Forwards and back with rows, state, what is shown, and how a squashed migration is written and applied."""
    commands.call("migrate", "shop", "0001")
    _rows(file, "INSERT INTO customer (name, fax) VALUES ('Ada', '1')")
    assert "~" not in commands.call("makemigrations", "--check")
    shown = commands.call("migrate", "--plan")
    assert "Alter field name on customer; Alter field town on customer; Add field note to customer; " in shown
    commands.call("migrate")
    assert _columns(file) == {"id", "name", "town", "note", "since"}
    assert _rows(file, "SELECT name, town, note FROM customer") == [("Ada", "?", "-")]
    with_ours, back = commands.call("sqlmigrate", "shop", "0002"), commands.call("sqlmigrate", "shop", "0002", "--backwards")
    commands.call("migrate", "shop", "0001")
    assert _columns(file) == {"id", "name", "town", "fax"}
    commands.call("squashmigrations", "shop", "0001", "0002", "--no-input")

    written = project / "shop" / "migrations" / "0002_widen_name.py"
    text = written.read_text()
    plain = text.replace("        OnlineAlter(\n", "").replace("            ),\n        ),\n    )", "            ),\n    )")
    plain = plain.replace('name="by_name")),\n        ),\n', 'name="by_name")),\n')
    assert plain != text
    written.write_text(plain)
    for squashed in written.parent.glob("*squashed*"):
        assert "OnlineAlter(\n            operations=[\n                migrations.AlterField(" in squashed.read_text()
        squashed.unlink()
    with Commands({"SQLITE": str(file), "PYTHONDONTWRITEBYTECODE": "1"}, project) as without:
        assert _sql(without.call("sqlmigrate", "shop", "0002")) == _sql(with_ours)
        assert sorted(_sql(without.call("sqlmigrate", "shop", "0002", "--backwards"))) == sorted(_sql(back))


def _sql(text: str) -> list[str]:
    """Its words, without the time of day, and without comments, which are the operations' names. Back on SQLite columns come
    in any order.
    """
    lines = [re.sub(r"'\d{4}-.*?'", "now", line) for line in text.splitlines() if not line.startswith("--")]
    return re.findall(r"[^\s,;()]+", "\n".join(lines))
