"""The documentation's example project without a MySQL server: on SQLite, and offline."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROJECT = ROOT / "docs" / "examples" / "alembic"


def _alembic(url: str, *words: str, project: Path = PROJECT) -> str:
    """What it writes to stdout."""
    found = subprocess.run(
        [sys.executable, "-m", "alembic", "-c", str(project / "alembic.ini"), *words],
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    assert "secret" not in found.stderr
    return found.stdout


def _columns(file: Path) -> list[str]:
    with sqlite3.connect(file) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(customer)")]


def test_on_sqlite_the_block_is_batch_alter_tables(tmp_path: Path) -> None:
    """Up and down again, with rows; `undo` has no meaning there."""
    file = tmp_path / "shop.db"
    url = f"sqlite:///{file}"
    _alembic(url, "upgrade", "a1")
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO customer (name, fax) VALUES ('Ada', '1')")
    _alembic(url, "upgrade", "head")
    assert set(_columns(file)) == {"id", "name", "note"}
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT name, note FROM customer").fetchall() == [("Ada", "50% off")]
    _alembic(url, "downgrade", "a1")
    assert set(_columns(file)) == {"id", "name", "fax"}
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("a1",)]


@pytest.mark.parametrize("words", [("upgrade", "a1:b2"), ("downgrade", "b2:a1")], ids=["up", "down"])
def test_a_script_says_the_command_and_alters_nothing(words: tuple[str, str]) -> None:
    """No password, no ALTER that would run; the version row is Alembic's own."""
    script = _alembic("mysql+pymysql://ops:secret@nowhere/shop", *words, "--sql")
    lines = [line for line in script.splitlines() if line]
    assert [line for line in lines if not line.startswith("--")] == [
        f"UPDATE alembic_version SET version_num='{words[1][3:]}' WHERE alembic_version.version_num = '{words[1][:2]}';"
    ]
    assert any(
        line.startswith("-- online-alter run --dsn mysql://USER@HOST/DATABASE --table customer --alter") for line in lines
    )
    assert any("online-alter rollback --table customer" in line for line in lines) is (words[0] == "downgrade")
    assert "secret" not in script
    assert ("DEFAULT" in script) == ("50% off" in script) == (words[0] == "upgrade")


def test_autogenerate_writes_one_block_for_each_table(tmp_path: Path) -> None:
    """With the revision's own id on the way down; a table that the revision makes is made as ever."""
    project, url = tmp_path / "project", f"sqlite:///{tmp_path / 'shop.db'}"
    shutil.copytree(PROJECT, project)
    _alembic(url, "upgrade", "head", project=project)
    models = project / "models.py"
    age = 'sa.Column("age", sa.Integer), sa.Index("by_note", "note")'
    changed = models.read_text().replace('sa.Index("by_name", "name")', age)
    bill = 'sa.Table("bill", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Index("by_id", "id"))\n'
    models.write_text(changed + bill)
    _alembic(url, "revision", "--autogenerate", "--rev-id", "c3", "-m", "age", project=project)
    [written] = (project / "versions").glob("c3*.py")
    text = written.read_text()
    up, down = text.split("def downgrade")
    assert up.count("with op.online_alter_table('customer') as batch_op:") == 1
    assert down.count("with op.online_alter_table('customer', undo='c3') as batch_op:") == 1
    assert text.count("online_alter_table") == 2
    assert "batch_op.add_column(sa.Column('age'" in up
    assert "op.create_index" in up
    _alembic(url, "upgrade", "head", project=project)
    assert set(_columns(tmp_path / "shop.db")) == {"id", "name", "note", "age"}
    _alembic(url, "downgrade", "b2", project=project)
    assert set(_columns(tmp_path / "shop.db")) == {"id", "name", "note"}
