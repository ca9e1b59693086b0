"""Recipes for programs that bring changes along, played with these programs themselves.

dbmate and Liquibase come from npm's registry, Ruby with Rails' migrations from Debian (ruby-activerecord, ruby-mysql2).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

import pytest

from onlinealter.engine.journal import read_runs
from tests.servers import Schema

pytestmark = pytest.mark.index

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "docs" / "examples"
WIDE, NARROW = "varchar(200)", "varchar(20)"


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of what npm has installed."""
    folder = tmp_path_factory.mktemp("npm")
    subprocess.run(["npm", "install", "--silent", "--prefix", str(folder), "dbmate@2", "liquibase@4"], check=True)
    return folder / "node_modules"


def _call(*words: str, folder: Path, given: Mapping[str, str], path: Path | None = None) -> None:
    paths = [str(Path(sys.executable).parent), *([str(path)] if path else []), os.environ["PATH"]]
    environment = {**os.environ, **given, "PATH": os.pathsep.join(paths), "PYTHONPATH": str(ROOT)}
    found = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def _where(schema: Schema, scheme: str) -> str:
    server = schema.primary
    return f"{scheme}://{quote(server.user)}:{quote(server.password, safe='')}@{server.host}:{server.port}/{schema.name}"


def _type_of_name(schema: Schema, table: str) -> str:
    with schema.connect() as connection:
        [column] = connection.named_rows(f"SHOW COLUMNS FROM {table} LIKE 'name'")
    return str(column["Type"])


def _runs(schema: Schema) -> list[str]:
    with schema.connect() as connection:
        return [run.state.value for run in read_runs(connection, schema.name)]


def test_dbmate(schema: Schema, programs: Path) -> None:
    """Its migrations in their order, one of them online; its table knows all three, and the next call does nothing."""
    given = {
        "DATABASE_URL": _where(schema, "mysql"),
        "DBMATE_MIGRATIONS_DIR": str(EXAMPLES / "dbmate" / "migrations"),
        "MIN_ROWS": "0",
    }
    for _ in range(2):
        _call(str(EXAMPLES / "dbmate" / "up"), folder=EXAMPLES, given=given, path=programs / ".bin")
        assert (_type_of_name(schema, "customer"), _runs(schema)) == (WIDE, ["done"])
    with schema.connect() as connection:
        assert connection.value("SELECT COUNT(*) FROM schema_migrations") == 3
        assert connection.value("SELECT COUNT(*) FROM customer") == 3


def test_liquibase(schema: Schema, programs: Path) -> None:
    """Its log knows both changes; the driver that comes with it is MariaDB's, for both kinds of server."""
    server = schema.primary
    given = {
        "ONLINE_ALTER_DSN": f"mysql://{server.user}@{server.host}:{server.port}/{schema.name}",
        "MYSQL_PWD": server.password,
    }
    where = f"jdbc:mariadb://{server.host}:{server.port}/{schema.name}?sessionVariables=wait_timeout=864000&allowPublicKeyRetrieval=true"
    words = [
        "--changelog-file=changelog.yaml",
        f"--url={where}",
        f"--username={server.user}",
        f"--password={server.password}",
    ]
    for _ in range(2):
        liquibase = programs / "liquibase" / "dist" / "liquibase" / "liquibase"
        _call(str(liquibase), *words, "update", folder=EXAMPLES / "liquibase", given=given)
        assert _type_of_name(schema, "customer") == WIDE
    with schema.connect() as connection:
        assert connection.value("SELECT COUNT(*) FROM DATABASECHANGELOG") == 2


def test_rails(schema: Schema) -> None:
    """Migrated, rolled back by a run, and migrated again."""
    given = {"DATABASE_URL": _where(schema, "mysql2")}
    for words, kind in ((), WIDE), (("rollback",), NARROW), ((), WIDE):
        _call("ruby", "migrate.rb", *words, folder=EXAMPLES / "rails", given=given)
        assert _type_of_name(schema, "customers") == kind
    assert _runs(schema) == ["done"]
