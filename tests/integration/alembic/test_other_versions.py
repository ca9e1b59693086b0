"""The oldest Alembic that is supported, and Flask-Migrate, which calls Alembic for an application."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from onlinealter.engine.journal import read_runs
from tests.environments import made_with, passes
from tests.integration.alembic.conftest import ROOT, url_of
from tests.servers import Schema

pytestmark = pytest.mark.index

_APPLICATION = ROOT / "docs" / "examples" / "flask" / "app.py"


def test_the_oldest_alembic_passes_the_same_tests(tmp_path: Path) -> None:
    """It has no plugins: env.py's import registers the operation."""
    programs = made_with(tmp_path / "venv", "alembic==1.13.*", extra="alembic")
    passes(programs, "tests/integration/alembic/test_alembic.py", "tests/unit/alembic/test_project.py")


@dataclass(frozen=True)
class _Application:
    """The documentation's application of Flask, in a folder of its own."""

    folder: Path
    flask: Path
    url: str

    def db(self, *words: str) -> None:
        """Call a command of Flask-Migrate's."""
        given = {"DATABASE_URL": self.url, "MIN_ROWS": "0", "ONLINEALTER_STATE": str(self.folder / "state")}
        found = subprocess.run(
            [str(self.flask), "--app", "app", "db", *words],
            cwd=self.folder,
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stderr

    def write(self, text: str) -> None:
        (self.folder / "app.py").write_text(text)


@pytest.fixture(scope="module")
def flask(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Flask's command, with Flask-Migrate."""
    folder = tmp_path_factory.mktemp("flask") / "venv"
    return made_with(folder, "Flask-Migrate>=4", "Flask-SQLAlchemy>=3.1", extra="alembic") / "flask"


def _story(application: _Application) -> None:
    """The table as it began, then what autogenerate makes of the application as it is now; up, down, and up again."""
    now = _APPLICATION.read_text()
    application.write(now.replace("String(200), nullable=False, index=True", "String(20), nullable=False"))
    application.db("init")
    application.db("migrate", "--rev-id", "a1", "-m", "first")
    application.db("upgrade")
    application.write(now)
    application.db("migrate", "--rev-id", "b2", "-m", "widen")
    assert (
        "with op.online_alter_table('customer') as" in (application.folder / "migrations/versions/b2_widen.py").read_text()
    )
    application.db("upgrade")
    application.db("downgrade")
    application.db("upgrade")


def test_flask_migrate_up_and_down(schema: Schema, flask: Path, tmp_path: Path) -> None:
    """By runs: the second revision's is rolled back, and another one follows."""
    application = _Application(tmp_path, flask, url_of(schema))
    _story(application)
    with schema.connect() as connection:
        first, *_, last = read_runs(connection, schema.name)
        assert (first.state.value, last.state.value) == ("aborted", "swapped")
        assert connection.value("SELECT version_num FROM alembic_version") == "b2"
        assert connection.rows("SHOW INDEX FROM customer WHERE Key_name = 'ix_customer_name'")
    application.write(_APPLICATION.read_text())
    shutil.rmtree(tmp_path / "state", ignore_errors=True)  # as from another machine
    application.db("downgrade")
    with schema.connect() as connection:
        assert connection.value("SELECT version_num FROM alembic_version") == "a1"


def test_flask_migrate_on_sqlite(flask: Path, tmp_path: Path) -> None:
    """The same application while it is developed."""
    _story(_Application(tmp_path, flask, f"sqlite:///{tmp_path / 'shop.db'}"))
