"""What the server's own ALTER keeps of a table besides its columns: where its files are, and what the optimizer was told."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from onlinealter.engine.alteration import check
from onlinealter.engine.target import Target
from onlinealter.model.errors import Refused
from onlinealter.model.plan import Plan, Strategy
from onlinealter.mysql.connection import Account, Connection, Tls
from onlinealter.planning import likeness
from onlinealter.sandbox import Endpoint, ServerKind, start_sandbox
from tests.integration.engine.alterations import WHOLE, Recorder, run, settings
from tests.servers import Schema, account_of, chosen_kinds

_WIDER = Plan("parcels", ("MODIFY weight BIGINT",), settings=settings())


@pytest.fixture(scope="module", params=chosen_kinds(), ids=str)
def elsewhere(request: pytest.FixtureRequest) -> Iterator[tuple[ServerKind, Endpoint, Path]]:
    """A server that may keep tables in a directory besides its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        folder.chmod(0o777)
        allowed = {} if request.param.is_mariadb else {"innodb_directories": str(folder)}
        with start_sandbox(request.param, settings=allowed) as sandbox:
            yield request.param, sandbox.primary, folder


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix in (".ibd", ".isl")]


@pytest.mark.parametrize(
    "options",
    [
        "DATA DIRECTORY = '{folder}'",
        "PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (50) DATA DIRECTORY = '{folder}',"
        " PARTITION high VALUES LESS THAN MAXVALUE)",
    ],
)
def test_a_table_kept_in_another_directory_stays_there(elsewhere: tuple[ServerKind, Endpoint, Path], options: str) -> None:
    """With a check of a name of its own and a comment that speaks of directories too."""
    _, primary, folder = elsewhere
    with primary.connect() as connection:
        schema = _schema(connection)
        connection.execute(f"USE {schema}")
        connection.execute(
            "CREATE TABLE parcels (id INT AUTO_INCREMENT PRIMARY KEY, weight INT,"
            " label VARCHAR(20) COMMENT 'DATA DIRECTORY=''x''',"
            f" CONSTRAINT heavy CHECK (weight > 0), KEY (weight)) ENGINE=InnoDB {options.format(folder=folder)}"
        )
        connection.execute("INSERT INTO parcels (weight, label) VALUES (1, 'a'), (2, 'b')")
        before = str(connection.rows("SHOW CREATE TABLE parcels")[0][1])
        run(Target("parcels", schema, account_of(primary), (), _WIDER), WHOLE)
        after = str(connection.rows("SHOW CREATE TABLE parcels")[0][1])
        assert after.partition("\n)")[2] == before.partition("\n)")[2]
        assert "DIRECTORY" in after.partition("\n)")[2]
        assert "bigint" in after
        assert connection.value("SELECT COUNT(*) FROM parcels") == 2
        assert _files(folder)
        connection.execute(f"DROP DATABASE {schema}")


@pytest.mark.parametrize("strategy", ["shadow", "auto"])
def test_a_copy_that_lacks_something_is_refused(
    elsewhere: tuple[ServerKind, Endpoint, Path], strategy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the server's LIKE leaves out: here a directory, as if nobody had known of that. Nothing of ours is left."""
    monkeypatch.setattr(likeness, "lies_elsewhere", lambda _: False)
    _, primary, folder = elsewhere
    with primary.connect() as connection:
        schema = _schema(connection)
        connection.execute(f"CREATE TABLE {schema}.parcels (id INT PRIMARY KEY, weight INT) DATA DIRECTORY = '{folder}'")
        plan = Plan("parcels", ("ALTER weight SET DEFAULT 5",), settings=settings(strategy=Strategy(strategy)))
        with pytest.raises(Refused, match=r"an empty copy of \S+ lacks: .*DATA DIRECTORY"):
            run(Target("parcels", schema, account_of(primary), (), plan), WHOLE)
        tables = {str(row[0]) for row in connection.rows(f"SHOW TABLES FROM {schema}")}
        assert {name for name in tables if not name.startswith("_oa_")} == {"parcels"}
        connection.execute(f"DROP DATABASE {schema}")


def test_without_file_a_directory_is_refused(elsewhere: tuple[ServerKind, Endpoint, Path]) -> None:
    """Before anything is made, with the GRANT."""
    _, primary, folder = elsewhere
    user = f"clerk_{token_hex(3)}"
    with primary.connect() as connection:
        schema = _schema(connection)
        connection.execute(f"CREATE TABLE {schema}.parcels (id INT PRIMARY KEY, weight INT) DATA DIRECTORY = '{folder}'")
        connection.execute(f"CREATE USER {user}@'%' IDENTIFIED BY 'clerk'")
        connection.execute(f"GRANT ALL ON {schema}.* TO {user}@'%'")
        connection.execute(f"GRANT PROCESS ON *.* TO {user}@'%'")
        account = Account(primary.host, primary.port, user, "clerk", tls=Tls("PREFERRED"))
        target = Target("parcels", schema, account, (), _WIDER)
        with pytest.raises(Refused) as caught:
            check(target, Recorder())
        remedies = [each.remedy for each in caught.value.findings if "FILE" in each.remedy]
        assert remedies == [f"GRANT FILE ON *.* TO '{user}'@'%';"]
        connection.execute(remedies[0].rstrip(";"))
        assert run(target, WHOLE).state == "done"
        connection.execute(f"DROP USER {user}@'%'")
        connection.execute(f"DROP DATABASE {schema}")


def _schema(connection: Connection) -> str:
    name = f"elsewhere_{token_hex(3)}"
    connection.execute(f"CREATE DATABASE {name}")
    return name


def test_statistics_of_columns_are_kept(schema: Schema) -> None:
    """Of those that stay as they are, as the server's own ALTER does: MySQL's histograms, MariaDB's column_stats."""
    plan = replace(_WIDER, alter=("MODIFY weight BIGINT, ADD KEY (label)",))
    with schema.connect() as connection:
        _fill(connection, "parcels")
        _fill(connection, "by_the_server")
        _learn(connection, schema, "parcels")
        _learn(connection, schema, "by_the_server")
        before = _learnt(connection, schema, "parcels")
        assert len(before) == 3
        connection.execute(f"ALTER TABLE by_the_server {plan.alter[0]}")
        run(schema.target("parcels", plan), WHOLE)
        after = _learnt(connection, schema, "parcels")
        assert [row[0] for row in after] == [row[0] for row in _learnt(connection, schema, "by_the_server")]
        assert [row for row in before if row[0] != "weight"] == after


def _fill(connection: Connection, table: str) -> None:
    connection.execute(
        f"CREATE TABLE {table} (id INT AUTO_INCREMENT PRIMARY KEY, weight INT, label VARCHAR(20), `odd name` INT)"
    )
    values = ", ".join(f"({number % 7}, 'l{number % 50}', {number})" for number in range(600))
    connection.execute(f"INSERT INTO {table} (weight, label, `odd name`) VALUES {values}")


def _learn(connection: Connection, schema: Schema, table: str) -> None:
    columns = "weight, label, `odd name`"
    if schema.kind.is_mariadb:
        connection.rows(f"ANALYZE TABLE {table} PERSISTENT FOR COLUMNS ({columns}) INDEXES ()")
    else:
        connection.rows(f"ANALYZE TABLE {table} UPDATE HISTOGRAM ON {columns} WITH 8 BUCKETS AUTO UPDATE")


def _learnt(connection: Connection, schema: Schema, table: str) -> list[tuple[object, ...]]:
    if schema.kind.is_mariadb:
        sql = (
            "SELECT column_name, min_value, max_value, avg_frequency FROM mysql.column_stats"
            " WHERE db_name = %s AND table_name"
        )
    else:
        sql = (
            "SELECT column_name, CAST(histogram->'$.buckets' AS CHAR), histogram->'$.\"auto-update\"'"
            " FROM information_schema.column_statistics WHERE schema_name = %s AND table_name"
        )
    return connection.rows(f"{sql} = %s ORDER BY column_name", [schema.name, table])
